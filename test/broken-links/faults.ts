import type { Fault } from './fault.ts'
import { FLUX_FAULTS } from './flux-faults.ts'
import { IDENTITY_FAULTS } from './identity-faults.ts'
import { IMAGE_FAULTS } from './image-faults.ts'
import { PERMISSION_FAULTS } from './permission-faults.ts'
import { POD_FAULTS } from './pod-faults.ts'
import { REPOSITORY_FAULTS } from './repository-faults.ts'
import { SOURCE_FAULTS } from './source-faults.ts'
import { SERVICE_ACCOUNT_FAULTS } from './service-account-faults.ts'

/** All faults, in the order of the chain. */
export const FAULTS: [part: string, faults: Fault[]][] = [
  ['Provider, role, trust', IDENTITY_FAULTS],
  ['Permissions', [...PERMISSION_FAULTS, ...REPOSITORY_FAULTS]],
  ['ServiceAccounts, webhook, pods', [...SERVICE_ACCOUNT_FAULTS, ...POD_FAULTS]],
  ['Caller, operator, instance, Git', FLUX_FAULTS],
  ['Images and sources', [...IMAGE_FAULTS, ...SOURCE_FAULTS]],
]
