import { PERMISSION_FAULTS } from './permission-faults.ts'
import { REPOSITORY_FAULTS } from './repository-faults.ts'
import { tryAll } from './try-all.ts'

tryAll([...PERMISSION_FAULTS, ...REPOSITORY_FAULTS])
