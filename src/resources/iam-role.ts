import type { Role, Tags } from '../model/aws.ts'
import { isAlreadyThere } from './already.ts'
import { differences } from '../domain/canonical.ts'
import { Failure } from '../domain/failure.ts'
import { attachedByUs, MARKS, TAG_GRANT, TAG_OLD_POLICY, TAG_POLICY, taggedPolicies } from '../domain/ownership.ts'
import { ourStatement, subjectsOf, withOurStatement, withoutOurStatement } from '../domain/trust-policy.ts'
import { isPattern } from '../domain/wildcard.ts'
import type { Desired, Identity } from '../model/desired.ts'
import { isSharedRole, ourRoles } from '../identity/ours.ts'
import type { Action, Change } from '../model/plan.ts'
import type { WritePorts } from '../model/ports.ts'
import type { World } from '../model/world.ts'
import { descriptionFor, policyOwner, roleOwner } from '../identity/iam-marks.ts'
import { changedMeanwhile, changedTags, iamConflict, tagChanges } from './ownership.ts'
import { action, type ActionBase, idOf, type Resource } from '../model/resource.ts'
import { shell } from '../domain/shell.ts'

const ID = 'iam-role'
const OLD = 'old-role/'

/**
 * The role that the controllers, or the pods of another workload, assume. Updated in place, never made anew: a re-created role has another unique id, and resource
 * policies of other accounts that name it silently stop matching. Statements that are not ours stay.
 */
export const iamRole: Resource = {
  name: ID,
  place: 'aws',
  stations: ['role'],

  plan: (desired, world) => [...desired.identities.map((identity) => planOne(identity, desired, world)), ...stale(desired, world)],

  apply: async (step, { desired, world, ports }) => {
    if (step.id.startsWith(OLD)) return takeApart(step.name, world, ports)
    const identity = desired.identities.find((candidate) => candidate.role.name === step.name)
    if (!identity) return
    const { role } = identity
    const found = existing(identity, world)
    if (!found) {
      const trust = withOurStatement(undefined, role.statement)
      const { name, path, tags, boundary } = role
      return ports.aws
        .createRole({
          name,
          path,
          trust,
          description: descriptionFor('role', desired.part, desired.clusterArn),
          tags,
          ...(boundary ? { boundary } : {}),
        })
        .catch(async (error: unknown) => {
          const there = isAlreadyThere(error) ? await ports.aws.role(name) : undefined
          if (!there || roleOwner(there, world) !== 'ours') throw error
          await bringTo(there, identity, ports)
        })
    }
    // Read again: what others changed since must not be written over, and it must still be the one that was planned for.
    const now = await ports.aws.role(found.name)
    if (!now || now.id !== found.id || roleOwner(now, world) !== roleOwner(found, world)) throw changedMeanwhile(found.arn)
    await bringTo(now, identity, ports)
  },

  planRemoval: (world, _removal) => {
    const waitFor = world.releases.length > 0 || world.pods.length > 0 || world.serviceAccounts.length > 0
    return ourRoles(world).map((role) =>
      action({
        id: `${ID}/${role.name}`,
        resource: ID,
        name: role.name,
        ...removal(role, world),
        needs: waitFor ? ['kubernetes', 'iam-policy'] : ['iam-policy'],
      }),
    )
  },

  remove: (step, { world, ports }) => takeApart(step.name, world, ports),

  notices: (settings, { identities }) => [
    ...identities
      .filter(({ role }) => settings.iam.path === undefined && role.path !== '/')
      .map(({ role }) => `The role${identities.length > 1 ? ` ${role.name}` : ''} keeps its path ${role.path}.`),
    ...identities.flatMap(wide),
  ],
}

/** What a wildcard in a trust opens. */
function wide({ role, serviceAccounts }: Identity): string[] {
  const patterns = subjectsOf(role.statement).filter(isPattern)
  if (patterns.length === 0) return []
  const now = serviceAccounts.map(({ namespace, name }) => `${namespace}/${name}`)
  return [
    `${role.name} lets in whatever matches ${patterns.join(', ')}: now ${now.join(', ') || 'nothing'}, and any ServiceAccount of such a name that ` +
      'anybody makes later.',
  ]
}

function planOne(identity: Identity, desired: Desired, world: World): Action {
  const { role } = identity
  const base: ActionBase = { id: idOf(desired, ID, role.name), resource: ID, name: role.name, needs: ['oidc-provider'] }
  const found = existing(identity, world)
  if (!found) return action({ ...base, kind: 'create', changes: creation(identity) })
  const conflict = iamConflict({ ...base, arn: found.arn, tags: found.tags }, roleOwner(found, world), desired, world)
  if (conflict) return conflict
  if (found.arn !== role.arn) {
    return action({
      ...base,
      kind: 'conflict',
      reason: `${found.arn} has another path, which IAM cannot change`,
      fix: 'Choose another name with --role-name NAME, or leave --path out.',
    })
  }
  const changes = [
    ...differences(found.trust, withOurStatement(found.trust, role.statement)).map((change) => ({
      ...change,
      path: `trust.${change.path}`,
    })),
    ...(role.boundary && role.boundary !== found.boundary
      ? [{ path: 'permissionsBoundary', before: found.boundary ?? null, after: role.boundary }]
      : []),
    ...tagChanges(wantedTags(identity, found), found.tags),
  ]
  return action({ ...base, kind: changes.length > 0 ? 'update' : 'keep', changes })
}

