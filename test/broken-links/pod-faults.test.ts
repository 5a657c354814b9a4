import { POD_FAULTS } from './pod-faults.ts'
import { SERVICE_ACCOUNT_FAULTS } from './service-account-faults.ts'
import { tryAll } from './try-all.ts'

tryAll([...SERVICE_ACCOUNT_FAULTS, ...POD_FAULTS])
