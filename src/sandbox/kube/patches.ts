import { isDeepStrictEqual } from 'node:util'
import type { PatchType } from './store-types.ts'
import type { Resource } from './kinds.ts'
import { isMap, type Json } from './list-shapes.ts'
import { badRequest, StatusError, unsupportedMediaType } from './status-error.ts'
import { strategicMerge } from './strategic-merge.ts'

/** The patched copy of `live`; `live` stays as it is. Custom resources take no strategic merge (415). */
export function patched(resource: Resource, live: Json, body: unknown, type: PatchType): Json {
  if (type === 'application/json-patch+json') return jsonPatch(live, body)
  if (!isMap(body)) throw badRequest('json: cannot unmarshal array into Go value of type map[string]interface {}')
  if (type === 'application/merge-patch+json') return mergePatch(live, body) as Json
  if (resource.custom)
    throw unsupportedMediaType(['application/json-patch+json', 'application/merge-patch+json', 'application/apply-patch+yaml'])
  return strategicMerge(resource, live, body)
}

/** RFC 7396. */
function mergePatch(target: unknown, patch: unknown): unknown {
  if (!isMap(patch)) return structuredClone(patch)
  const merged: Json = isMap(target) ? { ...target } : {}
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete merged[key]
    else merged[key] = mergePatch(merged[key], value)
  }
  return merged
}

interface Operation {
  op: string
  path: string
  from?: string
  value?: unknown
}

/** RFC 6902; an operation that does not fit is 422 with the apiserver's words. */
export function jsonPatch(target: Json, operations: unknown): Json {
  if (!Array.isArray(operations))
    throw badRequest('error decoding patch: json: cannot unmarshal object into Go value of type jsonpatch.Patch')
  const document: { root: unknown } = { root: structuredClone(target) }
  for (const operation of operations as Operation[]) perform(document, operation)
  return document.root as Json
}

function perform(document: { root: unknown }, { op, path, from = '', value }: Operation): void {
  if (op === 'add') return add(document, path, structuredClone(value))
  const source = op === 'move' || op === 'copy' ? from : path
  const current = read(document, source)
  if (current === undefined) throw unprocessable()
  if (op === 'test' && isDeepStrictEqual(current, value)) return
  if (op === 'copy') return add(document, path, structuredClone(current))
  if (op !== 'remove' && op !== 'move' && op !== 'replace') throw unprocessable()
  remove(document, source)
  if (op === 'move') add(document, path, current)
  if (op === 'replace') add(document, path, structuredClone(value))
}

function unprocessable(): StatusError {
  return new StatusError(422, 'Invalid', 'the server rejected our request due to an error in our request', {})
}

function keysOf(path: string): string[] {
  return [
    'root',
    ...path
      .split('/')
      .slice(1)
      .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~')),
  ]
}

function child(node: unknown, key: string): unknown {
  if (Array.isArray(node)) return node[Number(key)]
  return isMap(node) && Object.hasOwn(node, key) ? node[key] : undefined
}

function read(document: object, path: string): unknown {
  return keysOf(path).reduce<unknown>(child, document)
}

function add(document: object, path: string, value: unknown): void {
  const keys = keysOf(path)
  const last = keys.pop() as string
  const node = keys.reduce<unknown>(child, document)
  if (Array.isArray(node)) {
    const index = last === '-' ? node.length : Number(last)
    if (!Number.isInteger(index) || index < 0 || index > node.length) throw unprocessable()
    node.splice(index, 0, value)
  } else if (isMap(node)) node[last] = value
  else throw unprocessable()
}

function remove(document: object, path: string): void {
  const keys = keysOf(path)
  const last = keys.pop() as string
  const node = keys.reduce<unknown>(child, document)
  if (Array.isArray(node)) node.splice(Number(last), 1)
  else if (isMap(node)) delete node[last]
}
