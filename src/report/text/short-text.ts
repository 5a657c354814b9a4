import type { Report } from '../../model/report.ts'
import { duration } from './duration.ts'
import { unwrapped } from './layout.ts'
import { oneLine, plainText } from './plain-text.ts'
import { closingStory, failedLines } from './outcome-text.ts'
import { countsLine, noticeLines } from './plan-text.ts'
import { resourceCell, resourceWidth } from './resource-rows.ts'
import { targetName } from './target-text.ts'
import type { Theme } from './theme.ts'
import { checkStory, tally } from './verify-text.ts'

/** The least that can be pasted into a chat: program and target, then only what is not as it should be, then the counts. */
export function shortText(report: Report, { theme: wrapping, tool }: { theme: Theme; tool?: string }): string[] {
  const theme = { ...wrapping, width: Infinity }
  const target = 'plan' in report ? report.plan.target : report.target
  const first = [...(tool ? [oneLine(tool)] : []), targetName(target, theme)].join(` ${theme.symbol('dot')} `)
  return [first, ...bodyLines(report, theme).filter((line) => line !== '')]
}

function bodyLines(report: Report, theme: Theme): string[] {
  if (report.schema === 'flux-irsa/verify/v1') return verifyLines(report, theme)
  if (report.schema === 'flux-irsa/plan/v1') {
    const shown = report.actions.filter((action) => action.kind !== 'keep')
    const width = resourceWidth(shown)
    const rows = shown.map((action) => {
      const why = [action.reason, action.fix && `fix: ${action.fix}`].flatMap((text) => (text ? [oneLine(text)] : []))
      return `${theme.mark(action.kind)} ${[resourceCell(action, width), ...why].join('  ')}`
    })
    return [...rows, ...noticeLines(report.notices, theme), countsLine(report)]
  }
  const leftovers = ('leftovers' in report ? (report.leftovers ?? []) : []).filter((leftover) => !leftover.expected)
  return [
    ...failedLines(report, theme),
    ...leftovers.map(({ resource, name, reason }) => `${theme.mark('fail')} ${oneLine(`${resource} ${name}: still there: ${reason}`)}`),
    ...(report.verify ? verifyLines(report.verify, theme) : []),
    `${closingStory(report)}.`,
  ]
}

function verifyLines(report: Extract<Report, { verdict: unknown }>, theme: Theme): string[] {
  const problems = report.checks.filter((check) => check.status !== 'pass' && check.status !== 'skip')
  return [
    ...problems.flatMap((check) => [
      `${theme.mark(check.status)} ${oneLine(check.id)}  ${checkStory(check, true)}`,
      ...(check.fix ? unwrapped('    fix: ', plainText(check.fix)) : []),
    ]),
    `${tally(report.summary)} ${theme.symbol('dot')} ${duration(report.durationMs)}`,
  ]
}
