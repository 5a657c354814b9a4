import type * as z from 'zod'
import { badInput, type Failure } from '../domain/failure.ts'
import { CLUSTER_OPTIONS, FILE_OPTIONS, fileForm } from './file-schema.ts'
import { quoted } from './rule.ts'
import { nearest } from './nearest.ts'

/**
 * The first thing that the schema refuses, as bad input named by its path: an unknown key with the nearest known one, else a value of
 * another kind. Never repeats a value.
 */
export function schemaProblem(error: z.ZodError, raw: unknown): Failure {
  const unknown = error.issues.find((issue) => issue.code === 'unrecognized_keys')
  if (unknown) return unknownKey(unknown.path.map(String), unknown.keys[0] ?? '')
  const first = FILE_OPTIONS.flatMap((option) => error.issues.filter((issue) => issue.path[0] === option.key))[0] ?? error.issues[0]
  const path = first?.path ?? []
  const [, key] = split(path.map(String))
  const option = FILE_OPTIONS.find((one) => one.key === key[0])
  const allowed = option && option.kind !== 'secret' ? fileForm[option.kind] : 'a map'
  const value = valueAt(raw, path)
  if (first?.code === 'invalid_value' && typeof value === 'string') {
    return badInput(path.map(String).join('.'), `${quoted(value)} is not known`, first.values.join(', '))
  }
  return badInput(path.map(String).join('.'), `is ${kindOf(value)}`, allowed)
}

/** Which cluster of the file a path is in, if any, and the path below it. */
function split(path: string[]): [cluster: string | undefined, below: string[]] {
  return path[0] === 'clusters' && path.length > 1 ? [path[1], path.slice(2)] : [undefined, path]
}

function unknownKey(parent: string[], key: string): Failure {
  const [cluster, below] = split(parent)
  const name = [...parent, key].join('.').slice(0, 160)
  if (cluster !== undefined && below.length === 0 && FILE_OPTIONS.some((option) => option.key === key)) {
    return badInput(name, 'holds for the whole run, not for one cluster', `${key} at the top of the file`)
  }
  const atTop = [...FILE_OPTIONS.map((option) => option.key), 'values', 'clusters']
  const ofCluster = [...CLUSTER_OPTIONS.map((option) => option.key), 'values']
  const known = below.length > 0 ? ['operator', 'instance'] : cluster === undefined ? atTop : ofCluster
  const meant = nearest(key, known)
  return badInput(name, meant ? `is not a known key; did you mean ${meant}?` : 'is not a known key', meant ?? listed(known))
}

function listed(keys: string[]): string {
  return keys.length > 3 ? 'the keys of `flux-irsa install --help`, in camelCase' : keys.join(', ')
}

function valueAt(raw: unknown, path: PropertyKey[]): unknown {
  return path.reduce<unknown>((inner, key) => (typeof inner === 'object' && inner !== null ? Reflect.get(inner, key) : undefined), raw)
}

function kindOf(value: unknown): string {
  if (value === null || value === undefined) return 'empty'
  if (Array.isArray(value)) return 'a list'
  return { string: 'text', number: 'a number', boolean: 'a boolean', object: 'a map' }[typeof value as string] ?? 'of another kind'
}
