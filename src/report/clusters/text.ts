import type { Report } from '../../model/report.ts'
import { hasWork } from '../../model/plan.ts'
import { duration } from '../text/duration.ts'
import { failureText } from '../text/failure-text.ts'
import { hanging, padTo, visibleLength } from '../text/layout.ts'
import { outcomeText } from '../text/outcome-text.ts'
import { oneLine } from '../text/plain-text.ts'
import { planText } from '../text/plan-text.ts'
import { nextLines } from '../text/resource-rows.ts'
import { shortText } from '../text/short-text.ts'
import { targetLines } from '../text/target-text.ts'
import type { Theme } from '../text/theme.ts'
import { checkLines, verdictLines, verifyText } from '../text/verify-text.ts'
import type { ClusterEnding, ClustersResult } from './ending.ts'
import { clustersStory, endingStory } from './story.ts'

interface ClustersTextOptions {
  theme: Theme
  verbose: boolean
}

/**
 * The report of several clusters: below the name of each what a reader must know of it (all of it, when `verbose`), and at the end a line
 * for every cluster, also for one of which there is nothing else to say.
 */
export function clustersText(result: ClustersResult, options: ClustersTextOptions): string[] {
  const { theme } = options
  const blocks = result.endings.flatMap((ending) => {
    const lines = clusterText(ending, options)
    return lines.length > 0 ? [...headingOf(ending.name, theme), '', ...lines, ''] : []
  })
  return [...blocks, ...clustersSummary(result, theme)]
}

/** What there is to say of one cluster besides its line in the summary. */
export function clusterText({ result, durationMs }: ClusterEnding, { theme, verbose }: ClustersTextOptions): string[] {
  if ('error' in result) return failureText(result.error, { theme, verbose })
  const { report, extra } = result
  if (!verbose && !isTelling(report)) return []
  if (report.schema === 'flux-irsa/plan/v1') {
    return planText(report, { theme, verbose, ...(extra.origins ? { origins: extra.origins } : {}) })
  }
  if (report.schema !== 'flux-irsa/verify/v1') return outcomeText(report, { theme, verbose, totalMs: durationMs, watched: false })
  if (verbose) return verifyText(report, { theme, verbose })
  const problems = report.checks.filter(({ status }) => status !== 'pass' && status !== 'skip')
  const checks = problems.flatMap((check) => checkLines(check, theme, verbose))
  return [...targetLines(report.target, theme, verbose), '', ...checks, '', ...verdictLines(report, theme)]
}

/** Each cluster in the form that is pasted into a chat. */
export function clustersShort(result: ClustersResult, theme: Theme): string[] {
  const { tool } = result
  const blocks = result.endings.flatMap(({ name, result: one }) => {
    if ('error' in one) return [`${tool} ${theme.symbol('dot')} ${name}`, ...failureText(one.error, { theme, verbose: false })]
    const [first = '', ...rest] = shortText(one.report, { theme, tool })
    return [one.report.schema === 'flux-irsa/verify/v1' && one.report.target.cluster === name ? first : `${first} (${name})`, ...rest]
  })
  return [...blocks, clustersStory(result.endings)]
}

function headingOf(name: string, theme: Theme): string[] {
  const rule = theme.unicode ? '─' : '-'
  const line = `${rule.repeat(2)} ${name} `
  return [theme.paint('name', line + rule.repeat(Math.max(0, Math.min(theme.width, 80) - visibleLength(line))))]
}

/** A line for every cluster, what became of all of them, and the command to run next. */
export function clustersSummary({ endings, durationMs, exitCode, next }: ClustersResult, theme: Theme): string[] {
  const width = Math.max(...endings.map(({ name }) => visibleLength(name)))
  const dot = theme.symbol('dot')
  const rows = endings.flatMap((ending) => {
    const { mark, story } = endingStory(ending)
    return hanging(
      `  ${theme.mark(mark)} ${padTo(oneLine(ending.name), width)}  `,
      `${story} ${dot} ${duration(ending.durationMs)}`,
      theme.width,
    )
  })
  const well = exitCode === 0 || exitCode === 2
  const closing = `${clustersStory(endings)} ${dot} ${duration(durationMs)}`
  return [
    theme.paint('strong', 'clusters'),
    ...rows,
    '',
    ...hanging(`${theme.mark(well ? 'pass' : exitCode === 3 ? 'unknown' : 'fail')} `, closing, theme.width, (line) =>
      theme.paint('strong', line),
    ),
    ...nextLines(next, theme),
  ]
}

/** Whether a cluster's report says more than its line in the summary. */
function isTelling(report: Report): boolean {
  if (report.schema === 'flux-irsa/verify/v1') return report.verdict !== 'pass'
  if (report.schema === 'flux-irsa/plan/v1') return hasWork(report) || report.summary.conflict > 0 || report.notices.length > 0
  return !report.ok || hasWork(report.plan) || report.plan.notices.length > 0 || report.verify?.verdict !== 'pass'
}
