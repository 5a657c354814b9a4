import { runMatrix } from './run-matrix.ts'
import { REBIND } from './scenario.ts'

runMatrix(REBIND)
