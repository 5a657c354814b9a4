import { runMatrix } from './run-matrix.ts'
import { INSTALL } from './scenario.ts'

runMatrix(INSTALL)
