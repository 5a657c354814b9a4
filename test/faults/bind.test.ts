import { runMatrix } from './run-matrix.ts'
import { BIND } from './scenario.ts'

runMatrix(BIND)
