import { describeFlux } from '../../flux/in-the-way.ts'
import type { CheckResult, Status, VerifyReport } from '../../model/verify-report.ts'
import { alikeAsOne } from '../text/alike.ts'
import { CHAIN_NODES } from './chain-links.ts'
import { chainSvg } from './chain-svg.ts'
import { chainOf, STATUS_MARKS, STATUS_WORDS, type LinkState } from './chain.ts'
import { duration } from '../text/duration.ts'
import { COPY_SCRIPT, COPY_SCRIPT_HASH } from './copy-script.ts'
import { HTML_STYLE } from './html-style.ts'
import { checkStory, docsPath, tally, worstFirst } from '../text/verify-text.ts'
import { xmlText } from '../machine/xml-text.ts'

// Nothing is loaded, and nothing runs but our own few lines, whatever a remote's text should have brought in.
const POLICY = `default-src 'none'; style-src 'unsafe-inline'; script-src '${COPY_SCRIPT_HASH}'`
/** Milliseconds from which the time of a check is worth a word. */
const SLOW = 1000
const WORDS: Record<Status, string> = { ...STATUS_WORDS, skip: 'skipped' }

/**
 * The report as one HTML file with nothing to load: what to fix first, then the picture of the chain and every check. On a phone the rows
 * are cards and the links are a chain from top to bottom. Its one script copies a fix; without it the page lacks only that button.
 */
export function htmlOf(report: VerifyReport, tool = 'flux-irsa'): string {
  const { target, summary, verdict } = report
  const title = `flux-irsa verify: ${target.cluster}`
  return htmlPage({
    title,
    state: WORDS[verdict],
    tool,
    lines: [...heading('h1', title, verdict, tally(summary)), '<main>', ...reportLines(report), '</main>'],
  })
}

/** A page of ours around these lines. */
export function htmlPage({ title, state, tool, lines }: { title: string; state: string; tool: string; lines: string[] }): string {
  return [
    '<!DOCTYPE html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8"/>',
    `<meta http-equiv="Content-Security-Policy" content="${POLICY}"/>`,
    '<meta name="viewport" content="width=device-width, initial-scale=1"/>',
    `<title>${xmlText(title)}: ${state}</title>`,
    `<style>${HTML_STYLE}</style>`,
    '</head>',
    '<body>',
    ...lines,
    `<footer>${xmlText(tool)}</footer>`,
    `<script>${COPY_SCRIPT}</script>`,
    '</body>',
    '</html>',
    '',
  ].join('\n')
}

/** A heading with a state below it. */
export function heading(level: 'h1' | 'h2', title: string, status: Status, story: string): string[] {
  return [
    `<header><${level}>${xmlText(title)}</${level}>`,
    `<p>${stateOf(status)} <span class="tally">${xmlText(story)}</span></p></header>`,
  ]
}

/** All that a page tells of one report. `id` keeps its picture apart from others in the page; `level` is that of its headings. */
export function reportLines(report: VerifyReport, { id = 'chain', level = 'h2' }: { id?: string; level?: 'h2' | 'h3' } = {}): string[] {
  const { target, checks, startedAt, durationMs } = report
  const states = chainOf(checks)
  const facts: [string, string][] = [
    ['cluster', target.cluster],
    ['region', target.region],
    ['account', target.account],
    ['as', target.caller],
    ['endpoint', target.endpoint],
    ['issuer', target.issuer],
    ...(report.flux ?? []).map((flux): [string, string] => ['flux', describeFlux(flux)]),
    ['at', startedAt],
    ['took', duration(durationMs)],
  ]
  const sections = [...new Set(checks.map((check) => check.section))]
  const problems = checks.filter(({ status }) => status !== 'pass' && status !== 'skip')
  return [
    ...(problems.length > 0
      ? [`<${level}>To fix</${level}>`, checkTable('What is not as it should be, with its fix', alikeAsOne(worstFirst(problems)))]
      : []),
    `<figure class="picture" tabindex="0" aria-label="The picture of the chain">${chainSvg(states, `The chain of ${target.cluster}`, { id })}</figure>`,
    `<${level}>The links of the chain</${level}>`,
    linkTable(states),
    `<${level}>Every check</${level}>`,
    ...sections.map((section) => checkTable(section, alikeAsOne(checks.filter((check) => check.section === section)))),
    `<details class="facts"><summary>About this run</summary><dl>${facts
      .filter(([, value]) => value)
      .map(([key, value]) => `<dt>${key}</dt><dd>${xmlText(value)}</dd>`)
      .join('')}</dl></details>`,
  ]
}

function linkTable(states: LinkState[]): string {
  const titleOf = (id: string) => CHAIN_NODES.find((node) => node.id === id)?.title ?? id
  const rows = states.map(({ link, status, story }) => {
    const name = `${titleOf(link.from)} → ${titleOf(link.to)} (${link.says})`
    return `<tr class="${status}"><td>${stateOf(status, STATUS_WORDS)}</td><th scope="row">${xmlText(name)}</th><td>${xmlText(story)}</td></tr>`
  })
  return table('Each link and what is seen there', ['state', 'link', 'what is seen'], rows, 'links')
}

function checkTable(caption: string, checks: CheckResult[]): string {
  return table(caption, ['state', 'check', 'what is seen'], checks.map(checkRow))
}

function checkRow(check: CheckResult): string {
  const { id, status, evidence, fix, docs, title, durationMs } = check
  const isProblem = status !== 'pass' && status !== 'skip'
  const parts = [
    `<p>${xmlText(checkStory(check, true))}</p>`,
    ...(check.notice ? [`<p>${xmlText(check.notice)}</p>`] : []),
    ...(isProblem ? [`<p class="expected">expected: ${xmlText(title)}</p>`] : []),
    ...(evidence.length > 0 ? [`<ul>${evidence.map((line) => `<li>${xmlText(line)}</li>`).join('')}</ul>`] : []),
    ...(isProblem && fix ? [`<div class="fix"><button type="button" hidden="">copy</button><pre>${xmlText(fix)}</pre></div>`] : []),
    ...(isProblem && docs ? [`<p class="expected">${xmlText(docsPath(docs))}</p>`] : []),
    ...(durationMs >= SLOW ? [`<p class="expected">took ${duration(durationMs)}</p>`] : []),
  ]
  return `<tr class="${status}"><td>${stateOf(status)}</td><th scope="row">${xmlText(id)}</th><td>${parts.join('')}</td></tr>`
}

/** A page's table; on a phone each of its rows is a card. `kind` names how it looks there. */
export function table(caption: string, heads: string[], rows: string[], kind = 'cards'): string {
  const classes = ['c-state', 'c-id', '']
  const head = heads.map((name, index) => `<th scope="col"${classes[index] ? ` class="${classes[index]}"` : ''}>${name}</th>`).join('')
  return [
    `<table class="${kind}"><caption>${xmlText(caption)}</caption>`,
    `<thead><tr>${head}</tr></thead>`,
    '<tbody>',
    ...rows,
    '</tbody></table>',
  ].join('\n')
}

export function stateOf(status: Status, words = WORDS): string {
  return `<span class="state ${status}"><span aria-hidden="true">${STATUS_MARKS[status]}</span> ${words[status]}</span>`
}
