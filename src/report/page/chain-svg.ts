import { drawLink, type Point } from './chain-drawing.ts'
import { CHAIN_NODES, type ChainNode } from './chain-links.ts'
import { STATUS_WORDS, type LinkState } from './chain.ts'
import { xmlText } from '../machine/xml-text.ts'

const NODE = { width: 154, height: 40 }
const PITCH = { x: 244, y: 132 }
const ORIGIN = { x: 44, y: 24 }
/** Of the picture, in its own units. */
export const CHAIN_SIZE = { width: 1304, height: 532 }
/** Left of every station: the way back from the last row to the first. */
const RETURN_X = 20

const STYLE = `
.chain { --ink: #1f2328; --faint: #59636e; --paper: #ffffff; --box: #f6f8fa; --line: #8c959f;
  --pass: #1a7f37; --warn: #9a6700; --fail: #cf222e; --unknown: #8250df; --skip: #6e7781; font-family: system-ui, sans-serif; }
@media screen and (prefers-color-scheme: dark) { .chain { --ink: #e6edf3; --faint: #9198a1; --paper: #0d1117; --box: #161b22;
  --line: #6e7681; --pass: #3fb950; --warn: #d29922; --fail: #ff7b72; --unknown: #bc8cff; --skip: #8b949e; } }
.chain .paper { fill: var(--paper); }
.chain .station { fill: var(--box); stroke: var(--line); }
.chain .title { fill: var(--ink); font-size: 12.5px; font-weight: 600; text-anchor: middle; }
.chain .says { fill: var(--faint); font-size: 11px; }
.chain .story { fill: var(--ink); font-size: 11px; }
.chain .state { font-size: 11px; font-weight: 600; }
.chain .mark { fill: var(--paper); font-size: 12px; font-weight: 700; text-anchor: middle; }
.chain .way { fill: none; stroke-width: 2.5; }
${(['pass', 'warn', 'fail', 'unknown', 'skip'] as const)
  .map(
    (status) =>
      `.chain .${status} .way { stroke: var(--${status}); } .chain .${status} .fills, .chain .${status} .state { fill: var(--${status}); }`,
  )
  .join('\n')}
.chain .fail .way { stroke-width: 4; }
.chain .unknown .way { stroke-dasharray: 7 4; }
.chain .skip .way { stroke-dasharray: 3 4; }
@media print { .chain { print-color-adjust: exact; -webkit-print-color-adjust: exact; } }
`

/**
 * The chain as one SVG that stands alone: its style is within, light or dark as the reader's system is, and every state is a word and a
 * shape besides a colour. All of it is told in its description too. `id` keeps several of them in one page apart; `place` are attributes
 * that say where it stands in another picture.
 */
export function chainSvg(states: LinkState[], title: string, { id = 'chain', place = '' }: { id?: string; place?: string } = {}): string {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" class="chain" role="img" aria-labelledby="${id}-title ${id}-text" viewBox="0 0 ${CHAIN_SIZE.width} ${CHAIN_SIZE.height}"${place}>`,
    `<title id="${id}-title">${xmlText(title)}</title>`,
    `<desc id="${id}-text">${xmlText(states.map(sentence).join(' '))}</desc>`,
    `<style>${STYLE}</style>`,
    `<rect class="paper" width="${CHAIN_SIZE.width}" height="${CHAIN_SIZE.height}"/>`,
    ...states.map((state) => drawLink(state, wayOf(state))),
    ...CHAIN_NODES.map(station),
    '</svg>',
  ].join('\n')
}

function sentence({ link, status, story }: LinkState): string {
  const [from, to] = [nodeOf(link.from).title, nodeOf(link.to).title]
  return `${from} to ${to}, ${link.says}: ${STATUS_WORDS[status]}, ${story}.`
}

function station(node: ChainNode): string {
  const { x, y } = cornerOf(node)
  return [
    `<g><rect class="station" x="${x}" y="${y}" width="${NODE.width}" height="${NODE.height}" rx="8"/>`,
    `<text class="title" x="${x + NODE.width / 2}" y="${y + NODE.height / 2 + 4.5}">${xmlText(node.title)}</text></g>`,
  ].join('')
}

/** The points that a link runs through, from the edge of one station to that of the other. */
function wayOf({ link }: LinkState): Point[] {
  const [from, to] = [nodeOf(link.from), nodeOf(link.to)]
  const [start, end] = [cornerOf(from), cornerOf(to)]
  const middle = (corner: Point) => ({ x: corner.x + NODE.width / 2, y: corner.y + NODE.height / 2 })
  if (from.column === to.column)
    return [
      { x: middle(start).x, y: start.y + NODE.height },
      { x: middle(end).x, y: end.y },
    ]
  const [a, b] = [middle(start).y, middle(end).y]
  if (from.row === to.row && from.column < to.column)
    return [
      { x: start.x + NODE.width, y: a },
      { x: end.x, y: b },
    ]
  if (from.row === to.row)
    return [
      { x: start.x, y: a },
      { x: end.x + NODE.width, y: b },
    ]
  return [
    { x: start.x, y: a },
    { x: RETURN_X, y: a },
    { x: RETURN_X, y: b },
    { x: end.x, y: b },
  ]
}

function cornerOf({ row, column }: ChainNode): Point {
  return { x: ORIGIN.x + (column - 1) * PITCH.x, y: ORIGIN.y + (row - 1) * PITCH.y }
}

function nodeOf(id: string): ChainNode {
  const node = CHAIN_NODES.find((one) => one.id === id)
  if (!node) throw new Error(`no station ${id}: add it to chain-links.ts`)
  return node
}
