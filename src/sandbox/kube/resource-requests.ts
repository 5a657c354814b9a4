import type { KubeObject } from '../../model/kube.ts'
import { isReturned } from './deletion.ts'
import { pathOfRow } from './garbage-collection.ts'
import { apiVersionOf } from './kinds.ts'
import { isMap } from './list-shapes.ts'
import type { Located, ObjectStore } from './object-store.ts'
import type { RequestInfo } from './request-info.ts'
import { selection } from './selectors.ts'
import { badRequest, invalid, methodNotAllowed, noSuchResource, notFound, StatusError, type Status } from './status-error.ts'
import type { PatchType } from './store-types.ts'

/** `body` is sent as JSON, or as plain text where it is a string. */
export interface Answer {
  status: number
  body: object | string
}

/** A request about stored objects, once it is known to be allowed. */
interface ResourceRequest {
  info: RequestInfo
  at: Located
  body: unknown
  contentType: string
  /** The `fieldManager` parameter, or the first token of the user agent. */
  manager: string
}

const APPLY = 'application/apply-patch+yaml'
const PATCHES = ['application/json-patch+json', 'application/merge-patch+json', 'application/strategic-merge-patch+json']

/** Everything but WATCH, TokenRequest and reviews. Throws StatusErrors. */
export function answerResource(store: ObjectStore, request: ResourceRequest): Answer {
  const { info, at } = request
  const { subresource } = at
  if (subresource && subresource !== 'status' && !(subresource === 'finalize' && at.resource.kind === 'Namespace')) throw noSuchResource()
  const options = { dryRun: info.dryRun }
  switch (info.verb) {
    case 'get':
      return { status: 200, body: present(store, request) }
    case 'list':
      return { status: 200, body: list(store, request) }
    case 'create':
      if (at.name !== undefined) throw methodNotAllowed()
      return { status: 201, body: store.create(info.path, objectOf(request), request.manager, options) }
    case 'update':
      return { status: 200, body: store.replace(info.path, objectOf(request), request.manager, options) }
    case 'patch':
      return patch(store, request)
    case 'delete':
      return remove(store, request)
    case 'deletecollection':
      return removeAll(store, request)
    default:
      throw methodNotAllowed()
  }
}

function present(store: ObjectStore, { info, at }: ResourceRequest): KubeObject {
  const path = at.subresource ? info.path.slice(0, -at.subresource.length - 1) : info.path
  const object = store.get(path)
  if (!object) throw notFound(at.resource, at.name ?? '')
  return object
}

/** The server leaves `apiVersion` and `kind` out of the items of built-in lists, and so do we. */
function list(store: ObjectStore, { info, at }: ResourceRequest): object {
  const { query } = info
  const matches = selection(at.resource, query)
  const found = store.table.collection(at.resource, at.namespace).filter(matches)
  const start = Number(Buffer.from(query.get('continue') ?? '', 'base64url').toString() || 0)
  const limit = Number(query.get('limit') ?? 0) || found.length
  const page = found.slice(start, start + limit)
  const left = found.length - start - page.length
  const next =
    left > 0
      ? { continue: Buffer.from(String(start + limit)).toString('base64url'), remainingItemCount: left }
      : at.resource.custom && { continue: '' }
  const apiVersion = apiVersionOf(at)
  const items = page.map((object) => {
    const { apiVersion: _apiVersion, kind, ...rest } = object
    return at.resource.custom ? { apiVersion, kind, ...rest } : rest
  })
  return { kind: `${at.resource.kind}List`, apiVersion, metadata: { resourceVersion: String(store.table.version()), ...next }, items }
}

/** The object in the body, which must be the one that the URL names. */
function objectOf({ body, at, contentType }: ResourceRequest): KubeObject {
  if (!isMap(body)) throw badRequest("Object 'Kind' is missing in the request body")
  const object = body as unknown as KubeObject
  const { kind = at.resource.kind, apiVersion = apiVersionOf(at) } = body as Partial<KubeObject>
  if (contentType === APPLY && !object.kind) throw badRequest("Object 'Kind' is missing in the request body")
  if (kind !== at.resource.kind) {
    const conversion = `converting (${at.version}.${kind}) to (${at.group.split('.')[0] || 'core'}.${at.resource.kind}): unknown conversion`
    throw badRequest(`${kind} in version "${at.version}" cannot be handled as a ${at.resource.kind}: ${conversion}`)
  }
  if (apiVersion !== apiVersionOf(at)) {
    throw badRequest(`the API version in the data (${apiVersion}) does not match the expected API version (${apiVersionOf(at)})`)
  }
  const { name, namespace } = object.metadata ?? {}
  if (at.name !== undefined && name !== undefined && name !== at.name) {
    throw badRequest(`the name of the object (${name}) does not match the name on the URL (${at.name})`)
  }
  if (at.resource.namespaced && namespace && namespace !== at.namespace) {
    throw badRequest('the namespace of the provided object does not match the namespace sent on the request')
  }
  return { ...object, kind, apiVersion, metadata: { ...object.metadata } }
}

function patch(store: ObjectStore, request: ResourceRequest): Answer {
  const { info, at, body, contentType, manager } = request
  const optionsName = { group: 'meta.k8s.io', plural: '', kind: 'PatchOptions' }
  const force = info.query.get('force') === 'true'
  if (contentType === APPLY) {
    const said = info.query.get('fieldManager')
    if (!said) throw invalid(optionsName, '', 'fieldManager: Required value: is required for apply patch')
    const existed = store.table.get(at.resource, at.namespace, at.name ?? '') !== undefined
    const applied = store.apply(info.path, objectOf(request), { manager: said, force, dryRun: info.dryRun })
    return { status: existed ? 200 : 201, body: applied }
  }
  if (force) throw invalid(optionsName, '', 'force: Forbidden: may not be specified for non-apply patch')
  if (!PATCHES.includes(contentType)) throw new StatusError(415, 'UnsupportedMediaType', '415: Unsupported Media Type', {})
  return { status: 200, body: store.patch(info.path, body, { type: contentType as PatchType, manager, dryRun: info.dryRun }) }
}

interface DeleteOptions {
  preconditions?: { uid?: string; resourceVersion?: string }
  propagationPolicy?: string
  dryRun?: string[]
}

function remove(store: ObjectStore, { info, at, body }: ResourceRequest): Answer {
  const { preconditions, propagationPolicy, dryRun } = (isMap(body) ? body : {}) as DeleteOptions
  const before = store.get(info.path)
  store.delete(info.path, {
    ...preconditions,
    propagation: propagationPolicy ?? info.query.get('propagationPolicy') ?? 'Background',
    dryRun: info.dryRun || (dryRun?.includes('All') ?? false),
  })
  const left = store.get(info.path)
  if (left && left.metadata.uid === before?.metadata.uid) return { status: 200, body: left }
  if (before && isReturned(at.resource))
    return { status: 200, body: { ...before, metadata: { ...before.metadata, managedFields: undefined } } }
  const { group, plural, name } = at
  const details = {
    ...(name && { name }),
    ...(group && { group }),
    kind: plural,
    ...(before?.metadata.uid && { uid: before.metadata.uid }),
  }
  const gone: Status = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', details }
  return { status: 200, body: gone }
}

function removeAll(store: ObjectStore, request: ResourceRequest): Answer {
  const { info, at } = request
  const matches = selection(at.resource, info.query)
  const body = list(store, request)
  for (const object of store.table.collection(at.resource, at.namespace).filter(matches)) {
    const path = pathOfRow(at.resource, object)
    if (store.get(path)) store.delete(path, { dryRun: info.dryRun })
  }
  return { status: 200, body }
}
