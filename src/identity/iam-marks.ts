import type { AwsReader, Policy, Role } from '../model/aws.ts'
import { parseArn } from '../domain/arn.ts'
import { Failure } from '../domain/failure.ts'
import { CONTROLLERS } from '../domain/controllers.ts'
import { oidcProviderArn } from '../domain/issuer.ts'
import { boundRoleNameFor, controllerRoleNameFor, roleNameFor } from '../domain/names.ts'
import { MARKS, tagOwner, type Owner, type Part } from '../domain/ownership.ts'
import { ourStatement, subjectsOf } from '../domain/trust-policy.ts'
import { federatedOf, serviceAccountOf } from '../domain/web-identity.ts'
import type { Place, World } from '../model/world.ts'

const WORDS: Record<'role' | 'policy', Record<Part, string>> = {
  role: { flux: 'ECR access for Flux controllers by IRSA', binding: 'AWS access for a workload by IRSA' },
  policy: { flux: 'Reads of Amazon ECR for Flux', binding: 'Access for a workload' },
}
const MADE = 'Made by flux-irsa.'

/**
 * The description of a role or policy that we make. It names the cluster, and is a sign beside the tag: that of a policy never changes, that
 * of a role takes another right than a tag.
 */
export function descriptionFor(kind: 'role' | 'policy', part: Part, clusterArn: string): string {
  return `${WORDS[kind][part]}, for ${clusterArn}. ${MADE}`
}

type Asking = Pick<World, 'cluster' | 'part' | 'formerProviders'>

/**
 * Who owns a role. Ours takes two signs that no single right can give: the tag, and our statement for this very cluster's provider, or our
 * description. A tag alone makes it `doubtful`: whoever may tag roles would else have us take another's apart.
 */
export function roleOwner(role: Pick<Role, 'name' | 'tags' | 'trust' | 'description'>, world: Asking): Owner | 'doubtful' {
  const owner = tagOwner(role.tags, world.cluster.arn, world.part)
  if (owner !== 'ours') return owner
  return namesUs(role, world) || describesUs(role.description, world) || describedBefore(role, world) ? 'ours' : 'doubtful'
}

/** Who owns a policy. `roles` are ours. What we adopted has no description of ours: it is ours to keep up to date, never to delete. */
export function policyOwner(
  policy: Pick<Policy, 'arn' | 'tags' | 'description' | 'attachmentCount'>,
  world: Asking,
  roles: Pick<Role, 'attached'>[],
): Owner | 'adopted' | 'doubtful' {
  const owner = tagOwner(policy.tags, world.cluster.arn, world.part)
  if (owner !== 'ours') return owner
  if (describesUs(policy.description, world)) return 'ours'
  // Earlier versions named no cluster: then it is ours where nobody but our roles has it.
  const onOurs = roles.filter(({ attached }) => attached.includes(policy.arn)).length
  if (policy.attachmentCount > onOurs) return 'doubtful'
  if (policy.description === `${WORDS.policy[world.part]}. ${MADE}`) return 'ours'
  return onOurs > 0 ? 'adopted' : 'doubtful'
}

function describesUs(description: string | undefined, { cluster, part }: Asking): boolean {
  return (['role', 'policy'] as const).some((kind) => description === descriptionFor(kind, part, cluster.arn))
}

/** A role of an earlier version whose statement somebody took out; one with a statement for another provider is another cluster's. */
function describedBefore({ trust, description }: Pick<Role, 'trust' | 'description'>, { part }: Asking): boolean {
  return ourStatement(trust, MARKS[part].sid) === undefined && description === `${WORDS.role[part]}. ${MADE}`
}

/** Our statement, and in it this cluster's provider, or one that it had before it was made anew. */
function namesUs(role: Pick<Role, 'name' | 'trust'>, { cluster, part, formerProviders }: Asking): boolean {
  const statement = ourStatement(role.trust, MARKS[part].sid)
  if (!statement) return false
  const named = federatedOf(statement)
  if (cluster.issuer && named.includes(oidcProviderArn(cluster.arn, cluster.issuer))) return true
  const former = named.flatMap((arn) => formerProviders?.get(arn) ?? [])
  if (former.includes('ours')) return true
  if (!former.includes('gone')) return false
  const bound = subjectsOf(statement).flatMap((subject) => serviceAccountOf(subject) ?? [])
  const names =
    part === 'flux'
      ? [roleNameFor(cluster.name), ...CONTROLLERS.map((name) => controllerRoleNameFor(cluster.name, name))]
      : bound.map((account) => boundRoleNameFor(cluster.name, account))
  return names.includes(role.name)
}

/**
 * Providers other than the cluster's own that roles with our tag trust in our statement, as far as they may be this cluster's: `ours` carry
 * its tag, `gone` are no longer in IAM (nobody can come in by them). One that cannot be looked at is neither.
 */
export async function formerProvidersOf(
  aws: Pick<AwsReader, 'oidcProvider'>,
  roles: Role[],
  { cluster, caller }: Place,
  part: Part,
): Promise<Map<string, 'ours' | 'gone'>> {
  const own = cluster.issuer ? oidcProviderArn(cluster.arn, cluster.issuer) : ''
  const tagged = roles.filter(({ tags }) => tagOwner(tags, cluster.arn, part) === 'ours')
  const statements = tagged.flatMap(({ trust }) => ourStatement(trust, MARKS[part].sid) ?? [])
  const named = new Set(statements.flatMap(federatedOf).filter((arn) => arn !== own && parseArn(arn)?.account === caller.account))
  const judged = await Promise.all(
    [...named].map(async (arn) => {
      try {
        const found = await aws.oidcProvider(arn)
        if (!found) return [[arn, 'gone'] as const]
        return tagOwner(found.tags, cluster.arn) === 'ours' ? [[arn, 'ours'] as const] : []
      } catch (error) {
        if (error instanceof Failure) return []
        throw error
      }
    }),
  )
  return new Map(judged.flat())
}

/** In words, why a role or policy that carries our tag does not count as ours. */
export function doubt(kind: 'role' | 'policy', { cluster, part }: Asking): string {
  const tag = `its tag ${MARKS[part].tag} names this cluster`
  return kind === 'role'
    ? `${tag}, but neither the trust statement ${MARKS[part].sid} nor the description is for ${cluster.name}`
    : `${tag}, but its description is not for ${cluster.name}, or others use it`
}
