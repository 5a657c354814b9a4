import { describeFlux } from '../../flux/in-the-way.ts'
import type { CheckResult, VerifyReport } from '../../model/verify-report.ts'
import type { Report } from '../../model/report.ts'
import { STATUS_MARKS } from './chain.ts'
import { duration } from '../text/duration.ts'
import { bytes, fitting, leftOut } from '../text/fitting.ts'
import { actionsPage } from './markdown-actions.ts'
import { alikeAsOne } from '../text/alike.ts'
import { fenced, markdownCode, markdownText } from './markdown-text.ts'
import { mermaidOf } from './mermaid.ts'
import { storyOf } from '../text/story-of-error.ts'
import { targetName } from '../text/target-text.ts'
import { PAGE } from '../text/theme.ts'
import { checkStory, tally, worstFirst } from '../text/verify-text.ts'

export interface MarkdownOptions {
  maxBytes?: number
  /** The command to run next. */
  next?: string
  /** Milliseconds of the whole run. */
  totalMs?: number
}

/**
 * A report as GitHub-flavoured Markdown: for a job's step summary, a pull request's comment or a ticket. `maxBytes` holds for its UTF-8;
 * what is too much is left out from the end, where the least bad checks stand, and the page says how many those are.
 */
export function markdownOf(report: Report, { maxBytes = Infinity, next, totalMs = 0 }: MarkdownOptions = {}): string {
  if (report.schema === 'flux-irsa/verify/v1') return verifyPage(report, maxBytes)
  const verify = 'verify' in report && report.verify ? ['', verifyPage(report.verify, maxBytes / 2)] : []
  const room = maxBytes - bytes(verify.join('\n')) - 1
  const actions = actionsPage(report, { maxBytes: room, totalMs, hasPicture: verify.length > 0, ...(next ? { next } : {}) })
  return [...actions, ...verify, ''].join('\n')
}

/** An error before there was a report. */
export function markdownFailure(error: unknown): string {
  const { message, fix, evidence } = storyOf(error)
  const rows = evidence.map(([key, value]) => `- ${markdownText(key)}: ${markdownCode(value)}`)
  return [
    '### flux-irsa: stopped',
    '',
    `${STATUS_MARKS.fail} ${markdownText(message)}`,
    '',
    ...rows,
    ...(fix ? ['', `Fix: ${markdownCode(fix)}`] : []),
    '',
  ].join('\n')
}

function verifyPage(report: VerifyReport, maxBytes: number): string {
  const { target, verdict, summary, durationMs, checks } = report
  const problems = checks.filter(isProblem)
  const head = [
    `### ${STATUS_MARKS[verdict]} flux-irsa verify: ${verdict}`,
    '',
    `${markdownText(targetName(target, PAGE))}: ${tally(summary)} in ${duration(durationMs)}`,
    '',
    ...(report.flux ?? []).flatMap((flux) => [`${markdownText(describeFlux(flux))}.`, '']),
  ]
  const picture = ['', ...fenced(mermaidOf(report).trimEnd().split('\n'), 'mermaid'), '']
  const bad = alikeAsOne(worstFirst(problems)).map(problemRow)
  const all = alikeAsOne(checks).map(checkRow)
  const room = maxBytes - bytes([...head, ...picture].join('\n')) - 600
  const [shownBad, shownAll] = [fitting(bad, room), fitting(all, room - bytes(bad.join('\n')))]
  return [
    ...head,
    ...(problems.length > 0
      ? ['| | check | what is seen | fix |', '| --- | --- | --- | --- |', ...shownBad, ...leftOut(bad, shownBad)]
      : []),
    ...picture,
    '<details><summary>Every check</summary>',
    '',
    '| | check | what is seen |',
    '| --- | --- | --- |',
    ...shownAll,
    ...leftOut(all, shownAll),
    '',
    '</details>',
    '',
  ].join('\n')
}

const isProblem = ({ status }: CheckResult): boolean => status !== 'pass' && status !== 'skip'

function problemRow(check: CheckResult): string {
  const fix = check.fix ? markdownCode(check.fix) : ''
  return `| ${STATUS_MARKS[check.status]} ${check.status} | ${markdownCode(check.id)} | ${markdownText(checkStory(check, true))} | ${fix} |`
}

function checkRow(check: CheckResult): string {
  return `| ${STATUS_MARKS[check.status]} ${check.status} | ${markdownCode(check.id)} | ${markdownText([checkStory(check, true), check.notice ?? ''].join(' '))} |`
}
