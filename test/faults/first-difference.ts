/** Where two JSON-like values differ first, in words; `undefined` where they are equal. */
export function firstDifference(found: unknown, wanted: unknown, path = ''): string | undefined {
  if (Object.is(found, wanted)) return undefined
  if (Array.isArray(found) && Array.isArray(wanted)) {
    const names = (list: unknown[]) => list.map(nameOf)
    const [more, missing] = [
      names(found).filter((name) => !names(wanted).includes(name)),
      names(wanted).filter((name) => !names(found).includes(name)),
    ]
    if (more.length + missing.length > 0) return `${path || 'it'} has [${more.join(', ')}] and lacks [${missing.join(', ')}]`
  }
  if (!isObject(found) || !isObject(wanted)) return `${path}: ${short(found)} instead of ${short(wanted)}`
  for (const key of new Set([...Object.keys(found), ...Object.keys(wanted)])) {
    const difference = firstDifference(found[key], wanted[key], `${path}.${Array.isArray(found) ? nameOf(found[key]) : key}`)
    if (difference) return difference
  }
  return undefined
}

function nameOf(value: unknown): string {
  const { kind, metadata, name } = (isObject(value) ? value : {}) as { kind?: string; metadata?: { name?: string }; name?: string }
  return metadata ? `${kind} ${metadata.name}` : (name ?? short(value))
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

function short(value: unknown): string {
  return (JSON.stringify(value) ?? 'nothing').slice(0, 200)
}
