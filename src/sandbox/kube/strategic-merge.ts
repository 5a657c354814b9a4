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

function mergeList(resource: Resource, live: unknown, patch: unknown[], shape: ListShape, name: string): unknown[] {
  if (shape === 'atomic' || patch.some((item) => isMap(item) && item['$patch'] === 'replace' && Object.keys(item).length === 1)) {
    return patch.filter((item) => !(isMap(item) && '$patch' in item)).map(withoutNested)
  }
  const old: unknown[] = Array.isArray(live) ? structuredClone(live) : []
  if (shape === 'set') return [...new Set([...old, ...patch])]
  for (const item of patch) {
    const at = old.findIndex((other) => itemKey(other, shape) !== undefined && itemKey(other, shape) === itemKey(item, shape))
    const found = old[at]
    if (!isMap(item)) old.push(item)
    else if (item['$patch'] === 'delete') old.splice(at < 0 ? old.length : at, 1)
    else if (isMap(found)) old[at] = mergeMap(resource, found, item, name)
    else old.push(mergeMap(resource, {}, item, name))
  }
  return old
}

function withoutNested(value: unknown): unknown {
  return isMap(value) ? withoutDirectives(value) : value
}

function withoutDirectives(map: Json): Json {
  return Object.fromEntries(Object.entries(map).filter(([key]) => !key.startsWith('$')))
}
