import type { Status, VerifyReport } from '../../model/verify-report.ts'
import { CHAIN_NODES } from './chain-links.ts'
import { chainOf, STATUS_MARKS, STATUS_WORDS, type LinkState } from './chain.ts'
import { cutTo } from '../text/layout.ts'
import { plainText } from '../text/plain-text.ts'

const MAX_STORY = 90

// Dark enough on white, light enough on black: the reader's theme is not known.
const STROKES: Record<Status, string> = {
  pass: 'stroke:#2da44e,stroke-width:2px',
  warn: 'stroke:#bf8700,stroke-width:3px',
  fail: 'stroke:#e5534b,stroke-width:4px',
  unknown: 'stroke:#a475f9,stroke-width:3px,stroke-dasharray:6 3',
  skip: 'stroke:#8b949e,stroke-width:2px,stroke-dasharray:3 3',
}

/**
 * The picture of the chain as a Mermaid flowchart, for a README, a ticket or GitHub's step summary. Every link says its state in a word;
 * one that is broken, unknown or warned of says why.
 */
export function mermaidOf(report: VerifyReport): string {
  return ['flowchart TB', ...chainLines(report, { prefix: '', linksBefore: 0 }).lines, ''].join('\n')
}

/**
 * The stations and links of one chain. `prefix` keeps its stations from those of other chains in the same picture, which has
 * `linksBefore` links before these: Mermaid styles links by their number.
 */
export function chainLines(
  report: VerifyReport,
  { prefix, linksBefore }: { prefix: string; linksBefore: number },
): { lines: string[]; links: number } {
  const states = chainOf(report.checks)
  const lines = [
    ...CHAIN_NODES.map(({ id, title }) => `  ${prefix}${id}["${mermaidText(title)}"]`),
    ...states.map((state) => `  ${prefix}${state.link.from} -->|"${labelOf(state)}"| ${prefix}${state.link.to}`),
    ...states.map(({ status }, index) => `  linkStyle ${linksBefore + index} ${STROKES[status]}`),
  ]
  return { lines, links: states.length }
}

function labelOf({ link, status, story }: LinkState): string {
  const head = mermaidText(`${STATUS_MARKS[status]} ${link.says}`)
  if (status === 'pass') return head
  const state = `${head}: ${STATUS_WORDS[status]}`
  // What follows from another link is told there; the picture is tall enough.
  if (status === 'skip') return state
  return `${state}<br/>${mermaidText(cutTo(story, MAX_STORY, '…'))}`
}

/**
 * Text for a quoted label. Mermaid's own entity codes stand for all that could end the quotes, begin markup or be read as Markdown
 * (https://mermaid.js.org/syntax/flowchart.html#special-characters-that-break-syntax).
 */
export function mermaidText(text: string): string {
  return plainText(text)
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/["#&<>`\\|;{}[\]()*_~%$@]/g, (character) => `#${character.charCodeAt(0)};`)
}
