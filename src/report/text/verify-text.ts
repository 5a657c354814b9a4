import type { CheckResult, Status, VerifyReport } from '../../model/verify-report.ts'
import { alikeAsOne } from './alike.ts'
import { duration } from './duration.ts'
import { hanging, padTo, unwrapped } from './layout.ts'
import { oneLine, plainText } from './plain-text.ts'
import { nextLines } from './resource-rows.ts'
import { targetLines } from './target-text.ts'
import type { Theme } from './theme.ts'

export interface VerifyTextOptions {
  theme: Theme
  verbose: boolean
  next?: string
}

/** The report section by section, a line per check; what is not green comes with its evidence, its fix and where to read on. */
export function verifyText(report: VerifyReport, { theme, verbose, next }: VerifyTextOptions): string[] {
  return [
    ...targetLines(report.target, theme, verbose),
    ...sectionLines(report, theme, verbose),
    '',
    ...verdictLines(report, theme),
    ...nextLines(next, theme),
  ]
}

/** The checks under the headings of their sections, in the order of the report. */
export function sectionLines({ checks }: VerifyReport, theme: Theme, verbose: boolean): string[] {
  const sections = [...new Set(checks.map((check) => check.section))]
  return sections.flatMap((section) => {
    const ofIt = checks.filter((check) => check.section === section)
    return [
      '',
      theme.paint('strong', oneLine(section)),
      ...(verbose ? ofIt : alikeAsOne(ofIt)).flatMap((check) => checkLines(check, theme, verbose)),
    ]
  })
}

/** One check: its line, and below it what a reader needs who has to mend it. */
export function checkLines(check: CheckResult, theme: Theme, verbose: boolean): string[] {
  const isQuiet = check.status === 'pass' || check.status === 'skip'
  const id = isQuiet && !verbose ? '' : `${theme.paint('faint', oneLine(check.id))}  `
  const line = hanging(`  ${theme.mark(check.status)} `, id + checkStory(check, verbose), theme.width)
  // A hint may hold a command: it stays on one line.
  const note = check.notice ? unwrapped(`      ${theme.paint('faint', 'note')}  `, plainText(check.notice)) : []
  if (isQuiet && !verbose) return [...line, ...note]
  const rows = check.evidence.flatMap((text) => plainText(text).split('\n')).map(keyed)
  if (verbose && !isQuiet) rows.unshift(['expected', oneLine(check.title)])
  const keyWidth = Math.max(0, ...rows.map(([key]) => key.length), isQuiet ? 0 : 4) + 2
  const prefix = (key: string) => `      ${theme.paint('faint', padTo(key, keyWidth))}`
  const evidence = rows.flatMap(([key, value]) => hanging(key === '' ? '      ' : prefix(key), value, theme.width))
  if (isQuiet) return [...line, ...evidence, ...note]
  return [
    ...line,
    ...evidence,
    ...note,
    ...(check.fix ? unwrapped(prefix('fix'), plainText(check.fix)) : []),
    ...(check.docs ? [`${prefix('docs')}${docsPath(check.docs)}`] : []),
  ]
}

/** Evidence is written as `key: value`; a line that is not stays whole. */
function keyed(text: string): [string, string] {
  const [, key, value] = /^([A-Za-z][\w ./-]{0,23}): (.+)$/.exec(text) ?? []
  return key && value ? [key, value] : ['', text]
}

/**
 * What one line says about a check. Its title is what holds when it passes, its message the whole story: so a problem is told by its
 * message alone, and a check that was not made by both.
 */
export function checkStory(check: CheckResult, verbose: boolean): string {
  const [title, message] = [oneLine(check.title), oneLine(check.message)]
  if (message === '' || (check.status === 'pass' && !verbose)) return title
  if (check.status !== 'pass' && check.status !== 'skip') return message
  const blockers = (check.blockedBy ?? []).filter((id) => !message.includes(id))
  return `${title}: ${message}${blockers.length > 0 ? ` (blocked by ${blockers.join(', ')})` : ''}`
}

/** `31 passed, 1 failed, 2 skipped · 4.2s`, with the mark of the verdict in front. */
export function verdictLines(report: VerifyReport, theme: Theme): string[] {
  const text = `${tally(report.summary)} ${theme.symbol('dot')} ${duration(report.durationMs)}`
  return hanging(`${theme.mark(report.verdict)} `, text, theme.width, (line) => theme.paint('strong', line))
}

const WORDS: [Status, string][] = [
  ['pass', 'passed'],
  ['warn', 'warned'],
  ['fail', 'failed'],
  ['unknown', 'unknown'],
  ['skip', 'skipped'],
]

/** Counts of the outcomes that occur; passed is always there. */
export function tally(summary: Record<Status, number>): string {
  return WORDS.filter(([status]) => status === 'pass' || summary[status] > 0)
    .map(([status, word]) => `${summary[status]} ${word}`)
    .join(', ')
}

/** Anchors are relative to docs/ of the project. */
export function docsPath(anchor: string): string {
  return oneLine(anchor.startsWith('docs/') || anchor.startsWith('http') ? anchor : `docs/${anchor}`)
}

const RANK: Status[] = ['fail', 'unknown', 'warn', 'pass', 'skip']

/** What a reader must see first comes first; those of one state keep their order. */
export function worstFirst(checks: CheckResult[]): CheckResult[] {
  return checks.toSorted((a, b) => RANK.indexOf(a.status) - RANK.indexOf(b.status))
}
