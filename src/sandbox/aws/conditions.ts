import type { Statement } from '../../domain/policy-document.ts'

/** Condition keys of a request; names are compared without regard to case. */
export type Context = Record<string, string | string[]>

type Test = (have: string, wanted: string) => boolean
const tests: Record<string, Test> = {
  StringEquals: (have, wanted) => have === wanted,
  StringEqualsIgnoreCase: (have, wanted) => have.toLowerCase() === wanted.toLowerCase(),
  StringLike: (have, wanted) => like(wanted, have),
  ArnLike: (have, wanted) => like(wanted, have),
  ArnEquals: (have, wanted) => like(wanted, have),
  Bool: (have, wanted) => have.toLowerCase() === wanted.toLowerCase(),
}

/**
 * Whether every operator and key of a statement's Condition holds. Of our own, and not the product's: a mistake there is to be seen here.
 * An operator that is not known never holds; a key that is absent fails a positive test and passes a negated one (IAM User Guide,
 * "IAM JSON policy elements: Condition operators").
 */
export function conditionsHold(conditions: Statement['Condition'], context: Context): boolean {
  const known = new Map(Object.entries(context).map(([key, value]) => [key.toLowerCase(), listOf(value)]))
  return Object.entries(conditions ?? {}).every(([operator, block]) =>
    Object.entries(block).every(([key, wanted]) => operatorHolds(operator, known.get(key.toLowerCase()) ?? [], listOf(wanted).map(String))),
  )
}

/** `*` is any run of characters, `/` included, and `?` is one character. */
export function like(pattern: string, value: string): boolean {
  const source = Array.from(pattern, (c) => (c === '*' ? '.*' : c === '?' ? '.' : c.replace(/[\\^$.*+?()[\]{}|]/, '\\$&'))).join('')
  return new RegExp(`^${source}$`, 's').test(value)
}

/** A value, or none, or several, as a list. */
export function listOf<T>(value: T | T[] | undefined): T[] {
  if (value === undefined) return []
  return Array.isArray(value) ? value : [value]
}

function operatorHolds(operator: string, haves: string[], wants: string[]): boolean {
  const [, each = '', name = '', ifExists = ''] = /^(?:(ForAllValues|ForAnyValue):)?(.*?)(IfExists)?$/.exec(operator) ?? []
  if (name === 'Null') return (haves.length === 0) === wants.some((want) => want.toLowerCase() === 'true')
  const negated = name.includes('Not')
  const test = tests[name.replace('Not', '')]
  if (!test) return false
  if (haves.length === 0) return ifExists !== '' || each === 'ForAllValues' || (negated && each === '')
  const hits = haves.map((have) => wants.some((want) => test(have, want)) !== negated)
  const all = each === 'ForAllValues' || (negated && each === '')
  return all ? hits.every(Boolean) : hits.some(Boolean)
}
