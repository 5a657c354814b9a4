import stringWidth from 'string-width'

type Style = (text: string) => string

const characters = new Intl.Segmenter()

/** Columns that a text takes at a terminal, colours aside: a wide character takes two, a combining one none (Unicode UAX 11). */
export function visibleLength(text: string): number {
  return stringWidth(text)
}

/** Fills with spaces up to `width` columns, colours aside. */
export function padTo(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - visibleLength(text)))
}

/** Cuts the end off so that at most `width` columns remain, the ellipsis included. For lines that are repainted, which must not wrap. */
export function cutTo(text: string, width: number, ellipsis: string): string {
  return visibleLength(text) <= width ? text : firstColumns(text, width - ellipsis.length) + ellipsis
}

/** Takes the middle out of a long value: its beginning and its end are what tells two of them apart. */
export function cutMiddle(text: string, width: number, ellipsis: string): string {
  if (visibleLength(text) <= width) return text
  const half = Math.max(1, Math.floor((width - ellipsis.length) / 2))
  return `${firstColumns(text, half)}${ellipsis}${lastColumns(text, half)}`
}

/** The longest beginning of a plain text that takes at most `width` columns; what a reader takes for one character stays whole. */
function firstColumns(text: string, width: number): string {
  let [used, end] = [0, 0]
  for (const { segment } of characters.segment(text)) {
    used += visibleLength(segment)
    if (used > width) break
    end += segment.length
  }
  return text.slice(0, end)
}

function lastColumns(text: string, width: number): string {
  const segments = Array.from(characters.segment(text), ({ segment }) => segment)
  let [used, start] = [0, segments.length]
  while (start > 0 && (used += visibleLength(segments[start - 1] ?? '')) <= width) start--
  return segments.slice(start).join('')
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
  // At least one character, so that a wide one in a narrow box comes to an end.
  const fitting = firstColumns(word, width) || firstColumns(word, 2)
  const at = Math.max(...Array.from('/:,=-', (mark) => fitting.lastIndexOf(mark))) + 1
  const end = at > fitting.length / 2 ? at : fitting.length || 1
  return [word.slice(0, end), ...pieces(word.slice(end), width)]
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
