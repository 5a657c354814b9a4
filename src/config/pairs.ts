import { badInput } from '../domain/failure.ts'
import type { Option } from './option.ts'

/**
 * `['team=web', 'env=prod']` → `{ team: 'web', env: 'prod' }`. The value may be empty and may hold further `=`.
 * Throws bad input for an item without a key or without `=`, and for a key that is said twice.
 */
export function parsePairs(items: string[], field: string, option: Option): Record<string, string> {
  const allowed = `${option.placeholder ?? 'KEY=VALUE'}, each key once`
  const pairs = new Map<string, string>()
  for (const item of items) {
    const at = item.indexOf('=')
    if (at < 1) throw badInput(field, `"${item.slice(0, 60)}" is not a pair`, allowed)
    const key = item.slice(0, at)
    if (pairs.has(key)) throw badInput(field, `"${key.slice(0, 60)}" is said twice`, allowed)
    pairs.set(key, item.slice(at + 1))
  }
  return Object.fromEntries(pairs)
}

/** `a, b` → `['a', 'b']`; an empty item stays, so that it can be refused. */
export function splitCommas(text: string): string[] {
  return text.split(',').map((item) => item.trim())
}

/** What stands in these texts, comma separated, each once: one text as itself, more as a list. */
export function oneOrMore(texts: string[]): string | string[] {
  const items = [...new Set(texts.flatMap(splitCommas))]
  return items.length === 1 ? items.join('') : items
}
