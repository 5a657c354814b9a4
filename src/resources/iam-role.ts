import type { Role, Tags } from '../aws/ports.ts'
import { isAlreadyThere } from '../engine/already.ts'
import { differences, statementsOf } from '../domain/canonical.ts'
import { Failure } from '../domain/failure.ts'
import { TAG_CLUSTER, TAG_OLD_POLICY, TAG_POLICY, taggedPolicies, tagOwner } from '../domain/ownership.ts'
import { ourStatement, withOurStatement, withoutOurStatement } from '../domain/trust-policy.ts'
import type { Desired } from '../engine/desired.ts'
import { ourRoles } from '../engine/ours.ts'
import type { Change } from '../engine/plan.ts'
import type { WritePorts } from '../engine/ports.ts'
import type { World } from '../engine/world.ts'
import { changedTags, iamConflict, tagChanges } from './ownership.ts'
import { action, type Resource } from '../engine/resource.ts'

const ID = 'iam-role'
const DESCRIPTION = 'ECR access for Flux controllers by IRSA. Made by flux-irsa.'

/**
 * The role that the controllers assume. Updated in place, never made anew: a re-created role has another unique id, and resource
 * policies of other accounts that name it silently stop matching. Statements that are not ours stay.
 */
export const iamRole: Resource = {
  name: ID,

  plan: (desired, world) => {
    const { role } = desired
    const base = { id: ID, resource: ID, name: role.name, needs: ['oidc-provider'] }
    const found = existing(desired, world)
    if (!found) return [action({ ...base, kind: 'create', changes: creation(desired) }), ...stale(desired, world)]
    const conflict = iamConflict({ ...base, arn: found.arn, tags: found.tags }, desired)
    if (conflict) return [conflict]
    if (found.arn !== role.arn) {
      return [
        action({
          ...base,
          kind: 'conflict',
          reason: `${found.arn} has another path, which IAM cannot change`,
          fix: 'Choose another name with --role-name NAME, or leave --path out.',
        }),
      ]
    }
    const changes = [
      ...differences(found.trust, withOurStatement(found.trust, role.statement)).map((change) => ({
        ...change,
        path: `trust.${change.path}`,
      })),
      ...(role.boundary && role.boundary !== found.boundary
        ? [{ path: 'permissionsBoundary', before: found.boundary ?? null, after: role.boundary }]
        : []),
      ...tagChanges(wantedTags(desired, found), found.tags),
    ]
    return [action({ ...base, kind: changes.length > 0 ? 'update' : 'keep', changes }), ...stale(desired, world)]
  },

  apply: async (step, { desired, world, ports }) => {
    const { role } = desired
    if (step.kind === 'remove') return takeApart(step.name, world, ports)
    const found = existing(desired, world)
    if (!found) {
      const trust = withOurStatement(undefined, role.statement)
      const { name, path, tags, boundary } = role
      return ports.aws
        .createRole({ name, path, trust, description: DESCRIPTION, tags, ...(boundary ? { boundary } : {}) })
        .catch(async (error: unknown) => {
          const there = isAlreadyThere(error) ? await ports.aws.role(name) : undefined
          if (!there || tagOwner(there.tags, desired.clusterArn) !== 'ours') throw error
          await bringTo(there, desired, ports)
        })
    }
    await bringTo(found, desired, ports)
  },

  planRemoval: (world, _removal) => {
    const waitFor = world.releases.length > 0 || world.pods.length > 0 || world.serviceAccounts.length > 0
    return ourRoles(world).map((role) =>
      action({
        id: `${ID}/${role.name}`,
        resource: ID,
        name: role.name,
        kind: 'remove',
        needs: [...(waitFor ? ['kubernetes'] : []), 'iam-policy'],
        changes: removal(role),
      }),
    )
  },

  remove: (step, { world, ports }) => takeApart(step.name, world, ports),

  notices: (settings, { role }) => (settings.iam.path === undefined && role.path !== '/' ? [`The role keeps its path ${role.path}.`] : []),
}

