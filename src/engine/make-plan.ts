import type { Origins, Settings } from '../config/settings.ts'
import { Failure } from '../domain/failure.ts'
import { policySize } from '../domain/canonical.ts'
import { withOurStatement } from '../domain/trust-policy.ts'
import type { Resource } from './resource.ts'
import { desire } from './desire.ts'
import type { Desired } from './desired.ts'
import { resolveNeeds } from './graph.ts'
import { observe } from './observe.ts'
import { summarize, targetOf, type Action, type Plan } from './plan.ts'
import type { ReadPorts } from './ports.ts'
import type { Place, World } from './world.ts'

export interface Planned {
  plan: Plan
  desired: Desired
  world: World
  origins: Origins
}

/** IAM's limits where an account has no higher quota: then nothing needs to be asked. */
const DEFAULT_TRUST_SIZE = 2048
const POLICY_SIZE = 6144

/**
 * Reads the world and says what would be done, and nothing else: it is handed ports that cannot write. The same function serves
 * `plan`, `install --dry-run` and `install`.
 */
export async function makePlan(ports: ReadPorts, settings: Settings, place: Place, resources: Resource[]): Promise<Planned> {
  const world = await observe(ports, settings, place)
  const { desired, origins } = desire(settings, world)
  await withinQuotas(desired, world, ports)
  const actions = resources.flatMap((resource) => resource.plan(desired, world))
  return { plan: planOf(world, resolveNeeds(actions), noticesOf(settings, desired, world, resources)), desired, world, origins }
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
  const found = world.candidates.find((role) => role.name === desired.role.name)
  const trust = policySize(withOurStatement(found?.trust, desired.role.statement))
  const policy = policySize(desired.policy.document)
  if (trust <= DEFAULT_TRUST_SIZE && policy <= POLICY_SIZE) return
  const quotas = await ports.aws.quotas()
  if (trust > quotas.trustPolicySize) {
    throw new Failure({
      code: 'trust-too-long',
      source: 'user',
      message: `the trust policy of ${desired.role.name} would have ${trust} characters; this account allows ${quotas.trustPolicySize}`,
      fix: 'Use a role of its own with --role-name NAME, name fewer controllers with --service-account, or raise the IAM quota L-C07B4B0D.',
      docs: 'install.md#quotas',
    })
  }
  if (policy > quotas.policySize) {
    throw new Failure({
      code: 'policy-too-long',
      source: 'user',
      message: `the ECR policy would have ${policy} characters; IAM allows ${quotas.policySize}`,
      fix: 'Name fewer repositories, or use patterns: --repository "team/*".',
      docs: 'install.md#quotas',
    })
  }
}
