import type { Change } from '../engine/plan.ts'
import { plainText } from './plain-text.ts'

/** One field of a change, ready to show. `undefined`: not there on that side. */
export type FieldDiff =
  | { kind: 'value'; path: string; before: string | undefined; after: string | undefined }
  | { kind: 'list'; path: string; added: string[]; removed: string[]; kept: number }

type Fields = Record<string, unknown>

/**
 * Takes a change apart to its smallest differing fields: objects (also as JSON text, such as policy documents) field by field, lists and
 * texts of several lines as what was added and removed. Lists of objects are matched by their `Sid` or `name`, else by position.
 */
export function fieldDiffs({ path, before, after }: Change): FieldDiff[] {
  return differ(path, parsed(before), parsed(after))
}

function differ(path: string, before: unknown, after: unknown): FieldDiff[] {
  if (sameJson(before, after)) return []
  const [left, right] = [asFields(before, after), asFields(after, before)]
  if (left && right) {
    const keys = [...new Set([...Object.keys(left), ...Object.keys(right)])]
    return keys.flatMap((key) => differ(join(path, key), left[key], right[key]))
  }
  if (isList(before, after) && isList(after, before)) return [listDiff(path, before, after)]
  return [{ kind: 'value', path, before: shown(before), after: shown(after) }]
}

function listDiff(path: string, before: unknown, after: unknown): FieldDiff {
  const [left, right] = [items(before), items(after)]
  const removed = without(left, right)
  const added = without(right, left)
  if (added.length + removed.length > 0) {
    return { kind: 'list', path, added, removed, kept: left.length - removed.length }
  }
  return { kind: 'value', path, before: left.join(', '), after: right.join(', ') }
}

/** The value as fields, where it is an object or a list that can be matched by key; absent counts when the other side has fields. */
function asFields(value: unknown, other: unknown): Fields | undefined {
  if (absent(value) || isEmptyList(value)) return asFieldsOfOther(other)
  if (isObject(value)) return value
  if (!Array.isArray(value) || value.length === 0 || !value.every(isObject)) return undefined
  const key = (['Sid', 'name'] as const).find((name) => new Set(value.map((item) => item[name])).size === value.length
    && value.every((item) => typeof item[name] === 'string'))
  return Object.fromEntries(value.map((item, index) => [key ? String(item[key]) : `[${index}]`, item]))
}

function asFieldsOfOther(other: unknown): Fields | undefined {
  return absent(other) || isEmptyList(other) || !asFields(other, {}) ? undefined : {}
}

const isEmptyList = (value: unknown): boolean => Array.isArray(value) && value.length === 0
const isObject = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value)
const absent = (value: unknown): boolean => value === undefined || value === null
const isText = (value: unknown): boolean => typeof value === 'string' && value.includes('\n')

/** Lists, and what can stand in for one beside a list: nothing, or the single value that IAM writes for a list of one. */
function isList(value: unknown, other: unknown): boolean {
  if (Array.isArray(value) || isText(value)) return true
  return (Array.isArray(other) && !isObject(value)) || (isText(other) && (absent(value) || typeof value === 'string'))
}

function items(value: unknown): string[] {
  if (absent(value)) return []
  if (Array.isArray(value)) return value.map((item) => shown(item) ?? '(none)')
  return String(shown(value)).split('\n').filter((line) => line.trim() !== '')
}

function without(list: string[], other: string[]): string[] {
  const rest = [...other]
  return list.filter((item) => {
    const at = rest.indexOf(item)
    if (at >= 0) rest.splice(at, 1)
    return at < 0
  })
}

function shown(value: unknown): string | undefined {
  if (absent(value)) return undefined
  if (typeof value === 'string') return value === '' ? '""' : plainText(value)
  return plainText(JSON.stringify(value))
}

function parsed(value: unknown): unknown {
  if (typeof value !== 'string' || !/^\s*[[{]/.test(value)) return value
  try {
    return JSON.parse(value)
  } catch {
    return value
  }
}

function join(path: string, key: string): string {
  if (key.startsWith('[')) return path + key
  if (path === '') return key
  return /^[\w-]+$/.test(key) ? `${path}.${key}` : `${path}[${key}]`
}

function sameJson(left: unknown, right: unknown): boolean {
  if (absent(left) && absent(right)) return true
  return left === right || JSON.stringify(left) === JSON.stringify(right)
}
