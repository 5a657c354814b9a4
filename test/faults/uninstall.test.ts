import { runMatrix } from './run-matrix.ts'
import { UNINSTALL } from './scenario.ts'

runMatrix(UNINSTALL)
