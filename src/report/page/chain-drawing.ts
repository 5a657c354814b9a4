import type { Status } from '../../model/verify-report.ts'
import { STATUS_MARKS, STATUS_WORDS, type LinkState } from './chain.ts'
import { clippedLines } from '../text/layout.ts'
import { xmlText } from '../machine/xml-text.ts'

export interface Point {
  x: number
  y: number
}

const LINE_HEIGHT = 14
/** Characters of 11px text that fit between two stations, and beside an arrow that goes down. */
const COLUMNS = { below: 34, beside: 28 }
const MAX_LINES = 4

/** One arrow with its mark, what it stands for, its state in a word and, below or beside it, what is seen there. */
export function drawLink(state: LinkState, way: Point[]): string {
  const { link, status, story } = state
  const [first, last] = [way[0], way.at(-1)]
  if (!first || !last) return ''
  // A way with corners is told on its first stretch, where there is room.
  const second = way[1] ?? last
  const isUpright = first.x === second.x
  const stretch = way.length > 2 ? { ...second, x: (first.x + second.x) / 2 } : second
  const middle = { x: (first.x + stretch.x) / 2, y: (first.y + stretch.y) / 2 }
  return [
    `<g class="${status}"><title>${xmlText(`${link.says}: ${STATUS_WORDS[status]}: ${story}`)}</title>`,
    `<path class="way" d="${way.map(({ x, y }, index) => `${index === 0 ? 'M' : 'L'}${x} ${y}`).join(' ')}"/>`,
    arrowHead(way),
    mark(middle, status),
    isUpright ? wordsBeside(state, middle) : wordsAround(state, middle),
    '</g>',
  ].join('')
}

function arrowHead(way: Point[]): string {
  const [before, tip] = way.slice(-2)
  if (!before || !tip) return ''
  const angle = (Math.atan2(tip.y - before.y, tip.x - before.x) * 180) / Math.PI
  return `<path class="fills" d="M0 0 L-11 -5.5 L-11 5.5 Z" transform="translate(${tip.x} ${tip.y}) rotate(${angle})"/>`
}

function mark({ x, y }: Point, status: Status): string {
  return `<circle class="fills" cx="${x}" cy="${y}" r="9"/><text class="mark" x="${x}" y="${y + 4.3}">${STATUS_MARKS[status]}</text>`
}

function wordsAround({ link, status, story }: LinkState, { x, y }: Point): string {
  const lines = clippedLines(story, COLUMNS.below, MAX_LINES - 1)
  return [
    text('says', x, y - 14, link.says, 'middle'),
    text('state', x, y + 32, STATUS_WORDS[status], 'middle'),
    ...lines.map((line, index) => text('story', x, y + 32 + (index + 1) * LINE_HEIGHT, line, 'middle')),
  ].join('')
}

function wordsBeside({ link, status, story }: LinkState, { x, y }: Point): string {
  const lines = clippedLines(story, COLUMNS.beside, MAX_LINES)
  const top = y - ((lines.length + 1) * LINE_HEIGHT) / 2 + 11
  return [
    `<text x="${x + 16}" y="${top}"><tspan class="says">${xmlText(link.says)} </tspan><tspan class="state">${STATUS_WORDS[status]}</tspan></text>`,
    ...lines.map((line, index) => text('story', x + 16, top + (index + 1) * LINE_HEIGHT, line, 'start')),
  ].join('')
}

function text(style: string, x: number, y: number, words: string, anchor: 'start' | 'middle'): string {
  return `<text class="${style}" x="${x}" y="${y}" text-anchor="${anchor}">${xmlText(words)}</text>`
}
