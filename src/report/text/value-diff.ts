import type { Change } from '../../model/plan.ts'
import { patchesOf, patchStory, type Patches } from './identity-patches.ts'
import { plainText } from './plain-text.ts'
import { isStatement, statementRows } from './statement-rows.ts'

/** One field of a change, ready to show. `undefined`: not there on that side. */
export type FieldDiff =
  | { kind: 'value'; path: string; before: string | undefined; after: string | undefined }
  | { kind: 'list'; path: string; added: string[]; removed: string[]; kept: number }
  /** A statement of an IAM document that is new, or that goes away. */
  | { kind: 'statement'; path: string; isNew: boolean; rows: [word: string, values: string[]][] }

type Fields = Record<string, unknown>

/**
 * Takes a change apart to its smallest differing fields: objects (also as JSON text, such as policy documents) field by field, lists and
 * texts of several lines as what was added and removed. Lists of objects are matched by their `Sid` or `name`, else by position. A whole
 * statement is told in a few rows, and a patch of ours by the ServiceAccount and the role that it names.
 */
export function fieldDiffs({ path, before, after }: Change): FieldDiff[] {
  return differ(path, parsed(before), parsed(after))
}

function differ(path: string, before: unknown, after: unknown): FieldDiff[] {
  if (sameJson(before, after)) return []
  const whole = statementDiff(path, before, after) ?? patchesDiff(path, before, after)
  if (whole) return whole
  const [left, right] = [asFields(before, after), asFields(after, before)]
  if (left && right) {
    const keys = [...new Set([...Object.keys(left), ...Object.keys(right)])]
    return keys
      .filter((key) => !isDocumentVersion(key, left, right))
      .flatMap((key) => differ(joinOf(path, key, left, right), left[key], right[key]))
  }
  if (isList(before, after) && isList(after, before)) return [listDiff(path, before, after)]
  return [{ kind: 'value', path, before: shown(before), after: shown(after) }]
}

function statementDiff(path: string, before: unknown, after: unknown): FieldDiff[] | undefined {
  const [from, to] = [isStatement(before), isStatement(after)]
  const statement = from && absent(after) ? before : to && absent(before) ? after : undefined
  if (!statement) return undefined
  const { Sid: sid } = statement as Fields
  const isNamed = typeof sid === 'string' && sid !== '' && !path.endsWith(sid)
  return [{ kind: 'statement', path: isNamed ? join(path, sid) : path, isNew: to, rows: statementRows(statement as Fields) }]
}

/** Of a document that is new as a whole its version says nothing, and its list of statements is the document. */
function isDocumentVersion(key: string, left: Fields, right: Fields): boolean {
  return key === 'Version' && 'Statement' in { ...left, ...right } && (left[key] === undefined || right[key] === undefined)
}

function joinOf(path: string, key: string, left: Fields, right: Fields): string {
  return key === 'Statement' && 'Version' in { ...left, ...right } ? path : join(path, key)
}

/** Patches of kustomize, when some are ours: each of those is one line, or two where its role changes. */
function patchesDiff(path: string, before: unknown, after: unknown): FieldDiff[] | undefined {
  const [left, right] = [patchesOf(before), patchesOf(after)]
  if (!left || !right || left.roles.size + right.roles.size === 0) return undefined
  const changed = [...right.roles].filter(([name, role]) => (left.roles.get(name) ?? role) !== role)
  const isSettled = ([name]: [string, string]) => !changed.some(([one]) => one === name)
  const rest = (side: Patches) => [...side.others, ...[...side.roles].filter(isSettled).map(patchStory)]
  return [
    ...changed.map(([name, role]): FieldDiff => ({ kind: 'value', path: `${path}[${name}]`, before: left.roles.get(name), after: role })),
    ...(sameJson(rest(left), rest(right)) ? [] : [listDiff(path, rest(left), rest(right))]),
  ]
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
  const key = (['Sid', 'name'] as const).find(
    (name) => new Set(value.map((item) => item[name])).size === value.length && value.every((item) => typeof item[name] === 'string'),
  )
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
  return String(shown(value))
    .split('\n')
    .filter((line) => line.trim() !== '')
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
