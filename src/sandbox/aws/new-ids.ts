import { randomBytes } from 'node:crypto'

/** An id in IAM's form: the prefix (`AROA`, `ANPA`, …) and random base32 letters up to `length`. */
export function newId(prefix: string, length = 21): string {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
  const random = [...randomBytes(length - prefix.length)].map((byte) => letters[byte % letters.length])
  return prefix + random.join('')
}

/** Random base64url text of so many bytes. */
export function newSecret(bytes = 30): string {
  return randomBytes(bytes).toString('base64url')
}
