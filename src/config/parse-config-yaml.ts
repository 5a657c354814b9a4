import { LineCounter, parseDocument } from 'yaml'
import { badInput } from '../domain/failure.ts'

/**
 * The map that a YAML 1.2 text holds; an empty text is an empty map. Throws bad input with line and column for syntax errors, duplicate
 * keys, several documents, unknown tags and too many aliases. The text itself is not repeated: it may hold what nobody should read.
 */
export function parseConfigYaml(text: string, field: string): Record<string, unknown> {
  const lineCounter = new LineCounter()
  const document = parseDocument(text, { lineCounter, prettyErrors: false, uniqueKeys: true, logLevel: 'error', stringKeys: true })
  const problem = document.errors[0] ?? document.warnings[0]
  if (problem) {
    const { line, col } = lineCounter.linePos(problem.pos[0])
    throw badInput(
      field,
      `line ${line}, column ${col}: ${sentenceOf(problem.code, text.slice(problem.pos[0]))}`,
      'one YAML document with unique keys',
    )
  }
  const value = toJs(() => document.toJS({ maxAliasCount: 100 }), field)
  if (value === null || value === undefined) return {}
  if (typeof value !== 'object' || Array.isArray(value)) throw badInput(field, 'does not hold a map', 'a map of option keys')
  return value as Record<string, unknown>
}

function sentenceOf(code: string, rest: string): string {
  if (code === 'DUPLICATE_KEY') return `the key ${/^[\w.-]{1,40}/.exec(rest)?.[0] ?? ''} is there twice`
  if (code === 'MULTIPLE_DOCS') return 'a second document begins'
  if (code === 'TAG_RESOLVE_FAILED') return 'an unknown tag'
  if (code === 'NON_STRING_KEY') return 'a key that is not text'
  return `not valid YAML (${code.toLowerCase().replaceAll('_', ' ')})`
}

function toJs(read: () => unknown, field: string): unknown {
  try {
    return read()
  } catch {
    // The library throws a ReferenceError when aliases multiply ("billion laughs") or point nowhere.
    throw badInput(field, 'its aliases cannot be resolved', 'at most 100 aliases, each to an anchor before it')
  }
}
