import { runMatrix } from './run-matrix.ts'
import { UNINSTALL, UNINSTALL_IRSA } from './scenario.ts'

runMatrix(UNINSTALL)
runMatrix(UNINSTALL_IRSA)
