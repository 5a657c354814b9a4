import { Failure } from '../domain/failure.ts'
import type { Planned } from './make-plan.ts'
import { summarize, type Action } from '../model/plan.ts'
import { resourceOf, type Resource } from '../model/resource.ts'
import type { Need } from '../model/resource-names.ts'
import { shell } from '../domain/shell.ts'

/**
 * What taking over may do of a plan: all but take away. What an earlier install of ours left behind waits for the next `install`, and so
 * does what would follow its removal. Throws a Failure (`nothing-to-adopt`, exit 64) where nothing is there that could be taken over.
 */
export function withoutRemovals(planned: Planned, resources: Resource[]): Planned {
  const { plan } = planned
  if (plan.actions.every((step) => step.kind === 'create' || resourceOf(resources, step).isNoSign)) throw nothingThere(planned)
  const left = dropped(plan.actions)
  if (left.size === 0) return planned
  const actions = plan.actions.filter(({ id }) => !left.has(id))
  const notice = `adopt takes nothing away; left for install: ${[...left].join(', ')}.`
  return { ...planned, plan: { ...plan, actions, summary: summarize(actions), notices: [...plan.notices, notice] } }
}

/** Ids of the removals, and of all that needs one of them. */
function dropped(actions: Action[]): Set<Need> {
  // An old role that others use too is not deleted, but loses our part.
  const ids = new Set<Need>(actions.filter(({ id, kind }) => kind === 'remove' || id.startsWith('old-')).map(({ id }) => id))
  for (let before = -1; before < ids.size;) {
    before = ids.size
    for (const { id, needs } of actions) if (needs.some((need) => ids.has(need))) ids.add(id)
  }
  return ids
}

function nothingThere({ plan: { target } }: Planned): Failure {
  return new Failure({
    code: 'nothing-to-adopt',
    source: 'user',
    message: `there is nothing in ${target.cluster} that could be taken over`,
    evidence: [['looked for', 'role, policy, annotations, Git Secret, Helm releases, pods of Flux']],
    fix: shell`flux-irsa install --cluster ${target.cluster} --region ${target.region}`,
    docs: 'review.md#adopt',
  })
}
