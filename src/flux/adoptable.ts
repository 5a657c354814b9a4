import type { Role } from '../model/aws.ts'
import type { Settings } from '../model/settings.ts'
import { oidcProviderArn } from '../domain/issuer.ts'
import { ROLE_ARN_ANNOTATION } from '../domain/ownership.ts'
import { readableRepositories } from '../domain/readable-repositories.ts'
import { trustsProvider } from '../domain/trust-policy.ts'
import type { Grant } from '../identity/grant.ts'
import type { World } from '../model/world.ts'

/** The role that Flux's ServiceAccounts carry already, if it trusts this cluster (a Terraform module's random suffix). */
export function adoptableRole({
  cluster,
  serviceAccounts,
  candidates,
}: Pick<World, 'cluster' | 'serviceAccounts' | 'candidates'>): Role | undefined {
  const provider = oidcProviderArn(cluster.arn, cluster.issuer)
  const annotated = serviceAccounts.map((account) => account.metadata.annotations?.[ROLE_ARN_ANNOTATION])
  return candidates.find((candidate) => annotated.includes(candidate.arn) && trustsProvider(candidate.trust, provider))
}

/**
 * What a role that is being taken over may read already, so that taking it over makes nothing readable that was not. Of the policies that
 * are attached to it, in this account; `undefined` when they allow no reading.
 */
export function adoptableGrant(world: World, settings: Settings): Grant | undefined {
  if (!settings.adopt) return undefined
  const role = adoptableRole(world) ?? world.candidates.find(({ name }) => name === settings.iam.roleName)
  const documents = [...world.policies.values()].filter(({ arn }) => role?.attached.includes(arn)).map(({ document }) => document)
  return readableRepositories(documents, { partition: world.partition, region: world.region, account: world.caller.account })
}
