type Values = Record<string, unknown>

/** Helm's own merge: maps are merged key by key, everything else of `over` replaces what `base` has. */
export function mergeValues(base: Values, over: Values): Values {
  const merged: Values = { ...base }
  for (const [key, value] of Object.entries(over)) {
    const before = merged[key]
    merged[key] = isMap(before) && isMap(value) ? mergeValues(before, value) : value
  }
  return merged
}

export interface ValueDifference {
  path: string
  before: unknown
  after: unknown
}

/**
 * Where `live` does not say what `expected` says, field by field; what only `live` has is not ours and not compared. An expected
 * `undefined` must be absent or empty.
 */
export function unmet(expected: Values, live: unknown, prefix = ''): ValueDifference[] {
  return Object.entries(expected).flatMap(([key, wanted]) => {
    const path = prefix ? `${prefix}.${key}` : key
    const found = isMap(live) ? live[key] : undefined
    if (isMap(wanted)) return unmet(wanted, found, path)
    if (wanted === undefined) return found === undefined || found === '' ? [] : [{ path, before: found, after: null }]
    return same(wanted, found) ? [] : [{ path, before: found ?? null, after: wanted }]
  })
}

/** Differences both ways, for values that are ours altogether. */
export function valueDifferences(before: unknown, after: unknown, prefix = ''): ValueDifference[] {
  if (isMap(before) && isMap(after)) {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort()
    return keys.flatMap((key) => valueDifferences(before[key], after[key], prefix ? `${prefix}.${key}` : key))
  }
  return same(before, after) ? [] : [{ path: prefix, before: before ?? null, after: after ?? null }]
}

/** Whether two JSON values are equal; the order of keys does not count, the order of lists does. */
export function same(a: unknown, b: unknown): boolean {
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((item, at) => same(item, b[at]))
  if (isMap(a) && isMap(b)) {
    const keys = new Set([...Object.keys(a), ...Object.keys(b)])
    return [...keys].every((key) => same(a[key], b[key]))
  }
  return a === b
}

function isMap(value: unknown): value is Values {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
