import { asList } from './as-list.ts'
import type { Statement } from './policy-document.ts'

/** One compared field of a statement: `key` decides equality, `path` and `shown` are for people. */
export interface Field {
  path: string
  key: string
  shown: unknown
}
export type Fields = Map<string, Field>

/** A statement's fields, all but its Sid, by a path that ignores case: condition operators and keys have none to IAM. */
export function fieldsOf(statement: Statement): Fields {
  const fields: Fields = new Map()
  add(fields, { path: 'Effect', key: statement.Effect.toLowerCase(), shown: statement.Effect })
  for (const name of ['Principal', 'NotPrincipal'] as const) addPrincipal(fields, name, statement[name])
  for (const name of ['Action', 'NotAction'] as const) addList(fields, name, statement[name], (action) => action.toLowerCase())
  for (const name of ['Resource', 'NotResource'] as const) addList(fields, name, statement[name], asIs)
  for (const [operator, keys] of Object.entries(statement.Condition ?? {})) {
    for (const [key, values] of Object.entries(keys ?? {})) addList(fields, `Condition.${operator}.${key}`, values, asIs)
  }
  return fields
}

function add(fields: Fields, field: Field): void {
  const id = field.path.toLowerCase()
  const twin = fields.get(id)
  // Two spellings of one condition key: both must hold, so neither may hide the other.
  fields.set(id, twin ? { path: twin.path, key: [twin.key, field.key].sort().join('&'), shown: [twin.shown, field.shown] } : field)
}

function addPrincipal(fields: Fields, name: string, principal: Statement['Principal']): void {
  if (principal === undefined || principal === null) return
  if (typeof principal === 'string') return addList(fields, name, principal, asIs)
  for (const [type, values] of Object.entries(principal)) {
    // An empty set of principals is what IAM stores as none.
    if (asList(values).length > 0) addList(fields, `${name}.${type}`, values, accountOfRoot)
  }
}

type Values = string | string[] | boolean | number | undefined

function addList(fields: Fields, path: string, values: Values, normal: (value: string) => string): void {
  if (values === undefined) return
  const list = [...new Set(asList<string | boolean | number>(values).map(String))].sort()
  add(fields, { path, key: JSON.stringify([...new Set(list.map(normal))].sort()), shown: list.length === 1 ? list[0] : list })
}

function accountOfRoot(principal: string): string {
  return /^arn:[a-z0-9-]+:iam::(\d{12}):root$/.exec(principal)?.[1] ?? principal
}

function asIs(value: string): string {
  return value
}
