import { runMatrix } from './run-matrix.ts'
import { STANDING, UNINSTALL_STANDING } from './scenario.ts'

runMatrix(STANDING)
runMatrix(UNINSTALL_STANDING)
