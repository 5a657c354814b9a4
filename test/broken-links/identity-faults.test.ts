import { IDENTITY_FAULTS } from './identity-faults.ts'
import { tryAll } from './try-all.ts'

tryAll(IDENTITY_FAULTS)
