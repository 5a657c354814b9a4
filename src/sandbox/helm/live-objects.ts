import { isDeepStrictEqual } from 'node:util'
import type { KubeObject } from '../../model/kube.ts'
import { collectionPath, isNamespaced, objectPath } from '../actors/object-path.ts'
import { splitApiVersion } from '../kube/kinds.ts'
import { isMap, type Json } from '../kube/list-shapes.ts'
import { HelmError } from './helm-error.ts'
import type { ReleaseName } from './releases.ts'
import { HELM, type Session } from './session.ts'

/** How objects are written: helm 3's client-side merge, or helm 4's server-side apply. */
export interface Writing {
  method: 'csa' | 'ssa'
  force: boolean
  release: ReleaseName
}

/** Helm's ownership marks (helm `pkg/action/validate.go`). */
export function stamped(object: KubeObject, { name, namespace }: ReleaseName): KubeObject {
  const { labels, annotations } = object.metadata
  const metadata = {
    ...object.metadata,
    ...(isNamespaced(object.kind) && { namespace: object.metadata.namespace ?? namespace }),
    labels: { ...labels, 'app.kubernetes.io/managed-by': 'Helm' },
    annotations: { ...annotations, 'meta.helm.sh/release-name': name, 'meta.helm.sh/release-namespace': namespace },
  }
  return { ...object, metadata }
}

/** Why an object that exists cannot become the release's: it lacks helm's marks or carries another release's. */
export function ownershipProblem(live: KubeObject, { name, namespace }: ReleaseName): string | undefined {
  const problems = [
    markProblem('label', live.metadata.labels, 'app.kubernetes.io/managed-by', 'Helm'),
    markProblem('annotation', live.metadata.annotations, 'meta.helm.sh/release-name', name),
    markProblem('annotation', live.metadata.annotations, 'meta.helm.sh/release-namespace', namespace),
  ].filter(Boolean)
  if (problems.length === 0) return undefined
  const what = `${live.kind} "${live.metadata.name}" in namespace "${live.metadata.namespace ?? ''}"`
  return `${what} exists and cannot be imported into the current release: invalid ownership metadata; ${problems.join('; ')}`
}

function markProblem(what: string, marks: Record<string, string> | undefined, key: string, wanted: string): string | undefined {
  const value = marks?.[key]
  if (value === wanted) return undefined
  if (value === undefined) return `${what} validation error: missing key "${key}": must be set to "${wanted}"`
  return `${what} validation error: key "${key}" must equal "${wanted}": current value is "${value}"`
}

/** Makes an object that is not there. */
export function createLive({ store }: Session, object: KubeObject, { method, force }: Writing): void {
  attempt(object, method, () => {
    if (method === 'ssa') store.apply(objectPath(object), object, { manager: HELM, force })
    else store.create(collectionPath(object.apiVersion, object.kind, object.metadata.namespace), withoutNulls(object) as KubeObject, HELM)
  })
}

/** What the API server drops of a new object: nulls of fields that are not nullable. */
function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls)
  if (!isMap(value)) return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, child]) => child !== null)
      .map(([key, child]) => [key, withoutNulls(child)]),
  )
}

/**
 * Brings a live object to the new manifest. Client-side, a custom resource gets the difference between the two manifests only, so that an
 * unchanged one is not touched and drift stays; built-in kinds are merged three ways, and drift in what the chart says is undone (helm 3
 * `pkg/kube/client.go` createPatch). Server-side, everything is applied, and another manager's value is a conflict unless forced.
 */
export function updateLive({ store }: Session, before: KubeObject | undefined, object: KubeObject, { method, force }: Writing): void {
  const path = objectPath(object)
  const write = () => {
    if (method === 'ssa') return void store.apply(path, object, { manager: HELM, force })
    const removed = difference(before ?? {}, object) as Json
    if (!isBuiltIn(object)) {
      const patch = before ? removed : (object as unknown as Json)
      if (Object.keys(patch).length > 0) store.patch(path, patch, { type: 'application/merge-patch+json', manager: HELM })
      return
    }
    const type = 'application/strategic-merge-patch+json'
    store.patch(path, { ...object, ...overlay(removed, object) }, { type, manager: HELM })
  }
  attempt(object, method, write, `cannot patch "${object.metadata.name}" with kind ${object.kind}: `)
}

function attempt(object: KubeObject, method: Writing['method'], write: () => void, words = ''): void {
  try {
    write()
  } catch (error) {
    if (error instanceof HelmError) throw error
    const { message, code } = error as { message: string; code?: number }
    if (method !== 'ssa') throw new HelmError(`${words}${message}`)
    throw new HelmError(
      code === 409 ? `conflict occurred while applying object ${nameOf(object)}: ${message}` : `${serverSide(object)}${message}`,
    )
  }
}

const nameOf = ({ apiVersion, kind, metadata }: KubeObject) => `${metadata.namespace ?? ''}/${metadata.name} ${apiVersion}, Kind=${kind}`
const serverSide = (object: KubeObject) => `server-side apply failed for object ${nameOf(object)}: `

function isBuiltIn({ apiVersion }: KubeObject): boolean {
  const [group] = splitApiVersion(apiVersion)
  return !group.includes('.') || (group.endsWith('.k8s.io') && group !== 'apiextensions.k8s.io')
}

/** RFC 7396 patch from one document to the other. */
function difference(before: unknown, after: unknown): unknown {
  if (!isMap(before) || !isMap(after)) return after
  const patch: Json = {}
  for (const key of Object.keys(before)) if (!(key in after)) patch[key] = null
  for (const [key, value] of Object.entries(after)) {
    if (isDeepStrictEqual(before[key], value)) continue
    patch[key] = isMap(before[key]) && isMap(value) ? difference(before[key], value) : value
  }
  return patch
}

/** `object` with the removals (`null`) of `patch`. */
function overlay(patch: Json, object: unknown): Json {
  const merged: Json = isMap(object) ? { ...object } : {}
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) merged[key] = null
    else if (isMap(value)) merged[key] = overlay(value, merged[key])
  }
  return merged
}
