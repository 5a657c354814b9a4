import type { KubeObject } from '../../model/kube.ts'
import { splitApiVersion } from '../kube/kinds.ts'
import type { ClusterStore } from '../kube/store-types.ts'
import { ownerLabels } from './flux-objects.ts'
import { collectionPath } from './object-path.ts'

/** `id` is `<namespace>_<name>_<group>_<kind>`, `v` the version (flux-operator `api/v1`, ResourceRef). */
export interface Entry {
  id: string
  v: string
}

export function entriesOf(objects: KubeObject[]): Entry[] {
  return objects.map(({ apiVersion, kind, metadata }) => {
    const [group, version] = splitApiVersion(apiVersion)
    return { id: `${metadata.namespace ?? ''}_${metadata.name}_${group}_${kind}`, v: version }
  })
}

export function inventoryOf(instance: KubeObject): Entry[] {
  return (instance['status'] as { inventory?: { entries?: Entry[] } } | undefined)?.inventory?.entries ?? []
}

export function kindOf({ id }: Entry): string {
  return id.split('_').at(-1) ?? ''
}

export function pathOfEntry({ id, v }: Entry): string {
  const [namespace = '', name = '', group = '', kind = ''] = id.split('_')
  return `${collectionPath(group ? `${group}/${v}` : v, kind, namespace || undefined)}/${name}`
}

/** Deletes an entry's object if the instance owns it by its labels and nothing forbids it; what fails is left, as the operator does. */
export function deleteEntry(store: ClusterStore, instance: KubeObject, entry: Entry): void {
  const path = pathOfEntry(entry)
  try {
    const metadata = store.get(path)?.metadata
    const owner = ownerLabels(instance.metadata.name, instance.metadata.namespace ?? 'default')
    const owned = Object.entries(owner).every(([key, value]) => metadata?.labels?.[key] === value)
    if (owned && metadata?.annotations?.['fluxcd.controlplane.io/prune'] !== 'disabled') store.delete(path)
  } catch {
    return
  }
}

/** Deletes what an earlier spec had and this one has not. */
export function pruneLeftOut(store: ClusterStore, instance: KubeObject, kept: Entry[]): void {
  const ids = new Set(kept.map(({ id }) => id))
  for (const entry of inventoryOf(instance)
    .filter(({ id }) => !ids.has(id))
    .reverse())
    deleteEntry(store, instance, entry)
}
