import { runMatrix } from './run-matrix.ts'
import { UPDATE } from './scenario.ts'

runMatrix(UPDATE)
