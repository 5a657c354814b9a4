import { stripVTControlCharacters } from 'node:util'

type Style = (text: string) => string

/** Columns that a text takes, colours aside. Counts code points: wide and combining characters are rare in what is shown here. */
export function visibleLength(text: string): number {
  return Array.from(stripVTControlCharacters(text)).length
}

/** Fills with spaces up to `width` columns, colours aside. */
export function padTo(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - visibleLength(text)))
}

/** Cuts the end off so that at most `width` columns remain, the ellipsis included. For lines that are repainted, which must not wrap. */
export function cutTo(text: string, width: number, ellipsis: string): string {
  const characters = Array.from(text)
  if (characters.length <= width) return text
  return characters.slice(0, Math.max(0, width - ellipsis.length)).join('') + ellipsis
}

/** Takes the middle out of a long value: its beginning and its end are what tells two of them apart. */
export function cutMiddle(text: string, width: number, ellipsis: string): string {
  const characters = Array.from(text)
  if (characters.length <= width) return text
  const half = Math.max(1, Math.floor((width - ellipsis.length) / 2))
  return `${characters.slice(0, half).join('')}${ellipsis}${characters.slice(-half).join('')}`
}

/**
 * `prefix text`, wrapped at spaces to `width` columns, with the following lines indented to where the text began.
 * A word longer than the line is never cut, so that an ARN can still be selected as one.
 */
export function hanging(prefix: string, text: string, width: number, style: Style = (line) => line): string[] {
  const indent = visibleLength(prefix)
  const room = Math.max(20, width - indent)
  const lines = text.split('\n').flatMap((paragraph) => wrap(paragraph, room))
  return lines.map((line, index) => (index === 0 ? prefix : ' '.repeat(indent)) + style(line)).map((line) => line.trimEnd())
}

/** `prefix text` unwrapped, for commands: a line break in the middle would break what is pasted. Its own line breaks are indented. */
export function unwrapped(prefix: string, text: string, style: Style = (line) => line): string[] {
  return text.split('\n').map((line, index) => (index === 0 ? prefix : ' '.repeat(visibleLength(prefix))) + style(line))
}

/**
 * Text in a box of `width` columns and `max` lines, each word whole where it fits, a longer one broken behind its punctuation; what does
 * not fit ends in an ellipsis.
 */
export function clippedLines(text: string, width: number, max: number): string[] {
  const lines = ['']
  for (const word of text.split(' ')) {
    const [first = '', ...rest] = pieces(word, width)
    const line = lines.at(-1) ?? ''
    const joined = line === '' ? first : `${line} ${first}`
    if (visibleLength(joined) <= width) lines[lines.length - 1] = joined
    else lines.push(first)
    lines.push(...rest)
  }
  if (lines.length <= max) return lines
  return [...lines.slice(0, max - 1), `${cutTo(lines[max - 1] ?? '', width - 1, '')}…`]
}

/** A word that is too long for a line, taken apart where a reader would: behind `/`, `:`, `,`, `=` or `-`, else anywhere. */
function pieces(word: string, width: number): string[] {
  if (visibleLength(word) <= width) return [word]
  const characters = Array.from(word)
  const at = characters.slice(0, width).findLastIndex((character) => '/:,=-'.includes(character)) + 1
  const end = at > width / 2 ? at : width
  return [characters.slice(0, end).join(''), ...pieces(characters.slice(end).join(''), width)]
}

function wrap(text: string, width: number): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    if (line !== '' && visibleLength(line) + 1 + visibleLength(word) > width) {
      lines.push(line)
      line = word
    } else {
      line = line === '' ? word : `${line} ${word}`
    }
  }
  return [...lines, line]
}
