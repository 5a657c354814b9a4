import type { Action, ActionKind, Leftover, Plan, Result } from '../../model/plan.ts'
import type { InstallReport, UninstallReport } from '../../model/report.ts'

/** What is planned for a thing, or what became of it: a word, the kind that gives its mark and colour, and what there is to say. */
export interface ActionRow {
  action: Pick<Action, 'resource' | 'name' | 'changes'>
  word: string
  state: ActionKind | 'failed' | 'not done'
  story?: string
  fix?: string
}

const DONE: Record<ActionKind, string> = {
  create: 'created',
  update: 'updated',
  remove: 'removed',
  restart: 'restarted',
  keep: 'unchanged',
  conflict: 'conflict',
}

/** What became of an action, in a word; one that was never reached is `not done`. */
export function outcomeOf(action: Action, result: Result | undefined): string {
  if (action.kind === 'conflict') return 'conflict'
  if (action.kind === 'keep' && (!result || result.outcome !== 'failed')) return 'unchanged'
  if (!result || result.outcome === 'skipped') return 'not done'
  if (result.outcome === 'kept') return 'unchanged'
  return result.outcome === 'failed' ? 'failed' : DONE[action.kind]
}

/** The actions of a plan as they are meant, or of a run as they went, in their order. */
export function actionRows(report: Plan | InstallReport | UninstallReport): ActionRow[] {
  if (report.schema === 'flux-irsa/plan/v1') return report.actions.map((action) => ({ action, word: action.kind, ...meant(action) }))
  const byId = new Map(report.results.map((result) => [result.id, result]))
  return report.plan.actions.map((action) => {
    const result = byId.get(action.id)
    const word = outcomeOf(action, result)
    if (word === 'failed') return { action, word, state: 'failed', story: result?.error?.message, fix: result?.error?.fix }
    if (word === 'not done') return { action, word, state: 'not done' }
    return { action, word, ...(word === 'unchanged' ? { state: 'keep' } : meant(action)) }
  })
}

/** What should be gone and is not. */
export function stillThere(report: Plan | InstallReport | UninstallReport): Leftover[] {
  const leftovers = 'leftovers' in report ? (report.leftovers ?? []) : []
  return leftovers.filter(({ expected }) => !expected)
}

function meant({ kind, reason, fix }: Action): Pick<ActionRow, 'state' | 'story' | 'fix'> {
  return { state: kind, ...(reason ? { story: reason } : {}), ...(fix ? { fix } : {}) }
}
