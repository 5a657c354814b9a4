import type { InstallReport, UninstallReport } from '../../model/report.ts'
import type { Leftover } from '../../model/plan.ts'
import { outcomeOf } from './action-rows.ts'
import { duration } from './duration.ts'
import { hanging, padTo, unwrapped } from './layout.ts'
import { oneLine, plainText } from './plain-text.ts'
import { lastingLines, noticeLines } from './plan-text.ts'
import { actionName, groupedLines, nextLines, resourceCell, resourceWidth } from './resource-rows.ts'
import { targetLines } from './target-text.ts'
import type { Theme } from './theme.ts'
import { checkLines, sectionLines, verdictLines } from './verify-text.ts'

export interface OutcomeTextOptions {
  theme: Theme
  verbose: boolean
  /** Milliseconds of the whole run. */
  totalMs: number
  /** The reader has just watched plan and progress on this very terminal: leave out what only repeats it. */
  watched: boolean
  next?: string
}

/** What install or uninstall did, what failed and how to mend it, what stays, what the checks say, and what to run next. */
export function outcomeText(report: InstallReport | UninstallReport, options: OutcomeTextOptions): string[] {
  const { theme, verbose, watched, next } = options
  const blocks = [
    ...(watched ? [] : [...targetLines(report.plan.target, theme, verbose), ...doneLines(report, options)]),
    ...(watched ? [] : noticeLines(report.plan.notices, theme)),
    ...lastingLines(report.plan, theme),
    ...failedLines(report, theme),
    ...('leftovers' in report && report.leftovers ? leftoverLines(report.leftovers, theme) : []),
    ...(report.verify ? verifyLines(report.verify, theme, verbose) : []),
    '',
    ...closingLines(report, options),
    ...nextLines(next, theme),
  ]
  return blocks[0] === '' && !watched ? blocks.slice(1) : blocks
}

function doneLines({ plan, results }: InstallReport | UninstallReport, { theme, verbose }: OutcomeTextOptions): string[] {
  const byId = new Map(results.map((result) => [result.id, result]))
  const shown = plan.actions.filter((action) => verbose || outcomeOf(action, byId.get(action.id)) !== 'unchanged')
  const width = resourceWidth(shown)
  const words = Math.max(0, ...shown.map((action) => outcomeOf(action, byId.get(action.id)).length))
  return groupedLines(shown, theme, (action) => {
    const result = byId.get(action.id)
    const outcome = outcomeOf(action, result)
    const mark = outcome === 'failed' || outcome === 'conflict' ? 'fail' : outcome === 'not done' ? 'skip' : 'pass'
    const time = result && result.outcome === 'done' ? theme.paint('faint', `  ${duration(result.durationMs)}`) : ''
    return [`  ${theme.mark(mark)} ${padTo(outcome, words)}  ${resourceCell(action, width)}${time}`]
  })
}

/** Each failure in the shape of an error: the whole story, then the fix; last, what ended the run after all was done. */
export function failedLines(report: InstallReport | UninstallReport, theme: Theme): string[] {
  const { plan, results } = report
  const key = (name: string) => `  ${theme.paint('faint', name.padEnd(9))}`
  const conflicts = plan.actions
    .filter((action) => action.kind === 'conflict')
    .map((action) => ({ action, story: action.reason ?? 'is not ours', fix: action.fix }))
  const failures = results.flatMap((result) => {
    const action = plan.actions.find(({ id }) => id === result.id)
    return result.error ? [{ action, story: result.error.message, fix: result.error.fix }] : []
  })
  const stopped = report.stopped ? [{ action: undefined, story: report.stopped.message, fix: report.stopped.fix }] : []
  return [...conflicts, ...failures, ...stopped].flatMap(({ action, story, fix }) => [
    '',
    ...hanging(`${theme.mark('fail')} `, `${action ? `${actionName(action)}: ` : ''}${oneLine(story)}`, theme.width),
    ...(fix ? unwrapped(key('fix'), plainText(fix)) : []),
  ])
}

