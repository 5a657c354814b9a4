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

/**
 * The report section by section. A section where all is well is one line, and what is not comes after those, the worst last, where a reader
 * at a terminal looks first: each with its evidence, its fix and where to read on. With `verbose` there is a line per check.
 */
export function verifyText(report: VerifyReport, { theme, verbose, next }: VerifyTextOptions): string[] {
  return [
    ...targetLines(report.target, theme, verbose),
    ...(verbose ? sectionLines(report, theme) : foldedLines(report, theme)),
    '',
    ...verdictLines(report, theme),
    ...nextLines(next, theme),
  ]
}

/** Every check under the heading of its section, in the order of the report. */
export function sectionLines({ checks }: VerifyReport, theme: Theme): string[] {
  return [...bySection(checks)].flatMap(([section, ofIt]) => [
    '',
    theme.paint('strong', oneLine(section)),
    ...ofIt.flatMap((check) => checkLines(check, theme, true)),
  ])
}

function foldedLines({ checks }: VerifyReport, theme: Theme): string[] {
  const sections = [...bySection(checks)].map(([section, ofIt]) => {
    const quiet = ofIt.filter(isQuiet)
    return { name: oneLine(section), quiet, problems: worstFirst(ofIt.filter((check) => !isQuiet(check))).toReversed() }
  })
  const [well, broken] = [sections.filter(({ problems }) => problems.length === 0), sections.filter(({ problems }) => problems.length > 0)]
  const width = Math.max(0, ...well.map(({ name }) => name.length)) + 2
  const worst = worstFirst(broken.flatMap(({ problems }) => problems.slice(-1))).map(({ section }) => section)
  return [
    '',
    ...well.flatMap(({ name, quiet }) => quietLines(padTo(name, width), quiet, theme)),
    ...broken
      .toSorted((a, b) => worst.indexOf(b.name) - worst.indexOf(a.name))
      .flatMap(({ name, quiet, problems }) => [
        '',
        theme.paint('strong', name),
        ...(quiet.length > 0 ? quietLines('', quiet, theme) : []),
        ...alikeAsOne(problems).flatMap((check) => checkLines(check, theme, false)),
      ]),
  ]
}

/** What needs no reading, as one line. A hint stays; where nothing was looked at, the reason does. */
function quietLines(name: string, checks: CheckResult[], theme: Theme): string[] {
  const passed = checks.filter(({ status }) => status === 'pass').length
  const skipped = checks.length - passed
  const reason = oneLine(checks[0]?.message ?? '')
  const words = [...(passed > 0 ? [`${passed} passed`] : []), ...(skipped > 0 ? [`${skipped} skipped`] : [])].join(', ')
  const text = passed === 0 && reason ? `${words}: ${reason}` : words
  return [
    ...hanging(`  ${theme.mark(passed > 0 ? 'pass' : 'skip')} ${name}`, text, theme.width, (line) => theme.paint('faint', line)),
    ...alikeAsOne(checks.filter(({ notice }) => notice)).flatMap((check) => checkLines(check, theme, false)),
  ]
}

function bySection(checks: CheckResult[]): Map<string, CheckResult[]> {
  const sections = new Map<string, CheckResult[]>()
  for (const check of checks) {
    const ofIt = sections.get(check.section)
    if (ofIt) ofIt.push(check)
    else sections.set(check.section, [check])
  }
  return sections
}

const isQuiet = ({ status }: CheckResult): boolean => status === 'pass' || status === 'skip'

/** One check: its line, and below it what a reader needs who has to mend it. */
export function checkLines(check: CheckResult, theme: Theme, verbose: boolean): string[] {
  const quiet = isQuiet(check)
  const id = quiet && !verbose ? '' : `${theme.paint('faint', oneLine(check.id))}  `
  const line = hanging(`  ${theme.mark(check.status)} `, id + checkStory(check, verbose), theme.width)
  // A hint may hold a command: it stays on one line.
  const note = check.notice ? unwrapped(`      ${theme.paint('faint', 'note')}  `, plainText(check.notice)) : []
  if (quiet && !verbose) return [...line, ...note]
  const rows = check.evidence.flatMap((text) => plainText(text).split('\n')).map(keyed)
  if (verbose && !quiet) rows.unshift(['expected', oneLine(check.title)])
  const keyWidth = Math.max(0, ...rows.map(([key]) => key.length), quiet ? 0 : 4) + 2
  const prefix = (key: string) => `      ${theme.paint('faint', padTo(key, keyWidth))}`
  const evidence = rows.flatMap(([key, value]) => hanging(key === '' ? '      ' : prefix(key), value, theme.width))
  if (quiet) return [...line, ...evidence, ...note]
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
