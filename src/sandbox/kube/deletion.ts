import type { KubeObject } from '../../kube/ports.ts'
import type { Resource } from './kinds.ts'
import { conflict, forbidden } from './status-error.ts'

const PROTECTED = new Set(['default', 'kube-system', 'kube-public'])

/** Refuses a deletion whose preconditions do not hold (409) or that no cluster allows (403). */
export function checkDeletion(resource: Resource, { metadata }: KubeObject, wanted: { uid?: string; resourceVersion?: string }): void {
  const differs = (what: string, asked: string | undefined, is = '') => {
    if (asked === undefined || asked === is) return
    throw conflict(resource, metadata.name, `Precondition failed: ${what} in precondition: ${asked}, ${what} in object meta: ${is}`)
  }
  differs('UID', wanted.uid, metadata.uid)
  differs('ResourceVersion', wanted.resourceVersion, metadata.resourceVersion)
  const isProtected = resource.kind === 'Namespace' && PROTECTED.has(metadata.name)
  if (isProtected) throw forbidden(resource, metadata.name, 'this namespace may not be deleted')
}

const FINALIZERS: Record<string, string> = { Foreground: 'foregroundDeletion', Orphan: 'orphan' }

/** A copy with the finalizer that a propagation policy stands for. */
export function marked(object: KubeObject, propagation: string | undefined): KubeObject {
  const copy = structuredClone(object)
  const finalizer = FINALIZERS[propagation ?? '']
  if (finalizer) copy.metadata.finalizers = [...new Set([...(copy.metadata.finalizers ?? []), finalizer])]
  return copy
}

/** The object as it waits for its finalizers. Deletion counts as a generation (apiserver `registry/rest/delete.go`). */
export function dying(object: KubeObject, now: string): KubeObject {
  const { metadata, kind } = object
  const generation = metadata.generation && { generation: metadata.generation + 1 }
  return {
    ...object,
    metadata: { ...metadata, deletionTimestamp: now, ...generation },
    ...(kind === 'Namespace' && { status: { ...(object['status'] as object), phase: 'Terminating' } }),
  }
}