function existing(desired: Desired, world: World): Role | undefined {
  return world.candidates.find((role) => role.name.toLowerCase() === desired.role.name.toLowerCase())
}

/** While another policy takes the place of the tagged one, the role remembers both. */
function wantedTags({ role }: Desired, found: Role): Tags {
  const old = found.tags[TAG_POLICY]
  return { ...role.tags, ...(old && old !== role.tags[TAG_POLICY] ? { [TAG_OLD_POLICY]: old } : {}) }
}

async function bringTo(found: Role, desired: Desired, { aws }: WritePorts): Promise<void> {
  const { role } = desired
  const tags = changedTags(wantedTags(desired, found), found.tags)
  if (Object.keys(tags).length > 0) await aws.tagRole(role.name, tags)
  const trust = withOurStatement(found.trust, role.statement)
  if (differences(found.trust, trust).length > 0) await aws.updateTrust(role.name, trust)
  if (role.boundary && role.boundary !== found.boundary) await aws.putBoundary(role.name, role.boundary)
}

function creation({ role }: Desired): Change[] {
  return [
    { path: 'trust', before: null, after: role.statement },
    ...(role.boundary ? [{ path: 'permissionsBoundary', before: null, after: role.boundary }] : []),
    ...tagChanges(role.tags, {}),
  ]
}

/** Roles of ours under other names, which earlier options made: removed once nothing runs with them any more. */
function stale(desired: Desired, world: World) {
  return ourRoles(world)
    .filter((role) => role.name !== existing(desired, world)?.name && role.name !== desired.role.name)
    .map((role) =>
      action({
        id: `old-role/${role.name}`,
        resource: ID,
        name: role.name,
        kind: 'remove',
        needs: ['pods', 'old-policy'],
        changes: removal(role),
      }),
    )
}

/** What of a role is not ours: other trust statements, other attached policies. Such a role stays, without our part. */
function foreignParts(role: Role): { statements: boolean; policies: string[] } {
  const statements = statementsOf(role.trust).length > (ourStatement(role.trust) ? 1 : 0)
  return { statements, policies: role.attached.filter((arn) => !taggedPolicies(role.tags).includes(arn)) }
}

function removal(role: Role): Change[] {
  const foreign = foreignParts(role)
  return foreign.statements || foreign.policies.length > 0
    ? [{ path: 'trust.FluxIrsa', before: ourStatement(role.trust) ?? null, after: null }]
    : []
}

/** Detaches our policy and deletes the role; where others use it too, only our statement and tags go. */
async function takeApart(name: string, world: World, ports: WritePorts): Promise<void> {
  const role = await ports.aws.role(name)
  if (!role) return
  if (tagOwner(role.tags, world.cluster.arn) !== 'ours') return
  const inline = Object.keys(await ports.aws.inlinePolicies(name))
  const foreign = foreignParts(role)
  for (const policy of taggedPolicies(role.tags)) if (role.attached.includes(policy)) await ports.aws.detachPolicy(name, policy)
  if (!foreign.statements && foreign.policies.length === 0 && inline.length === 0) return ports.aws.deleteRole(name)
  const rest = withoutOurStatement(role.trust)
  if (!rest) {
    throw new Failure({
      code: 'role-in-use',
      source: 'environment',
      message: `the role ${name} has policies that flux-irsa did not attach: ${[...foreign.policies, ...inline].join(', ')}`,
      fix: `aws iam detach-role-policy --role-name ${name} --policy-arn ${foreign.policies[0] ?? 'ARN'}`,
      docs: 'uninstall.md#leftovers',
    })
  }
  await ports.aws.updateTrust(name, rest)
  await ports.aws.untagRole(name, [TAG_POLICY, TAG_OLD_POLICY, TAG_CLUSTER])
}
