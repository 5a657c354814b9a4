type Version = [major: number, minor: number, patch: number]

/** `v2.9.4` or `2.9.4` as numbers; missing parts are 0. */
export function parseVersion(text: string): Version {
  const [major = 0, minor = 0, patch = 0] = text
    .replace(/^v/, '')
    .split(/[-+]/, 1)[0]!
    .split('.')
    .map((part) => Number(part) || 0)
  return [major, minor, patch]
}

export function compareVersions(a: string, b: string): number {
  const [left, right] = [parseVersion(a), parseVersion(b)]
  const different = left.findIndex((part, index) => part !== right[index])
  return different < 0 ? 0 : Math.sign((left[different] ?? 0) - (right[different] ?? 0))
}

/**
 * Whether a version satisfies a range of the forms that Helm and Flux document (Masterminds/semver): `2.x`, `2.9.*`, `*`, `2.9`, `2.9.4`,
 * `^2.9.0`, `~2.9`, and `>= > <= < = !=` joined by space or comma (and) or `||` (or). Throws for anything else.
 */
export function satisfies(version: string, range: string): boolean {
  return range.split('||').some((part) => comparatorsOf(part).every((comparator) => matches(version, comparator)))
}

function comparatorsOf(part: string): string[] {
  return part
    .replace(/([<>=!~^]+)\s+/g, '$1')
    .split(/[\s,]+/)
    .filter(Boolean)
}

function matches(version: string, comparator: string): boolean {
  const found = /^(>=|<=|!=|[<>=~^]?)v?((?:\d+|[xX*])(?:\.(?:\d+|[xX*])){0,2}(?:-[\w.]+)?)$/.exec(comparator)
  if (!found) throw new Error(`improper constraint: ${comparator}`)
  const [, operator, text = ''] = found
  const compared = compareVersions(version, text.replace(/[xX*]/g, '0'))
  if (operator === '>=') return compared >= 0
  if (operator === '>') return compared > 0
  if (operator === '<=') return compared <= 0
  if (operator === '<') return compared < 0
  const depth = fixedParts(text)
  if (operator === '!=') return !samePrefix(version, text, depth)
  if (operator === '^') return compared >= 0 && samePrefix(version, text, parseVersion(text)[0] > 0 ? 1 : 2)
  if (operator === '~') return compared >= 0 && samePrefix(version, text, Math.min(depth, 2))
  return samePrefix(version, text, depth)
}

function fixedParts(text: string): number {
  const parts = text.split('.')
  const wild = parts.findIndex((part) => /^[xX*]$/.test(part))
  return wild < 0 ? parts.length : wild
}

function samePrefix(version: string, text: string, depth: number): boolean {
  const [left, right] = [parseVersion(version), parseVersion(text)]
  return left.slice(0, depth).every((part, index) => part === right[index])
}
