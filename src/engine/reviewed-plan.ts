import { same } from '../domain/chart-values.ts'
import { Failure } from '../domain/failure.ts'
import type { Action, Plan } from '../model/plan.ts'
import { asJson } from '../model/plan-document.ts'

/**
 * Throws a Failure (`plan-outdated`, exit 64) that names every action and field in which what would be done now is not what was
 * reviewed. The order of actions does not count, nor who asks: a plan may well be made by one identity and applied by another.
 */
export function requireSamePlan(reviewed: Plan, now: Plan): void {
  const found = [...targetDifferences(reviewed, now), ...actionDifferences(asJson(reviewed.actions), asJson(now.actions))]
  if (found.length === 0) return
  throw new Failure({
    code: 'plan-outdated',
    source: 'user',
    message: `the world is not as it was when the plan was made: ${found.map(({ where, what }) => `${where} (${what})`).join('; ')}`,
    evidence: found.flatMap(({ where, detail }) => detail.map((line): [string, string] => [where, line])),
    fix: 'Make the plan anew and review that.',
    docs: 'review.md#an-outdated-plan',
  })
}

interface PlanDifference {
  where: string
  what: string
  detail: string[]
}

function targetDifferences({ target: before }: Plan, { target: after }: Plan): PlanDifference[] {
  const fields = ['cluster', 'region', 'account', 'issuer', 'endpoint'] as const
  return fields
    .filter((field) => before[field] !== after[field])
    .map((field) => ({ where: `target.${field}`, what: 'another one', detail: [`planned ${before[field]}, now ${after[field]}`] }))
}

function actionDifferences(before: Action[], after: Action[]): PlanDifference[] {
  const ids = [...new Set([...before, ...after].map(({ id }) => id))]
  return ids.flatMap((id) => {
    const was = before.find((action) => action.id === id)
    const is = after.find((action) => action.id === id)
    if (was?.kind !== is?.kind) {
      const what = `planned ${was?.kind ?? 'nothing'}, now ${is?.kind ?? 'nothing'}`
      return [{ where: id, what, detail: is?.reason ? [is.reason] : [] }]
    }
    const paths = changedPaths(was, is)
    return paths.length === 0
      ? []
      : [{ where: id, what: paths.join(', '), detail: paths.map((path) => `${path}: planned ${shown(was, path)}, now ${shown(is, path)}`) }]
  })
}

function changedPaths(was: Action | undefined, is: Action | undefined): string[] {
  const paths = [...new Set([...(was?.changes ?? []), ...(is?.changes ?? [])].map(({ path }) => path))]
  return paths.filter((path) => !same(changesAt(was, path), changesAt(is, path)))
}

function changesAt(action: Action | undefined, path: string) {
  return (action?.changes ?? []).filter((change) => change.path === path)
}

const LONGEST = 120

function shown(action: Action | undefined, path: string): string {
  const [change] = changesAt(action, path)
  if (!change) return 'no change'
  const text = (value: unknown) => {
    const json = JSON.stringify(value) ?? 'nothing'
    return json.length > LONGEST ? `${json.slice(0, LONGEST)}…` : json
  }
  return `${text(change.before)} to ${text(change.after)}`
}
