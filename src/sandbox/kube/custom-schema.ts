import { isMap, type Json } from './list-shapes.ts'

/** A structural schema of a custom kind, as far as the sandbox's kinds need it. */
export interface Schema {
  type: 'object' | 'array' | 'string' | 'boolean'
  properties?: Record<string, Schema>
  additionalProperties?: Schema
  items?: Schema
  required?: string[]
  enum?: string[]
  pattern?: string
  maxLength?: number
  minItems?: number
  default?: unknown
  /** `x-kubernetes-preserve-unknown-fields`: anything may stand below. */
  open?: boolean
  /** What CEL says in the real one; `at` is the property that a broken rule names. */
  rules?: { message: string; at?: string; holds: (self: Json, before: Json | undefined) => boolean }[]
}

/**
 * The object as the API server reads it: defaults filled, also over nulls; other nulls left out, unknown fields too. Source:
 * k8s.io/apiextensions-apiserver `pkg/apiserver/schema/defaulting`, `pruning`.
 */
export function completed(schema: Schema, value: unknown): unknown {
  if (schema.open) return value
  if (Array.isArray(value) && schema.items) return value.map((item) => completed(schema.items as Schema, item))
  if (!isMap(value)) return value
  const { properties = {}, additionalProperties } = schema
  if (additionalProperties) return Object.fromEntries(Object.entries(value).filter(([, inner]) => inner !== null))
  const known = Object.entries(properties).flatMap(([key, inner]): [string, unknown][] => {
    const found = value[key] ?? inner.default
    return found === undefined ? [] : [[key, completed(inner, found)]]
  })
  return Object.fromEntries(known)
}

/** Why server-side apply cannot read a configuration at all. Source: structured-merge-diff `typed/validate.go`. */
export function typedProblem(schema: Schema, value: unknown, path = ''): string | undefined {
  if (schema.open || value === null || value === undefined) return undefined
  if (schema.type === 'array') {
    if (!Array.isArray(value)) return `${path}: expected list, got &{${goText(value)}}`
    return value.map((item, at) => schema.items && typedProblem(schema.items, item, `${path}[${at}]`)).find(Boolean)
  }
  if (schema.type === 'object') {
    if (!isMap(value)) return `${path}: expected map, got &{${goText(value)}}`
    for (const [key, inner] of Object.entries(value)) {
      const below = schema.additionalProperties ?? schema.properties?.[key]
      const problem = below ? typedProblem(below, inner, `${path}.${key}`) : `${path}.${key}: field not declared in schema`
      if (problem) return problem
    }
    return undefined
  }
  if (typeof value === schema.type) return undefined
  const got = schema.type === 'string' ? `&value.valueUnstructured{Value:${goText(value)}}` : `&{${goText(value)}}`
  return `${path}: expected ${schema.type}, got ${got}`
}

/** Where a configuration holds a null that no default replaces: server-side apply leaves it in, for the validation to refuse. */
export function withNulls(schema: Schema, value: unknown, configuration: unknown): unknown {
  if (Array.isArray(value) && Array.isArray(configuration) && schema.items) {
    return value.length === configuration.length
      ? value.map((item, at) => withNulls(schema.items as Schema, item, configuration[at]))
      : value
  }
  if (!isMap(configuration) || !(isMap(value) || value === undefined)) return configuration === null && value === undefined ? null : value
  const merged: Json = { ...value }
  for (const [key, inner] of Object.entries(configuration)) {
    const below = schema.properties?.[key]
    if (!below) continue
    const found = withNulls(below, merged[key], inner)
    if (found !== undefined) merged[key] = found
  }
  return merged
}

const NOT_CHECKED =
  '<nil>: Invalid value: null: some validation rules were not checked because the object was invalid; ' +
  'correct the existing errors to complete validation'

/** All that the API server refuses of an object, in its words. Source: k8s.io/apiextensions-apiserver `pkg/apiserver/validation`. */
export function schemaProblems(schema: Schema, object: unknown, before: unknown): string[] {
  const problems = problemsAt(schema, object, '')
  const isBlocking = problems.some((problem) => /: (Required value|Unsupported value|Too long)|must be of type/.test(problem))
  return isBlocking ? [...problems, NOT_CHECKED] : [...problems, ...brokenRules(schema, object, before, '')]
}

function problemsAt(schema: Schema, value: unknown, path: string): string[] {
  if (schema.open) return []
  const type = typeOf(value)
  const wrong = type === schema.type ? [] : [`${path}: Invalid value: "${type}": ${path} in body must be of type ${schema.type}: "${type}"`]
  const words = schema.enum?.map((word) => `"${word}"`).join(', ')
  const among = schema.enum?.includes(value as string) === false && (type === 'string' || type === 'null')
  const unsupported = among ? [`${path}: Unsupported value: ${JSON.stringify(value)}: supported values: ${words}`] : []
  if (wrong.length > 0) return [...wrong, ...unsupported]
  if (Array.isArray(value)) {
    const few = value.length < (schema.minItems ?? 0)
    const short = few ? [`${path}: Invalid value: ${value.length}: ${path} in body should have at least ${schema.minItems} items`] : []
    return [...short, ...value.flatMap((item, at) => (schema.items ? problemsAt(schema.items, item, `${path}[${at}]`) : []))]
  }
  if (isMap(value)) {
    const inner = (key: string) => (path ? `${path}.${key}` : key)
    const missing = (schema.required ?? []).filter((key) => value[key] === undefined).map((key) => `${inner(key)}: Required value`)
    const below = Object.entries(value).flatMap(([key, one]) => {
      const known = schema.additionalProperties ?? schema.properties?.[key]
      return known ? problemsAt(known, one, inner(key)) : []
    })
    return [...missing, ...below]
  }
  const content = String(value)
  const long = schema.maxLength !== undefined && content.length > schema.maxLength
  const unlike = schema.pattern !== undefined && !new RegExp(schema.pattern).test(content)
  return [
    ...unsupported,
    ...(long ? [`${path}: Too long: may not be more than ${schema.maxLength} bytes`] : []),
    ...(unlike ? [`${path}: Invalid value: ${JSON.stringify(value)}: ${path} in body should match '${schema.pattern}'`] : []),
  ]
}

function brokenRules(schema: Schema, value: unknown, before: unknown, path: string): string[] {
  if (!isMap(value)) return []
  const old = isMap(before) ? before : undefined
  const inner = (key: string) => (path ? `${path}.${key}` : key)
  const here = (schema.rules ?? []).filter(({ holds }) => !holds(value, old))
  const below = Object.entries(schema.properties ?? {}).flatMap(([key, one]) => brokenRules(one, value[key], old?.[key], inner(key)))
  return [...here.map(({ at, message }) => `${(at ? inner(at) : path) || '<nil>'}: Invalid value: ${message}`), ...below]
}

function typeOf(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'array'
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number'
  return typeof value
}

/** As Go prints it with `%v`. */
function goText(value: unknown): string {
  if (Array.isArray(value)) return `[]interface {}{${value.map((item) => JSON.stringify(item)).join(', ')}}`
  if (isMap(value))
    return `map[string]interface {}{${Object.entries(value)
      .map(([key, inner]) => `${JSON.stringify(key)}:${JSON.stringify(inner)}`)
      .join(', ')}}`
  return String(value)
}
