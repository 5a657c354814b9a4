import { isDeepStrictEqual } from 'node:util'
import type { Resource } from './kinds.ts'
import { ATOMIC_MAPS, isMap, itemsByKey, listShape, type Json, type ListShape } from './list-shapes.ts'

/** Paths of fields; each is its elements (`f:name`, `k:{"name":"x"}`, `v:"value"`) joined by NUL. */
export type FieldSet = ReadonlySet<string>

const NUL = '\0'
export const join = (elements: string[]): string => elements.join(NUL)
export const split = (path: string): string[] => path.split(NUL)

/** Whether `set` has a field strictly below `path`. */
export function hasBelow(set: FieldSet, path: string): boolean {
  for (const other of set) if (other.startsWith(path + NUL)) return true
  return false
}

/** The shape of the list at `path` (elements). */
export function shapeAt(resource: Resource, path: string[]): ListShape {
  const names = path.filter((element) => element.startsWith('f:')).map((element) => element.slice(2))
  return listShape(resource, names.at(-1) ?? '', names.at(-2))
}

const prefixOf = (shape: ListShape) => (shape === 'set' ? 'v:' : 'k:')

/** The fields that an applied configuration names: its leaves, and the items of keyed lists. */
export function fieldsOf(resource: Resource, configuration: unknown): FieldSet {
  const found = new Set<string>()
  const visit = (value: unknown, path: string[]): void => {
    if (isMap(value) && Object.keys(value).length > 0 && !isAtomicMap(resource, path)) {
      for (const [key, child] of Object.entries(value)) visit(child, [...path, `f:${key}`])
      return
    }
    const shape = Array.isArray(value) ? shapeAt(resource, path) : 'atomic'
    const items = Array.isArray(value) && value.length > 0 ? itemsByKey(value, shape) : undefined
    if (!items) {
      found.add(join(path))
      return
    }
    for (const [key, item] of items) {
      const at = [...path, prefixOf(shape) + key]
      found.add(join(at))
      if (isMap(item)) visit(item, at)
    }
  }
  visit(configuration, [])
  return found
}

interface Difference {
  written: FieldSet
  removed: FieldSet
}

/** Containers that built-in kinds always have, so that they are nobody's. */
const ALWAYS_THERE = new Set(['f:metadata', 'f:names', 'f:resources', 'f:spec', 'f:state', 'f:status', 'f:strategy', 'f:template'])

function isOwnable(resource: Resource, path: string[]): boolean {
  const last = path.at(-1)
  if (last === undefined || (path.length === 1 && last === 'f:metadata')) return false
  return resource.custom || !ALWAYS_THERE.has(last)
}

/** What a write added or changed, and what it removed; containers that are new count themselves. */
export function compare(resource: Resource, before: unknown, after: unknown): Difference {
  const difference = { written: new Set<string>(), removed: new Set<string>() }
  const mark = (set: Set<string>, path: string[]) => {
    if (isOwnable(resource, path)) set.add(join(path))
  }
  const visit = (old: unknown, now: unknown, path: string[]): void => {
    if (old === now) return
    const children = childrenOf(resource, old, now, path)
    if (!children) {
      if (now === undefined) difference.removed.add(join(path))
      else if (typeof now !== 'object' || !isDeepStrictEqual(old, now)) difference.written.add(join(path))
      return
    }
    if (old === undefined) mark(difference.written, path)
    if (now === undefined) mark(difference.removed, path)
    for (const [element, [was, is]] of children) visit(was, is, [...path, element])
  }
  visit(before, after, [])
  return difference
}

/** Pairs of old and new children by path element; `undefined` for leaves, atomic lists and values of different kinds. */
function childrenOf(resource: Resource, old: unknown, now: unknown, path: string[]): Map<string, [unknown, unknown]> | undefined {
  const [a, b] = [old ?? emptyLike(now), now ?? emptyLike(old)]
  const pairs = new Map<string, [unknown, unknown]>()
  if (isMap(a) && isMap(b)) {
    if (isAtomicMap(resource, path) || (path.length > 0 && isEmpty(a) && isEmpty(b))) return undefined
    for (const key of new Set([...Object.keys(a), ...Object.keys(b)])) pairs.set(`f:${key}`, [a[key], b[key]])
    return pairs
  }
  if (!Array.isArray(a) || !Array.isArray(b)) return undefined
  const shape = shapeAt(resource, path)
  const [was, is] = [itemsByKey(a, shape), itemsByKey(b, shape)]
  if (!was || !is) return undefined
  for (const key of new Set([...was.keys(), ...is.keys()])) pairs.set(prefixOf(shape) + key, [was.get(key), is.get(key)])
  return pairs
}

function isAtomicMap(resource: Resource, path: string[]): boolean {
  return !resource.custom && ATOMIC_MAPS.has((path.at(-1) ?? '').slice(2))
}

const isEmpty = (map: Json) => Object.keys(map).length === 0

function emptyLike(value: unknown): unknown {
  return Array.isArray(value) ? [] : isMap(value) ? {} : undefined
}

/** As stored in managedFields: nested maps, `.` where a container or an item itself is owned. */
export function toFieldsV1(set: FieldSet): Json {
  const tree: Json = {}
  const owned: Json[] = []
  for (const path of [...set].sort()) {
    let node = tree
    for (const element of split(path)) node = (node[element] ??= {}) as Json
    owned.push(node)
  }
  for (const node of owned) if (Object.keys(node).length > 0) node['.'] = {}
  return tree
}

const known = new WeakMap<object, FieldSet>()

/** The set of a stored tree is made once: stored trees are frozen, and every write asks for them all. */
export function fromFieldsV1(tree: unknown): FieldSet {
  const isStored = isMap(tree) && Object.isFrozen(tree)
  const found = (isStored && known.get(tree)) || fieldsIn(tree)
  if (isStored) known.set(tree, found)
  return found
}

function fieldsIn(tree: unknown): FieldSet {
  const found = new Set<string>()
  const visit = (node: unknown, path: string[]): void => {
    const entries = isMap(node) ? Object.entries(node) : []
    if (path.length > 0 && (entries.length === 0 || (node as Json)['.'])) found.add(join(path))
    for (const [element, child] of entries) if (element !== '.') visit(child, [...path, element])
  }
  visit(tree, [])
  return found
}

/** As conflicts name a field: `.metadata.annotations.x`, `.spec.containers[name="manager"].image`. */
export function pathText(path: string): string {
  return split(path)
    .map((element) => {
      const rest = element.slice(2)
      if (element.startsWith('f:')) return `.${rest}`
      if (element.startsWith('v:')) return `[=${rest}]`
      const keys = Object.entries(JSON.parse(rest) as Json).map(([key, value]) => `${key}=${JSON.stringify(value)}`)
      return `[${keys.join(',')}]`
    })
    .join('')
}
