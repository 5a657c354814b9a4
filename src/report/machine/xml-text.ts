import { withEntities } from './runner-text.ts'
import { plainText } from '../text/plain-text.ts'

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

/**
 * Text of a remote for XML, HTML and SVG alike, in elements and in quoted attributes: escape sequences and control characters gone, what
 * XML 1.0 does not know as a character (lone surrogates, U+FFFE, U+FFFF: https://www.w3.org/TR/xml/#charsets) replaced by U+FFFD.
 */
export function xmlText(text: string): string {
  const entities = plainText(text)
    .replaceAll(/[\p{Cs}\uFFFE\uFFFF]/gu, '\uFFFD')
    .replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? character)
  return withEntities(entities)
}

/** As `xmlText`, for an attribute that keeps its line breaks: a parser would make spaces of them. */
export function xmlAttribute(text: string): string {
  return xmlText(text).replaceAll('\n', '&#10;')
}
