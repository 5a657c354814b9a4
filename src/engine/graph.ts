import type { Action } from '../model/plan.ts'
import { isNeed, type ActionId, type Need } from '../model/resource-names.ts'
import type { Resource } from '../model/resource.ts'

/**
 * Turns needs into ids of actions of this very plan: `pods` means every `pods/…`, `kubernetes` all that is done in the cluster (but what
 * itself waits for all of it). What is not in the plan is not needed. Throws for a name that no row has, which a cast let through.
 */
export function resolveNeeds(actions: Action[], resources: Pick<Resource, 'name' | 'place'>[]): Action[] {
  const inCluster = new Set(resources.filter(({ place }) => place === 'cluster').map(({ name }) => name))
  const matching = (need: Need): ActionId[] => {
    if (!isNeed(need)) throw new Error(`no resource is named in the need ${String(need)}: see src/model/resource-names.ts`)
    const isMeant = (other: Action) =>
      need === 'kubernetes'
        ? inCluster.has(other.resource) && !other.needs.includes('kubernetes')
        : other.id === need || other.id.startsWith(`${need}/`)
    return actions.filter(isMeant).map((other) => other.id)
  }
  return actions.map((action) => ({ ...action, needs: [...new Set(action.needs.flatMap(matching))].filter((id) => id !== action.id) }))
}

/**
 * Runs each action as soon as all that it needs is done, side by side where nothing stands between. After the first failure nothing new
 * is started (what runs is let finish); `run` never throws, it says whether it went well.
 */
export async function runGraph(
  actions: Action[],
  run: (action: Action) => Promise<boolean>,
  skip: (action: Action) => void,
  signal: AbortSignal,
): Promise<void> {
  const done = new Set<Need>()
  const waiting = new Map(actions.map((action) => [action.id, action]))
  const running = new Map<string, Promise<void>>()
  let failed = false

  for (;;) {
    if (!failed && !signal.aborted) {
      for (const action of [...waiting.values()].filter((candidate) => candidate.needs.every((need) => done.has(need)))) {
        waiting.delete(action.id)
        running.set(
          action.id,
          run(action).then((well) => {
            running.delete(action.id)
            if (well) done.add(action.id)
            else failed = true
          }),
        )
      }
    }
    if (running.size === 0) break
    await Promise.race(running.values())
  }
  for (const action of waiting.values()) skip(action)
}
