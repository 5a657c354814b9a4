import { SOURCE_FAULTS } from './source-faults.ts'
import { tryAll } from './try-all.ts'

tryAll(SOURCE_FAULTS)
