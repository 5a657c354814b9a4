import type { KubeObject } from '../../model/kube.ts'
import type { ClusterStore } from '../kube/store-types.ts'
import { deleteEntry, inventoryOf, kindOf, pathOfEntry } from './inventory.ts'
import { collectionPath, objectPath } from './object-path.ts'
import { OPERATOR } from './take-back.ts'

/**
 * What the deletion of a FluxInstance takes with it: Deployments first, then the finalizers of all Flux objects in all namespaces, then the
 * inventory in reverse, so the CRDs with every custom object and the ServiceAccounts, also those that were there before. The Namespace
 * stays. flux-operator `internal/controller/fluxinstance_uninstaller.go`.
 */
export function removeInstance(store: ClusterStore, instance: KubeObject): void {
  const entries = inventoryOf(instance)
  for (const entry of entries) if (kindOf(entry) === 'Deployment') deleteEntry(store, instance, entry)
  for (const entry of entries) if (kindOf(entry) === 'CustomResourceDefinition') removeCustomObjects(store, store.get(pathOfEntry(entry)))
  for (const entry of [...entries].reverse()) deleteEntry(store, instance, entry)
}

function removeCustomObjects(store: ClusterStore, crd: KubeObject | undefined): void {
  if (!crd) return
  const { group, names, versions } = crd['spec'] as {
    group: string
    names: { kind: string }
    versions: { name: string; storage: boolean }[]
  }
  const version = versions.find(({ storage }) => storage)?.name
  for (const object of store.list(collectionPath(`${group}/${version}`, names.kind))) {
    const path = objectPath(object)
    if (object.metadata.finalizers?.length) {
      store.patch(path, { metadata: { finalizers: null } }, { type: 'application/merge-patch+json', manager: OPERATOR })
    }
    if (store.get(path)) store.delete(path)
  }
}