function leftoverLines(leftovers: Leftover[], theme: Theme): string[] {
  if (leftovers.length === 0) return []
  const width = resourceWidth(leftovers)
  const unexpectedFirst = leftovers.toSorted((a, b) => Number(a.expected) - Number(b.expected))
  const rows = unexpectedFirst.flatMap((leftover) => [
    `  ${theme.mark(leftover.expected ? 'skip' : 'fail')} ${resourceCell(leftover, width)}`,
    ...hanging('      ', oneLine(leftover.reason), theme.width, (line) => theme.paint('faint', line)),
  ])
  return ['', theme.paint('strong', 'stays'), ...rows]
}

function verifyLines(report: NonNullable<InstallReport['verify']>, theme: Theme, verbose: boolean): string[] {
  if (verbose) return [...sectionLines(report, theme), '', ...verdictLines(report, theme)]
  const problems = report.checks.filter((check) => check.status !== 'pass' && check.status !== 'skip')
  return [
    '',
    theme.paint('strong', 'verify'),
    ...problems.flatMap((check) => checkLines(check, theme, verbose)),
    ...verdictLines(report, theme).map((line) => `  ${line}`),
  ]
}

function closingLines(report: InstallReport | UninstallReport, { theme, totalMs }: OutcomeTextOptions): string[] {
  const text = `${closingStory(report)} ${theme.symbol('dot')} ${duration(totalMs)}`
  const mark = theme.mark(report.ok ? (report.verify?.verdict ?? 'pass') : 'fail')
  return hanging(`${mark} `, text, theme.width, (line) => theme.paint('strong', line))
}

/** `Installed: 3 created, 5 unchanged`, or what is left to do, in one line. */
export function closingStory(report: InstallReport | UninstallReport): string {
  const byId = new Map(report.results.map((result) => [result.id, result]))
  const counts = new Map<string, number>()
  for (const action of report.plan.actions) {
    const outcome = outcomeOf(action, byId.get(action.id))
    counts.set(outcome, (counts.get(outcome) ?? 0) + 1)
  }
  const unexpected = ('leftovers' in report ? (report.leftovers ?? []) : []).filter((leftover) => !leftover.expected).length
  const parts = ORDER.filter((word) => counts.has(word)).map((word) => `${counts.get(word)} ${word}`)
  if (unexpected > 0) parts.push(`${unexpected} still there`)
  const isComplete = unexpected === 0 && !['failed', 'conflict', 'not done'].some((word) => counts.has(word))
  return [titleOf(report, isComplete), parts.join(', ')].filter(Boolean).join(': ')
}

const WORDS: Record<(InstallReport | UninstallReport)['schema'], { noun: string; participle: string; nothing: string }> = {
  'flux-irsa/install/v1': { noun: 'Install', participle: 'Installed', nothing: 'Already installed' },
  'flux-irsa/bind/v1': { noun: 'Bind', participle: 'Bound', nothing: 'Already bound' },
  'flux-irsa/unbind/v1': { noun: 'Unbind', participle: 'Unbound', nothing: 'Nothing to unbind' },
  'flux-irsa/uninstall/v1': { noun: 'Uninstall', participle: 'Uninstalled', nothing: 'Nothing to uninstall' },
}

function titleOf({ schema, ok, plan, verify }: InstallReport | UninstallReport, isComplete: boolean): string {
  const hadWork = plan.actions.some(({ kind }) => kind !== 'keep')
  const { noun, participle, nothing } = WORDS[schema]
  const checked = verify?.verdict
  if (isComplete && checked === 'fail') return `${participle}, but a check failed`
  if (isComplete && checked === 'unknown') return `${participle}, but not every check could be made`
  if (ok && !hadWork) return nothing
  return ok ? participle : `${noun} is not complete`
}

const ORDER = ['created', 'updated', 'removed', 'restarted', 'unchanged', 'failed', 'conflict', 'not done']
