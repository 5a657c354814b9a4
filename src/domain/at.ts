/** The value at a path of nested objects; `undefined` where the path ends early. */
export function at(object: unknown, path: string[]): unknown {
  return path.reduce<unknown>(
    (value, key) => (typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined),
    object,
  )
}
