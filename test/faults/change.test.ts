import { runMatrix } from './run-matrix.ts'
import { CHANGE } from './scenario.ts'

runMatrix(CHANGE)