function existing({ role }: Identity, world: World): Role | undefined {
  return world.candidates.find((candidate) => candidate.name.toLowerCase() === role.name.toLowerCase())
}

/** While another policy takes the place of the tagged one, the role remembers both. */
function wantedTags({ role }: Identity, found: Role): Tags {
  const [old, wanted] = [found.tags[TAG_POLICY], role.tags[TAG_POLICY]]
  return { ...role.tags, ...(old && wanted && old !== wanted ? { [TAG_OLD_POLICY]: old } : {}) }
}

async function bringTo(found: Role, identity: Identity, { aws }: WritePorts): Promise<void> {
  const { role } = identity
  const tags = changedTags(wantedTags(identity, found), found.tags)
  if (Object.keys(tags).length > 0) await aws.tagRole(role.name, tags)
  const trust = withOurStatement(found.trust, role.statement)
  if (differences(found.trust, trust).length > 0) await aws.updateTrust(role.name, trust)
  if (role.boundary && role.boundary !== found.boundary) await aws.putBoundary(role.name, role.boundary)
}

function creation({ role }: Identity): Change[] {
  return [
    { path: 'trust', before: null, after: role.statement },
    ...(role.boundary ? [{ path: 'permissionsBoundary', before: null, after: role.boundary }] : []),
    ...tagChanges(role.tags, {}),
  ]
}

/** Roles of ours under other names, which earlier options made: removed once nothing runs with them any more. */
function stale(desired: Desired, world: World) {
  return ourRoles(world)
    .filter((role) => !desired.identities.some((identity) => role.name === (existing(identity, world)?.name ?? identity.role.name)))
    .map((role) =>
      action({
        id: `${OLD}${role.name}`,
        resource: ID,
        name: role.name,
        ...removal(role, world),
        needs: ['pods', 'workload-pods', 'old-service-account', 'old-policy'],
      }),
    )
}

/** What of a role is not ours: other trust statements, other attached policies. Such a role stays, without our part. */
function foreignParts(role: Role, world: World): { statements: boolean; policies: string[] } {
  const ours = attachments(role, world)
  return { statements: isSharedRole(role, world.part), policies: role.attached.filter((arn) => !ours.includes(arn)) }
}

/** What we attached to it. A tag that names a policy which is not ours names nothing of ours. */
function attachments({ tags }: Role, world: World): string[] {
  const isOurs = (arn: string) => {
    const policy = world.policies.get(arn)
    return policy !== undefined && ['ours', 'adopted'].includes(policyOwner(policy, world, ourRoles(world)))
  }
  return [...taggedPolicies(tags).filter(isOurs), ...attachedByUs(tags).values()]
}

/** A role that others are let in by loses our part; any other goes. */
function removal(role: Role, world: World): Pick<Action, 'kind' | 'changes' | 'reason'> {
  const { sid } = MARKS[world.part]
  const changes = [{ path: `trust.${sid}`, before: ourStatement(role.trust, sid) ?? null, after: null }]
  if (isSharedRole(role, world.part)) return { kind: 'update', changes, reason: 'others are let in by it too: it stays, without our part' }
  return { kind: 'remove', changes: foreignParts(role, world).policies.length > 0 ? changes : [] }
}

/** Detaches our policy and deletes the role; where others use it too, only our statement and tags go. */
async function takeApart(name: string, world: World, ports: WritePorts): Promise<void> {
  const [role, inlinePolicies] = await Promise.all([ports.aws.role(name), ports.aws.inlinePolicies(name)])
  if (!role) return
  if (roleOwner(role, world) !== 'ours') return
  const inline = Object.keys(inlinePolicies)
  const foreign = foreignParts(role, world)
  const attached = [...new Set(attachments(role, world))].filter((policy) => role.attached.includes(policy))
  await Promise.all(attached.map((policy) => ports.aws.detachPolicy(name, policy)))
  if (!foreign.statements && foreign.policies.length === 0 && inline.length === 0) return ports.aws.deleteRole(name)
  const { sid, tag } = MARKS[world.part]
  const rest = withoutOurStatement(role.trust, sid)
  if (!rest) {
    throw new Failure({
      code: 'role-in-use',
      source: 'environment',
      message: `the role ${name} has policies that flux-irsa did not attach: ${[...foreign.policies, ...inline].join(', ')}`,
      fix: shell`aws iam detach-role-policy --role-name ${name} --policy-arn ${foreign.policies[0] ?? 'ARN'}`,
      docs: 'uninstall.md#leftovers',
    })
  }
  await ports.aws.updateTrust(name, rest)
  await ports.aws.untagRole(name, [TAG_POLICY, TAG_OLD_POLICY, TAG_GRANT, ...attachedByUs(role.tags).keys(), tag])
}
