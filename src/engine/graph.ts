import type { Action } from '../model/plan.ts'

/** Actions that work in the cluster: what takes IAM away waits for all of them. */
const IN_THE_CLUSTER = new Set(['namespace', 'service-account', 'git-secret', 'operator-release', 'instance-release', 'pods'])

/**
 * Turns needs into ids of actions of this very plan: `pods` means every `pods/…`, `kubernetes` all that is done in the cluster (but
 * the namespace, which waits for it too). What is not in the plan is not needed.
 */
export function resolveNeeds(actions: Action[]): Action[] {
  const matching = (need: string): string[] => {
    if (need === 'kubernetes')
      return actions.filter((other) => IN_THE_CLUSTER.has(other.resource) && other.resource !== 'namespace').map((other) => other.id)
    return actions.filter((other) => other.id === need || other.id.startsWith(`${need}/`)).map((other) => other.id)
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
  const done = new Set<string>()
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
