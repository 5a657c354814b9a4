import type { KubeObject } from '../../model/kube.ts'
import { pathOf } from './api-path.ts'
import type { Resource } from './kinds.ts'
import type { ObjectStore } from './object-store.ts'
import type { Row } from './object-table.ts'

const MANAGER = 'kube-controller-manager'

/** The storage path of a stored object. */
export function pathOfRow(resource: Resource, { metadata }: KubeObject): string {
  return pathOf({ ...resource, version: resource.storageVersion }, metadata.namespace, metadata.name)
}

/**
 * Removes what a deleted owner leaves behind, and does the work of the finalizers `foregroundDeletion` and `orphan`.
 * https://kubernetes.io/docs/concepts/architecture/garbage-collection/
 */
export function collectGarbage(store: ObjectStore): void {
  const dependentsOf = (uid: string) =>
    store.table.rows().filter(({ object }) => object.metadata.ownerReferences?.some((owner) => owner.uid === uid))

  store.table.subscribe(({ type, resource, object }) => {
    const uid = object.metadata.uid ?? ''
    if (type === 'DELETED') {
      for (const row of dependentsOf(uid)) release(row, uid, true)
      for (const owner of object.metadata.ownerReferences ?? []) finishForeground(owner.uid)
      return
    }
    if (!object.metadata.deletionTimestamp) return
    if (object.metadata.finalizers?.includes('orphan')) {
      for (const row of dependentsOf(uid)) release(row, uid, false)
      dropFinalizer(resource, object, 'orphan')
    }
    if (object.metadata.finalizers?.includes('foregroundDeletion')) {
      for (const { resource: of, object: dependent } of dependentsOf(uid)) {
        if (!dependent.metadata.deletionTimestamp) store.delete(pathOfRow(of, dependent), { propagation: 'Foreground' })
      }
      finishForeground(uid)
    }
  })

  /** Deletes the dependent when this was its last owner; takes the reference off otherwise. */
  function release({ resource, object }: Row, owner: string, mayDelete: boolean): void {
    const others = object.metadata.ownerReferences?.filter(({ uid }) => uid !== owner) ?? []
    const path = pathOfRow(resource, object)
    if (mayDelete && others.length === 0) store.delete(path)
    else store.patch(path, { metadata: { ownerReferences: others } }, { type: 'application/merge-patch+json', manager: MANAGER })
  }

  function finishForeground(uid: string): void {
    const owner = store.table.rows().find(({ object }) => object.metadata.uid === uid)
    if (!owner?.object.metadata.finalizers?.includes('foregroundDeletion') || dependentsOf(uid).length > 0) return
    dropFinalizer(owner.resource, owner.object, 'foregroundDeletion')
  }

  function dropFinalizer(resource: Resource, object: KubeObject, finalizer: string): void {
    const finalizers = object.metadata.finalizers?.filter((one) => one !== finalizer) ?? []
    const path = pathOfRow(resource, object)
    if (store.get(path)?.metadata.uid !== object.metadata.uid) return
    store.patch(path, { metadata: { finalizers } }, { type: 'application/merge-patch+json', manager: MANAGER })
  }
}
