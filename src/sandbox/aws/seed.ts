import { iamArn, type AccessKey, type Account, type Cluster, type Repository } from './account.ts'
import type { PolicyDocument } from '../../domain/policy-document.ts'
import { newId, newSecret } from './new-ids.ts'

/** Adds a cluster, ACTIVE and public unless told, or replaces the one of that name and region. */
export function addCluster(
  account: Account,
  given: Pick<Cluster, 'name' | 'endpoint' | 'certificateAuthority' | 'issuer' | 'jwks'> & Partial<Cluster>,
): Cluster {
  const cluster: Cluster = {
    region: account.region,
    status: 'ACTIVE',
    version: '1.36',
    publicAccess: true,
    privateAccess: false,
    accessEntries: {},
    podIdentity: [],
    ...given,
  }
  account.clusters = account.clusters.filter(({ name, region }) => name !== cluster.name || region !== cluster.region)
  account.clusters.push(cluster)
  return cluster
}

/** Adds a repository, in the account and its region unless told. */
export function addRepository(account: Account, given: Pick<Repository, 'name'> & Partial<Repository>): Repository {
  const repository = { accountId: account.id, region: account.region, tags: [], ...given }
  account.repositories.push(repository)
  return repository
}

/** Adds an IAM user with these policies; the answer is its access key. */
export function addUser(account: Account, name: string, policies: PolicyDocument[]): AccessKey {
  const key = { accessKeyId: newId('AKIA', 20), secretAccessKey: newSecret() }
  account.users.set(name, { id: newId('AIDA'), name, arn: iamArn(account, `user/${name}`), keys: [key], policies })
  return key
}
