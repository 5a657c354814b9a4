import type { PodIdentityAssociation } from '../model/aws.ts'
import { deleteAssociation } from '../domain/pod-identity.ts'
import type { Action } from '../model/plan.ts'
import type { World } from '../model/world.ts'

/** Whoever made it wants that role; taking it over is not ours, with or without --adopt. */
export function overriddenBy(
  { id, roleArn }: PodIdentityAssociation,
  { cluster, region, part }: World,
): Pick<Action, 'kind' | 'reason' | 'fix'> {
  const role = roleArn ? `, role ${roleArn},` : ''
  const leave = part === 'flux' ? 'name the others alone with --service-account' : 'leave this ServiceAccount out'
  return {
    kind: 'conflict',
    reason: `the EKS Pod Identity association ${id}${role} wins over the role annotation in every new pod`,
    fix: `If nothing needs it: ${deleteAssociation(id, cluster.name, region)}. To keep it, ${leave}.`,
  }
}

/** Said once, where the caller may not list them: what was planned before still is. */
export function notLookedAt(why: string): string {
  return `EKS Pod Identity associations were not looked at: ${why}. If a ServiceAccount named here has one, its pods will not get this role.`
}
