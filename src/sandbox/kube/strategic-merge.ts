import type { Resource } from './kinds.ts'
import { isMap, itemKey, listShape, type Json, type ListShape } from './list-shapes.ts'

/**
 * Kubernetes' strategic merge: maps merge, `null` deletes, lists of objects merge by their key, sets unite, other lists are replaced;
 * `$patch: delete|replace` in maps and items. Order directives (`$setElementOrder/…`, `$retainKeys`) are read over.
 * https://github.com/kubernetes/community/blob/master/contributors/devel/sig-api-machinery/strategic-merge-patch.md
 */
export function strategicMerge(resource: Resource, live: Json, patch: Json): Json {
  return mergeMap(resource, live, patch, undefined)
}

function mergeMap(resource: Resource, live: Json, patch: Json, parent: string | undefined): Json {
  if (patch['$patch'] === 'replace') return withoutDirectives(patch)
  const merged = structuredClone(live)
  for (const [key, value] of Object.entries(patch)) {
    if (key.startsWith('$deleteFromPrimitiveList/')) dropValues(merged, key.slice(key.indexOf('/') + 1), value)
    if (key.startsWith('$')) continue
    if (value === null || (isMap(value) && value['$patch'] === 'delete')) delete merged[key]
    else if (isMap(value)) merged[key] = mergeMap(resource, isMap(merged[key]) ? merged[key] : {}, value, key)
    else if (Array.isArray(value)) merged[key] = mergeList(resource, merged[key], value, listShape(resource, key, parent), key)
    else merged[key] = value
  }
  return merged
}

function dropValues(map: Json, key: string, values: unknown): void {
  const list = map[key]
  if (Array.isArray(list) && Array.isArray(values)) map[key] = list.filter((value) => !values.includes(value))
}

/** New items come first, known ones keep the order of `live` (apimachinery `strategicpatch`, `normalizeElementOrder`). */
function mergeList(resource: Resource, live: unknown, patch: unknown[], shape: ListShape, name: string): unknown[] {
  if (shape === 'atomic' || patch.some((item) => isMap(item) && item['$patch'] === 'replace' && Object.keys(item).length === 1)) {
    return patch.filter((item) => !(isMap(item) && '$patch' in item)).map(withoutNested)
  }
  const old: unknown[] = Array.isArray(live) ? structuredClone(live) : []
  if (shape === 'set') return [...new Set([...old, ...patch])]
  const keyOf = (item: unknown) => itemKey(item, shape)
  const indexOf = (item: unknown) => old.findIndex((other) => keyOf(other) !== undefined && keyOf(other) === keyOf(item))
  const named = patch.filter((item) => !(isMap(item) && item['$patch'] === 'delete'))
  const untouched = old.filter((item) => !patch.some((other) => keyOf(other) === keyOf(item)))
  const merged: unknown[] = []
  for (const item of named) {
    const at = indexOf(item)
    while (at >= 0 && untouched.length > 0 && indexOf(untouched[0]) < at) merged.push(untouched.shift())
    const found = old[at]
    merged.push(isMap(item) ? mergeMap(resource, isMap(found) ? found : {}, item, name) : item)
  }
  return [...merged, ...untouched]
}

function withoutNested(value: unknown): unknown {
  return isMap(value) ? withoutDirectives(value) : value
}

function withoutDirectives(map: Json): Json {
  return Object.fromEntries(Object.entries(map).filter(([key]) => !key.startsWith('$')))
}
