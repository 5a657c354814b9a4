import { stripVTControlCharacters } from 'node:util'

// All but newline of C0 and C1 (U+009B alone starts an escape sequence), and the marks that break or reverse lines.
const INVISIBLE = /(?!\n)[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/gu

/**
 * What a remote wrote, without escape sequences and control characters: text of a cluster must not move the cursor, set a
 * title or hide a line of a report. Newlines stay; tabs become a space.
 */
export function plainText(text: string): string {
  return stripVTControlCharacters(text.replaceAll('\r\n', '\n').replaceAll('\t', ' ')).replaceAll(INVISIBLE, '')
}

/** `plainText` on one line: every run of white space is one space. */
export function oneLine(text: string): string {
  return plainText(text).replaceAll(/\s+/g, ' ').trim()
}

/** One JSON document, indented by two, that is plain ASCII where a terminal could be misled. JSON itself escapes C0 only (RFC 8259 §7). */
export function jsonText(document: unknown): string {
  const escape = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
  return JSON.stringify(document, null, 2).replaceAll(INVISIBLE, escape)
}
