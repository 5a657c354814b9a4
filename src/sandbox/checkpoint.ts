import type { Account } from './aws/index.ts'
import type { ObjectStore } from './kube/object-store.ts'
import type { Row } from './kube/object-table.ts'

/** What stands in IAM and in the cluster, with everything that only chance decides (issuer, ids, names of pods). */
export interface Checkpoint {
  issuer: string
  iam: Pick<Account, 'roles' | 'policies' | 'providers'>
  rows: Row[]
}

/** A copy that later writes leave alone; stored objects are frozen, so their rows can be shared. */
export function checkpointOf(issuer: string, { roles, policies, providers }: Account, { table }: ObjectStore): Checkpoint {
  return { issuer, iam: structuredClone({ roles, policies, providers }), rows: table.rows() }
}

/** Puts the checkpoint's IAM in the place of the account's. */
export function restoreIam(account: Account, { iam }: Checkpoint): void {
  Object.assign(account, structuredClone(iam))
}
