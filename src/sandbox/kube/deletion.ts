import type { KubeObject } from '../../model/kube.ts'
import type { Resource } from './kinds.ts'
import { conflict, forbidden } from './status-error.ts'

const PROTECTED = new Set(['default', 'kube-system', 'kube-public'])

/** Kinds of which a DELETE answers the object that has gone, not a Status (`ReturnDeletedObject` in the registries). */
const RETURNED = new Set(['PersistentVolumeClaim', 'Pod', 'ResourceQuota', 'Service', 'ServiceAccount'])

export function isReturned({ kind, custom }: Resource): boolean {
  return !custom && RETURNED.has(kind)
}

/** Refuses a deletion whose preconditions do not hold (409) or that no cluster allows (403). */
export function checkDeletion(resource: Resource, { metadata }: KubeObject, wanted: { uid?: string; resourceVersion?: string }): void {
  const differs = (what: string, asked: string | undefined, is: string | undefined, happened: string) => {
    if (asked === undefined || asked === is) return
    const mismatch = `the ${what} in the precondition (${asked}) does not match the ${what} in record (${is})`
    const why = `${mismatch}. The object might have been ${happened}`
    throw conflict({ ...resource, plural: resource.kind }, metadata.name, why)
  }
  differs('UID', wanted.uid, metadata.uid, 'deleted and then recreated')
  differs('ResourceVersion', wanted.resourceVersion, metadata.resourceVersion, 'modified')
  const isProtected = resource.kind === 'Namespace' && PROTECTED.has(metadata.name)
  if (isProtected) throw forbidden(resource, metadata.name, 'this namespace may not be deleted')
}

const FINALIZERS: Record<string, string> = { Foreground: 'foregroundDeletion', Orphan: 'orphan' }

/** Holds a CustomResourceDefinition until its objects have gone; it comes on with the deletion. */
export const CRD_FINALIZER = 'customresourcecleanup.apiextensions.k8s.io'

/** A copy with the finalizers that a propagation policy, or the kind, stands for. */
export function marked({ kind, custom }: Resource, object: KubeObject, propagation: string | undefined): KubeObject {
  const copy = structuredClone(object)
  const isCrd = kind === 'CustomResourceDefinition' && !custom
  const added = [FINALIZERS[propagation ?? ''], isCrd ? CRD_FINALIZER : undefined].filter((finalizer) => finalizer !== undefined)
  if (added.length > 0) copy.metadata.finalizers = [...new Set([...(copy.metadata.finalizers ?? []), ...added])]
  return copy
}

/** The object as it waits for its finalizers. Deletion counts as a generation, but for kinds with a DELETE of their own. */
export function dying({ kind, custom }: Resource, object: KubeObject, now: string): KubeObject {
  const { metadata } = object
  if (kind === 'Namespace' && !custom) {
    return {
      ...object,
      metadata: { ...metadata, deletionTimestamp: now },
      status: { ...(object['status'] as object), phase: 'Terminating' },
    }
  }
  if (kind === 'CustomResourceDefinition' && !custom) return { ...object, metadata: { ...metadata, deletionTimestamp: now } }
  const generation = metadata.generation && { generation: metadata.generation + 1 }
  const graceless = { deletionTimestamp: now, deletionGracePeriodSeconds: 0 }
  return { ...object, metadata: { ...metadata, ...graceless, ...generation } }
}
