import type { RenderFormat } from '../config/run-options.ts'
import { badInput } from '../domain/failure.ts'
import { parseGitUrl } from '../domain/git-url.ts'
import { ANNOTATION_GRANT, ANNOTATION_OWNER, ROLE_ARN_ANNOTATION } from '../domain/ownership.ts'
import type { PolicyDocument } from '../domain/policy-document.ts'
import { withOurStatement } from '../domain/trust-policy.ts'
import { fluxPart, type Desired, type DesiredPolicy, type DesiredRelease, type FluxPart, type Identity } from '../model/desired.ts'
import { at } from '../domain/at.ts'
import { isOurObject } from '../identity/ours.ts'
import type { World } from '../model/world.ts'

/** What a renderer is handed: what shall be there, and what of it is there already. No secret is in it, so none can be written. */
export interface Rendering {
  /** Name and version of this program. */
  tool: string
  cluster: { name: string; arn: string; region: string; account: string }
  provider: Desired['provider'] & { exists: boolean; hasClientId: boolean }
  policy: DesiredPolicy & { exists: boolean }
  /** `trust` holds the statements of others too, where the role exists. */
  role: Omit<Identity['role'], 'statement'> & { trust: PolicyDocument; exists: boolean; isAttached: boolean }
  /** A Flux that somebody else keeps: nothing of it is rendered but what its owner sets. */
  standing?: FluxPart['standing']
  namespace: { name: string; exists: boolean; annotations: Record<string, string> }
  serviceAccounts: { names: string[]; existing: string[]; annotations: Record<string, string> }
  /** The Secret that the Git sync names. */
  secret?: { name: string; keys: string[] }
  operator: DesiredRelease & { exists: boolean }
  instance: DesiredRelease & { exists: boolean }
}

/** One format: the whole text, with a line break at its end. */
export type Renderer = (rendering: Rendering) => string
export type Renderers = Record<RenderFormat, Renderer>

/** Keeps kustomize-controller from pruning the namespace when a Git repository declares it too. */
const SSA_IGNORE = { 'kustomize.toolkit.fluxcd.io/ssa': 'Ignore' }

/** The desired state, less its secrets, beside what is there. */
export function renderingOf(wanted: Desired, world: World, tool: string): Rendering {
  const desired = { ...fluxPart(wanted), ...onlyIdentity(wanted) }
  const { cluster, region, caller } = world
  const found = world.candidates.find((role) => role.name === desired.role.name)
  const { statement, ...role } = desired.role
  const isRelease = ({ name }: DesiredRelease) => world.releases.some((release) => release.name === name)
  const foreignNamespace = world.namespace !== undefined && !isOurObject(world.namespace, cluster.arn)
  const secret = gitSecret(desired)
  const names = desired.serviceAccounts.map(({ name }) => name)
  const present = new Set(world.serviceAccounts.map(({ metadata }) => metadata.name))
  return {
    tool,
    cluster: { name: cluster.name, arn: cluster.arn, region, account: caller.account },
    provider: {
      ...desired.provider,
      exists: world.provider !== undefined,
      hasClientId: world.provider?.clientIds.includes(desired.provider.clientId) ?? true,
    },
    policy: { ...desired.policy, exists: world.policies.has(desired.policy.arn) },
    role: {
      ...role,
      trust: withOurStatement(found?.trust, statement),
      exists: found !== undefined,
      isAttached: found?.attached.includes(desired.policy.arn) ?? false,
    },
    namespace: {
      name: desired.namespace,
      exists: world.namespace !== undefined,
      // A namespace that is not ours is used as it is.
      annotations: foreignNamespace ? {} : { ...SSA_IGNORE, [ANNOTATION_OWNER]: desired.clusterArn },
    },
    serviceAccounts: {
      names,
      existing: names.filter((name) => present.has(name)),
      annotations: { [ROLE_ARN_ANNOTATION]: desired.role.arn, [ANNOTATION_OWNER]: desired.clusterArn, [ANNOTATION_GRANT]: desired.grant },
    },
    ...(secret && !desired.standing ? { secret } : {}),
    ...(desired.standing ? { standing: desired.standing } : {}),
    operator: { ...desired.operator, exists: isRelease(desired.operator) },
    instance: { ...desired.instance, exists: isRelease(desired.instance) },
  }
}

/** One role and its policy, which is what the files hold. Throws a Failure (exit 64) where each controller has a role of its own. */
function onlyIdentity({ identities: [identity, ...others] }: Desired): Identity & { policy: DesiredPolicy } {
  if (!identity?.policy) throw new Error('a binding is not rendered')
  if (others.length === 0) return { ...identity, policy: identity.policy }
  throw badInput('--role-per-service-account', 'is not rendered: the files hold one role', 'install, which makes one role each')
}

/** Keys as source-controller reads them. Source: https://fluxcd.io/flux/components/source/gitrepositories/#secret-reference */
function gitSecret({ instance, secret }: FluxPart): Rendering['secret'] {
  const name = at(instance.values, ['instance', 'sync', 'pullSecret']) ?? secret?.name
  if (typeof name !== 'string' || name === '') return undefined
  const url = parseGitUrl(String(at(instance.values, ['instance', 'sync', 'url']) ?? ''))
  return { name, keys: url.ok && url.scheme === 'ssh' ? ['identity', 'known_hosts'] : ['username', 'password'] }
}
