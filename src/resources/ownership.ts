import type { Tags } from '../model/aws.ts'
import { MARKS, tagOwner } from '../domain/ownership.ts'
import type { Desired } from '../model/desired.ts'
import { action, type ActionBase } from '../model/resource.ts'
import type { Action, Change } from '../model/plan.ts'

/**
 * The conflict that an IAM object of somebody else is: another cluster's can never be taken over (clusters of two regions may share a
 * name; IAM is global), an untagged one only with --adopt. `undefined` when there is none.
 */
export function iamConflict(parts: ActionBase & { arn: string; tags: Tags }, desired: Desired): Action | undefined {
  const { arn, tags, ...identity } = parts
  const { part, clusterArn } = desired
  const owner = tagOwner(tags, clusterArn, part)
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
