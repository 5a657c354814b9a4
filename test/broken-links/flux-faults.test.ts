import { FLUX_FAULTS } from './flux-faults.ts'
import { tryAll } from './try-all.ts'

tryAll(FLUX_FAULTS)
