import { runMatrix } from './run-matrix.ts'
import { UNINSTALL_IRSA } from './scenario.ts'

runMatrix(UNINSTALL_IRSA)
