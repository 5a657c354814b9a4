import type { Origins, Settings } from '../model/settings.ts'
import { Failure } from '../domain/failure.ts'
import { policySize } from '../domain/canonical.ts'
import { withOurStatement } from '../domain/trust-policy.ts'
import type { Resource } from '../model/resource.ts'
import type { Quotas } from '../model/aws.ts'
import type { Desired, Identity } from '../model/desired.ts'
import { resolveNeeds } from './graph.ts'
import { summarize, targetOf, type Action, type Plan } from '../model/plan.ts'
import type { ReadPorts } from '../model/ports.ts'
import type { Place, World } from '../model/world.ts'

export interface Planned {
  plan: Plan
  desired: Desired
  world: World
  origins: Origins
}

/** What a plan is about: what is looked at, what of it is wanted, and the kinds of things that are made. */
export interface Scope {
  observe: (ports: ReadPorts, settings: Settings, place: Place) => Promise<World>
  desire: (settings: Settings, world: World) => { desired: Desired; origins: Origins }
  resources: Resource[]
}

/** IAM's limits where an account has no higher quota: then nothing needs to be asked. */
const DEFAULT_TRUST_SIZE = 2048
const POLICY_SIZE = 6144
const ATTACHED = 10

/**
 * Reads the world and says what would be done, and nothing else: it is handed ports that cannot write. The same function serves
 * `plan`, `install --dry-run` and `install`.
 */
export async function makePlan(
  ports: ReadPorts,
  settings: Settings,
  place: Place,
  { observe, desire, resources }: Scope,
): Promise<Planned> {
  const world = await observe(ports, settings, place)
  const { desired, origins } = desire(settings, world)
  await withinQuotas(desired, world, ports)
  const actions = resources.flatMap((resource) => resource.plan(desired, world))
  const plan = planOf(world, resolveNeeds(actions, resources), noticesOf(settings, desired, world, resources))
  const lasting = desired.flux?.standing?.lasting
  return {
    plan: { ...plan, ...(world.part === 'flux' ? { flux: world.flux } : {}), ...(lasting ? { lasting } : {}) },
    desired,
    world,
    origins,
  }
}

function noticesOf(settings: Settings, desired: Desired, world: World, resources: Resource[]): string[] {
  const updating = world.cluster.status === 'UPDATING' ? ['The cluster is UPDATING; EKS serves it meanwhile.'] : []
  return [...updating, ...resources.flatMap((resource) => resource.notices?.(settings, desired, world) ?? [])]
}

/** A plan of these actions for this place. */
export function planOf(place: Place, actions: Action[], notices: string[]): Plan {
  return {
    schema: 'flux-irsa/plan/v1',
    target: targetOf(place),
    actions,
    summary: summarize(actions),
    notices,
  }
}

async function withinQuotas(desired: Desired, world: World, ports: ReadPorts): Promise<void> {
  const sizes = desired.identities.map((identity) => sizesOf(identity, world))
  if (sizes.every(({ trust, policy, attached }) => trust <= DEFAULT_TRUST_SIZE && policy <= POLICY_SIZE && attached <= ATTACHED)) return
  const quotas = await ports.aws.quotas()
  for (const size of sizes) requireSizes(size, quotas)
}

interface Sizes {
  role: string
  trust: number
  policy: number
  attached: number
}

function sizesOf({ role, policy, attached }: Identity, world: World): Sizes {
  const found = world.candidates.find((candidate) => candidate.name === role.name)
  return {
    role: role.name,
    trust: policySize(withOurStatement(found?.trust, role.statement)),
    policy: policy ? policySize(policy.document) : 0,
    attached: new Set([...(found?.attached ?? []), ...attached, ...(policy ? [policy.arn] : [])]).size,
  }
}

function requireSizes({ role, trust, policy, attached }: Sizes, quotas: Quotas): void {
  if (trust > quotas.trustPolicySize) {
    throw new Failure({
      code: 'trust-too-long',
      source: 'user',
      message: `the trust policy of ${role} would have ${trust} characters; this account allows ${quotas.trustPolicySize}`,
      fix: 'Use a role of its own with --role-name NAME, name fewer controllers with --service-account, or raise the IAM quota L-C07B4B0D.',
      docs: 'install.md#quotas',
    })
  }
  if (attached > quotas.attachedPoliciesPerRole) {
    throw new Failure({
      code: 'too-many-policies',
      source: 'user',
      message: `the role ${role} would have ${attached} policies attached; this account allows ${quotas.attachedPoliciesPerRole}`,
      fix: 'Name fewer policies with --policy-arn, or put what they allow into one document with --policy FILE.',
      docs: 'bind.md#quotas',
    })
  }
  if (policy > quotas.policySize) {
    throw new Failure({
      code: 'policy-too-long',
      source: 'user',
      message: `the policy of ${role} would have ${policy} characters; IAM allows ${quotas.policySize}`,
      fix: 'Name fewer repositories, or use patterns: --repository "team/*".',
      docs: 'install.md#quotas',
    })
  }
}
