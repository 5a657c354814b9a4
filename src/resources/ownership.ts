import type { Tags } from '../model/aws.ts'
import { MARKS, tagOwner } from '../domain/ownership.ts'
import { Failure } from '../domain/failure.ts'
import { doubt, type policyOwner, type roleOwner } from '../identity/iam-marks.ts'
import type { World } from '../model/world.ts'
import type { Desired } from '../model/desired.ts'
import { action, type ActionBase } from '../model/resource.ts'
import type { Action, Change } from '../model/plan.ts'

/**
 * The conflict that an IAM object of somebody else is: another cluster's can never be taken over (clusters of two regions may share a
 * name; IAM is global), one that lacks our tag, or has nothing but our tag, only with --adopt. `undefined` when there is none.
 */
export function iamConflict(
  parts: ActionBase & { arn: string; tags: Tags },
  owner: ReturnType<typeof roleOwner> | ReturnType<typeof policyOwner>,
  desired: Desired,
  world: World,
): Action | undefined {
  const { arn, tags, ...identity } = parts
  const { part, clusterArn } = desired
  const others = part === 'flux' ? 'binding' : 'flux'
  if (owner === 'other-cluster') {
    return action({
      ...identity,
      kind: 'conflict',
      reason: `${arn} belongs to another cluster: ${tags[MARKS[part].tag]}`,
      fix: 'Choose other names with --name-prefix PREFIX.',
    })
  }
  if (owner === 'foreign' && tagOwner(tags, clusterArn, others) !== 'foreign') {
    return action({
      ...identity,
      kind: 'conflict',
      reason: `${arn} was made by flux-irsa ${part === 'flux' ? 'bind for a workload' : 'install for Flux'}`,
      fix: 'Choose another name with --role-name NAME, or other names with --name-prefix PREFIX.',
    })
  }
  if (owner === 'doubtful' && !desired.adopt) {
    return action({
      ...identity,
      kind: 'conflict',
      reason: `${arn} is not known as made by flux-irsa: ${doubt(arn.includes(':role/') ? 'role' : 'policy', world)}`,
      fix: 'Look who set the tag. Add --adopt to take it over, or choose other names with --name-prefix PREFIX.',
    })
  }
  if (owner === 'foreign' && !desired.adopt) {
    return action({
      ...identity,
      kind: 'conflict',
      reason: `${arn} was not made by flux-irsa`,
      fix: 'Add --adopt to take it over, or choose other names with --name-prefix PREFIX.',
    })
  }
  return undefined
}

/** IAM has no preconditions: each object is read again just before it is written, and must be what was planned for. */
export function changedMeanwhile(arn: string): Failure {
  return new Failure({
    code: 'changed-meanwhile',
    source: 'environment',
    message: `${arn} is no longer what the plan was made for: somebody changed its marks, or made it anew`,
    fix: 'Run the same command again.',
    docs: 'ownership.md',
  })
}

/** Tags that are missing or say something else; tags of others stay. */
export function tagChanges(wanted: Tags, found: Tags): Change[] {
  return Object.entries(wanted)
    .filter(([key, value]) => found[key] !== value)
    .map(([key, value]) => ({ path: `tags.${key}`, before: found[key] ?? null, after: value }))
}

/** The wanted values of exactly the tags that differ. */
export function changedTags(wanted: Tags, found: Tags): Tags {
  return Object.fromEntries(Object.entries(wanted).filter(([key, value]) => found[key] !== value))
}
