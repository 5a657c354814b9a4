import { runMatrix } from './run-matrix.ts'
import { UNBIND } from './scenario.ts'

runMatrix(UNBIND)
