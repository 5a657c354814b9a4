import type { Change } from '../../model/plan.ts'

type Fields = Record<string, unknown>

const PART = /^(?<stem>.+)\.(?<part>Effect|(?:Not)?(?:Action|Resource|Principal(?:\.\w+)?)|Condition\.[\w:]+\..+)$/

/** Whether a value is a statement of an IAM document. */
export function isStatement(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && 'Effect' in value && ('Action' in value || 'NotAction' in value)
}

/**
 * A statement in the few words that a reviewer needs: who is allowed (or denied) what, on what, and under which conditions. Each row is a
 * word and its values. Condition keys lose the issuer in front of them; an operator is named where it is not StringEquals.
 */
export function statementRows(statement: Fields): [word: string, values: string[]][] {
  const rows: [string, string[]][] = []
  const add = (word: string, value: unknown) => {
    const values = texts(value)
    if (values.length > 0) rows.push([word, values])
  }
  const effect = String(statement['Effect']).toLowerCase()
  add(effect, joined(statement['Action']))
  add(`${effect} all but`, joined(statement['NotAction']))
  add('on', statement['Resource'])
  add('on all but', statement['NotResource'])
  for (const [name, word] of [
    ['Principal', 'to'],
    ['NotPrincipal', 'to all but'],
  ] as const) {
    for (const value of Object.values(asFields(statement[name]))) add(word, value)
  }
  for (const [operator, keys] of Object.entries(asFields(statement['Condition']))) {
    for (const [key, value] of Object.entries(asFields(keys))) {
      add(shortCondition(operator, key), value)
    }
  }
  return rows
}

/**
 * Paths of conditions without the issuer in front of their keys, as in `trust.FluxIrsa.sub`: unless two of them differ by nothing else,
 * as they do when the issuer itself changes.
 */
export function withShortConditions<T extends { path: string }>(diffs: T[]): T[] {
  const short = diffs.map(({ path }) => {
    const { stem, operator = '', key = '' } = /^(?<stem>.+)\.Condition\.(?<operator>[\w:]+)\.(?<key>.+)$/.exec(path)?.groups ?? {}
    return stem === undefined ? path : `${stem}.${shortCondition(operator, key)}`
  })
  return diffs.map((diff, index) => {
    const path = short[index] ?? diff.path
    return short.indexOf(path) === short.lastIndexOf(path) ? { ...diff, path } : diff
  })
}

function shortCondition(operator: string, key: string): string {
  const short = /:(aud|sub)$/.exec(key)?.[1] ?? key
  return operator === 'StringEquals' ? short : `${short} (${operator})`
}

/** Puts the fields of a statement that is new or goes away together again: field by field they are hard to read as one. */
export function joinStatements(changes: Change[]): Change[] {
  const whole = new Map<string, Change>()
  for (const { path, before, after } of changes) {
    const { stem = '', part } = PART.exec(path)?.groups ?? {}
    if (part !== 'Effect' || (isThere(before) && isThere(after))) continue
    whole.set(stem, { path: stem, before: isThere(before) ? {} : undefined, after: isThere(after) ? {} : undefined })
  }
  const joint = changes.map((change) => {
    const { stem = '', part = '' } = PART.exec(change.path)?.groups ?? {}
    const found = whole.get(stem)
    if (!found) return change
    for (const side of ['before', 'after'] as const)
      if (found[side] && isThere(change[side])) put(found[side] as Fields, part, change[side])
    return found
  })
  return [...new Set(joint)]
}

function put(statement: Fields, part: string, value: unknown): void {
  const [first = '', second, ...rest] = part.split('.')
  if (second === undefined) return void (statement[first] = value)
  const inner = asFields((statement[first] ??= {}))
  if (rest.length === 0) inner[second] = value
  else asFields((inner[second] ??= {}))[rest.join('.')] = value
}

const isThere = (value: unknown): boolean => value !== undefined && value !== null

function asFields(value: unknown): Fields {
  if (typeof value === 'object' && value !== null) return value as Fields
  return isThere(value) ? { AWS: value } : {}
}

function texts(value: unknown): string[] {
  if (Array.isArray(value)) return value.map(String)
  return isThere(value) && value !== '' ? [String(value)] : []
}

const joined = (value: unknown): string => texts(value).join(', ')
