import type { KubeObject, ManagedFieldsEntry } from '../../model/kube.ts'
import type { ClusterStore } from '../kube/store-types.ts'

export const OPERATOR = 'flux-operator'

const PLACES = [['metadata'], ['spec', 'template', 'metadata']]

/**
 * Takes back labels and annotations (of the object and of a pod template) that managers on the operator's clean-up list set and the
 * operator does not want; other managers' stay. flux-operator `internal/controller/common.go` `takeOwnershipFrom`.
 */
export function takeBack(store: ClusterStore, path: string, wanted: KubeObject): void {
  const live = store.get(path)
  for (const entry of live?.metadata.managedFields ?? []) {
    if (!isTakenOver(entry)) continue
    for (const place of PLACES) {
      for (const map of ['annotations', 'labels']) {
        const keys = Object.keys(fieldsAt(entry, [...place, map]))
          .filter((key) => key.startsWith('f:'))
          .map((key) => key.slice(2))
        const want = valueAt(wanted, [...place, map])
        const foreign = keys.filter((key) => !(key in want))
        if (foreign.length > 0) remove(store, path, [...place, map], foreign)
      }
    }
  }
}

function isTakenOver({ manager, operation }: ManagedFieldsEntry): boolean {
  if (manager.startsWith('kubectl') || manager === 'flux') return true
  if (operation === 'Apply') return manager === 'kustomize-controller'
  return manager === 'helm' || manager.startsWith('before-first-apply')
}

function fieldsAt({ fieldsV1 }: ManagedFieldsEntry, path: string[]): Record<string, unknown> {
  return path.reduce<Record<string, unknown>>((node, key) => (node[`f:${key}`] ?? {}) as Record<string, unknown>, fieldsV1 ?? {})
}

function valueAt(object: KubeObject, path: string[]): Record<string, unknown> {
  return path.reduce<Record<string, unknown>>(
    (node, key) => (node[key] ?? {}) as Record<string, unknown>,
    object as Record<string, unknown>,
  )
}

function remove(store: ClusterStore, path: string, place: string[], keys: string[]): void {
  const gone: unknown = Object.fromEntries(keys.map((key) => [key, null]))
  const body = place.reduceRight<unknown>((inner, key) => ({ [key]: inner }), gone)
  store.patch(path, body, { type: 'application/merge-patch+json', manager: OPERATOR })
}
