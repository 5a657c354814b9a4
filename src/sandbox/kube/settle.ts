import { isDeepStrictEqual } from 'node:util'
import type { KubeObject, ObjectMeta } from '../../model/kube.ts'
import { completed, schemaProblems, withNulls, type Schema } from './custom-schema.ts'
import { fillDefaults } from './defaults.ts'
import type { Resource } from './kinds.ts'
import { invalid } from './status-error.ts'
import { validate } from './validation.ts'

/** What a write sees besides the two objects. */
interface Situation {
  live: KubeObject | undefined
  subresource: string | undefined
  now: string
  uid: () => string
  /** Of a custom kind. */
  schema: Schema | undefined
  /** What server-side apply was given, nulls and all. */
  configuration?: KubeObject | undefined
}

/**
 * What would be stored of `wanted`: metadata that the server owns comes from `live` (or is made), `status` and the rest each change
 * through their own door only, defaults are filled and the whole is validated. managedFields stay as `wanted` has them.
 */
export function settle(resource: Resource, wanted: KubeObject, situation: Situation): KubeObject {
  const { live, subresource, now, uid, schema, configuration } = situation
  const given = plain(subresource === 'status' && live ? { ...live, status: wanted['status'] } : wanted)
  const object = schema ? (completed(schema, given) as KubeObject) : given
  completeIdentity(resource, object, live)
  if (!subresource) keepStatus(resource, object, live)
  keepNamespaceFinalizers(resource, object, live, subresource)
  fillDefaults(resource, object)
  validate(resource, object, live)
  const problems = schema ? schemaProblems(schema, withNulls(schema, object, configuration), live) : []
  if (problems.length > 0) throw invalid(resource, object.metadata.name, ...problems)
  object.metadata = serverMetadata(resource, object.metadata, live, now, uid)
  if (live && resource.hasGeneration && !sameContent(resource, object, live)) {
    object.metadata.generation = (live.metadata.generation ?? 1) + 1
  }
  if (object['status'] === undefined) delete object['status']
  return object
}

/** A copy as JSON would carry it: what is `undefined` is not there. */
function plain(object: KubeObject): KubeObject {
  return JSON.parse(JSON.stringify(object)) as KubeObject
}

function completeIdentity(resource: Resource, object: KubeObject, live: KubeObject | undefined): void {
  object.metadata ??= {} as ObjectMeta
  if (live) object.metadata.name ??= live.metadata.name
  if (!resource.namespaced) delete object.metadata.namespace
  else if (live?.metadata.namespace) object.metadata.namespace ??= live.metadata.namespace
}

function keepStatus(resource: Resource, object: KubeObject, live: KubeObject | undefined): void {
  if (!resource.hasStatus) return
  delete object['status']
  if (live?.['status'] !== undefined) object['status'] = live['status']
}

/** `spec.finalizers` of a Namespace changes through `/finalize` only. */
function keepNamespaceFinalizers(
  { kind }: Resource,
  object: KubeObject,
  live: KubeObject | undefined,
  subresource: string | undefined,
): void {
  if (kind === 'Namespace' && live && subresource !== 'finalize') object['spec'] = live['spec']
}

function serverMetadata(resource: Resource, given: ObjectMeta, live: KubeObject | undefined, now: string, uid: () => string): ObjectMeta {
  const { deletionTimestamp: _ignored, resourceVersion: _stale, ...rest } = given
  for (const key of ['labels', 'annotations', 'finalizers', 'ownerReferences'] as const) {
    const value = rest[key]
    if (!value || Object.keys(value).length === 0) delete rest[key]
  }
  if (!live) return { ...rest, uid: uid(), creationTimestamp: now, ...(resource.hasGeneration && { generation: 1 }) }
  const { uid: id, creationTimestamp, generation, deletionTimestamp, resourceVersion } = live.metadata
  const { deletionGracePeriodSeconds } = live.metadata as { deletionGracePeriodSeconds?: number }
  const owned = { uid: id, creationTimestamp, generation, deletionTimestamp, deletionGracePeriodSeconds, resourceVersion }
  const kept = Object.fromEntries(Object.entries(owned).filter(([, value]) => value !== undefined))
  const { generation: _generation, ...free } = rest
  return { ...free, ...kept }
}

function contentOf({ hasStatus }: Resource, object: KubeObject): Record<string, unknown> {
  const { metadata: _metadata, apiVersion: _apiVersion, kind: _kind, status, ...content } = object
  return hasStatus || status === undefined ? content : { ...content, status }
}

function sameContent(resource: Resource, a: KubeObject, b: KubeObject): boolean {
  return isDeepStrictEqual(contentOf(resource, a), contentOf(resource, b))
}

/** Whether anything keeps an object with a deletionTimestamp from going. */
export function isHeldBack(object: KubeObject): boolean {
  const own = object.kind === 'Namespace' ? (object['spec'] as { finalizers?: string[] } | undefined)?.finalizers : undefined
  return (object.metadata.finalizers?.length ?? 0) > 0 || (own?.length ?? 0) > 0
}

/** Equal in all that a reader could see change. */
export function sameObject(a: KubeObject, b: KubeObject): boolean {
  const bare = ({ apiVersion: _apiVersion, ...rest }: KubeObject) => rest
  return isDeepStrictEqual(bare(a), bare(b))
}
