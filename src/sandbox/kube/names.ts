import { createHash, randomInt } from 'node:crypto'

/** Without vowels and look-alikes, as Kubernetes makes names (apimachinery `pkg/util/rand`). */
const ALPHABET = 'bcdfghjklmnpqrstvwxz2456789'

/** The five characters after a generated name. */
export function randomSuffix(): string {
  return Array.from({ length: 5 }, () => ALPHABET[randomInt(ALPHABET.length)]).join('')
}

/** A short, stable hash of any JSON value, in Kubernetes' alphabet; equal for equal values whatever the order of keys. */
export function shortHash(value: unknown): string {
  const digest = createHash('sha256')
    .update(JSON.stringify(sorted(value)))
    .digest()
  return Array.from(digest.subarray(0, 10), (byte) => ALPHABET[byte % ALPHABET.length]).join('')
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, child]) => [key, sorted(child)]),
  )
}
