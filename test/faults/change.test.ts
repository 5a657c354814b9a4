import { runMatrix } from './run-matrix.ts'
import { CHANGE, UPDATE } from './scenario.ts'

runMatrix(CHANGE)
runMatrix(UPDATE)
