import type { Plan } from '../../model/plan.ts'
import type { InstallReport, UninstallReport } from '../../model/report.ts'
import { actionRows, stillThere, type ActionRow } from '../text/action-rows.ts'
import { changePicture } from './change-picture.ts'
import { STATUS_MARKS } from './chain.ts'
import { bytes, clipped, fitting, leftOut } from '../text/fitting.ts'
import { fenced, markdownCode, markdownText } from './markdown-text.ts'
import { closingStory, outcomeText } from '../text/outcome-text.ts'
import { countsLine, planText } from '../text/plan-text.ts'
import { targetName } from '../text/target-text.ts'
import { PAGE } from '../text/theme.ts'

const MARKS: Record<ActionRow['state'], string> = {
  create: '+',
  update: '~',
  remove: '-',
  restart: '↻',
  keep: '=',
  conflict: '!',
  failed: STATUS_MARKS.fail,
  'not done': STATUS_MARKS.skip,
}
const MAX_PATHS = 4

interface Options {
  maxBytes: number
  next?: string
  totalMs: number
  /** Another picture comes below. */
  hasPicture: boolean
}

/**
 * A plan, or what became of one, for GitHub: what changes as a table, the picture of the chain with its changes, notices, the command to run
 * next, and below a fold all of it as text, field by field.
 */
export function actionsPage(report: Plan | InstallReport | UninstallReport, { maxBytes, next, totalMs, hasPicture }: Options): string[] {
  const plan = 'plan' in report ? report.plan : report
  const rows = [
    ...actionRows(report)
      .filter(({ state }) => state !== 'keep')
      .map(tableRow),
    ...stillThere(report).map((one) => row(STATUS_MARKS.fail, 'still there', one.resource, one.name, markdownText(one.reason))),
  ]
  const picture = hasPicture ? undefined : changePicture(report)
  const head = [`### ${titleOf(report)}`, '', markdownText(targetName(plan.target, PAGE)), '']
  const stopped = 'stopped' in report ? report.stopped : undefined
  const end = stopped && [markdownText(stopped.message), ...(stopped.fix ? [`Fix: ${markdownCode(stopped.fix)}`] : [])].join('<br>')
  const below = [
    ...(end ? ['', `${STATUS_MARKS.fail} ${end}`] : []),
    ...(picture ? ['', ...fenced(picture.trimEnd().split('\n'), 'mermaid')] : []),
    ...(plan.lasting
      ? ['', `So that it lasts, set this ${markdownText(plan.lasting.where)}:`, '', ...fenced(plan.lasting.text.split('\n'), '')]
      : []),
    ...(plan.notices.length > 0 ? ['', ...plan.notices.map((text) => `- ${STATUS_MARKS.warn} ${markdownText(text)}`)] : []),
    ...(next ? ['', `Next: ${markdownCode(next)}`] : []),
  ]
  const room = maxBytes - bytes([...head, ...below].join('\n')) - 400
  const shown = fitting(rows, room * 0.6)
  const text = clipped(textOf(report, totalMs), room - bytes(shown.join('\n')))
  return [
    ...head,
    ...(rows.length > 0 ? ['| | what | name | |', '| --- | --- | --- | --- |', ...shown, ...leftOut(rows, shown)] : []),
    ...below,
    '',
    '<details><summary>Field by field</summary>',
    '',
    ...fenced(text, 'text'),
    '',
    '</details>',
  ]
}

function titleOf(report: Plan | InstallReport | UninstallReport): string {
  if (report.schema !== 'flux-irsa/plan/v1') return `flux-irsa: ${markdownText(closingStory(report))}`
  return `flux-irsa plan: ${markdownText(countsLine(report).replace(/^Plan: |\.$/g, ''))}`
}

function textOf(report: Plan | InstallReport | UninstallReport, totalMs: number): string[] {
  const shared = { theme: PAGE, verbose: false }
  if (report.schema === 'flux-irsa/plan/v1') return planText(report, shared)
  return outcomeText({ ...report, verify: undefined }, { ...shared, totalMs, watched: false })
}

/** Beside the name stands why it is so; of a change that went its way, the fields. */
function tableRow({ action, word, state, story, fix }: ActionRow): string {
  const paths = action.changes.map(({ path }) => markdownCode(path))
  const more = paths.length > MAX_PATHS ? [`and ${paths.length - MAX_PATHS} more`] : []
  const fields = state === 'update' ? [...paths.slice(0, MAX_PATHS), ...more].join(', ') : ''
  const why = [story ? markdownText(story) : '', fix ? `Fix: ${markdownCode(fix)}` : '', story ? '' : fields].filter(Boolean).join('<br>')
  return row(MARKS[state], word, action.resource, action.name, why)
}

function row(mark: string, word: string, resource: string, name: string, why: string): string {
  return `| ${markdownText(mark)} ${word} | ${markdownText(resource)} | ${markdownCode(name)} | ${why} |`
}
