import { stripVTControlCharacters } from 'node:util'
import { redacted } from '../../domain/redact.ts'
import { RUNNER_COMMAND, RUNNER_TAG } from '../machine/runner-text.ts'
import { UNPRINTABLE, visible, written } from '../../domain/visible.ts'

/** All but newline of C0 and C1: U+009B alone starts an escape sequence. */
const CONTROLS = /(?!\n)\p{Cc}/gu

/**
 * What a remote wrote, fit to be shown: every text that leaves the program goes through here. Escape sequences and control characters are
 * gone, so that nothing moves the cursor, sets a title, links or hides a line; what shows nothing or turns text round is written out; what
 * lets somebody in is taken out. Newlines stay; tabs become a space.
 */
export function plainText(text: string): string {
  return visible(redacted(stripVTControlCharacters(text.replaceAll('\r\n', '\n').replaceAll('\t', ' ')).replaceAll(CONTROLS, '')))
}

/** `plainText` on one line: every run of white space is one space. */
export function oneLine(text: string): string {
  return plainText(text).replaceAll(/\s+/g, ' ').trim()
}

/**
 * One JSON document, indented by two, that is plain ASCII where a terminal could be misled (JSON itself escapes C0 only, RFC 8259 §7), and
 * where a runner would take a part of a line for a command to itself. `isExact`: it is read back, so no value is changed; it must hold no
 * secret by itself.
 */
export function jsonText(document: unknown, { isExact = false }: { isExact?: boolean } = {}): string {
  const clean = (_key: string, value: unknown) => (typeof value === 'string' && !isExact ? redacted(value) : value)
  return JSON.stringify(document, clean, 2)
    .replaceAll(UNPRINTABLE, escaped)
    .replaceAll(RUNNER_TAG, String.raw`#\u0023`)
    .replaceAll(RUNNER_COMMAND, String.raw`:\u003a`)
}

/** As JSON knows it: in units of UTF-16. */
function escaped(character: string): string {
  return Array.from({ length: character.length }, (_, at) => written(character.charAt(at))).join('')
}
