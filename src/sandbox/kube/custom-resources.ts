import type { KubeObject } from '../../model/kube.ts'
import { CRD_FINALIZER } from './deletion.ts'
import { pathOfRow } from './garbage-collection.ts'
import { resourcesOfCrd, type CrdSpec } from './kinds.ts'
import type { Later } from './later.ts'
import type { ObjectStore } from './object-store.ts'

const MANAGER = 'kube-apiserver'
const MERGE = { type: 'application/merge-patch+json', manager: MANAGER } as const

/** Serves the kinds of CustomResourceDefinitions a moment (`establishMs`) after they are stored, and removes their objects with them. */
export function runCustomResources(
  store: ObjectStore,
  { later, now, establishMs }: { later: Later; now: () => string; establishMs: number },
): void {
  store.table.subscribe(({ type, resource, object }) => {
    if (resource.kind === 'CustomResourceDefinition') {
      const { group, names } = object['spec'] as CrdSpec
      if (type === 'DELETED') store.kinds.serve(group, names.plural, [])
      else if (object.metadata.deletionTimestamp) later(0, () => end(object.metadata.name))
      else if (type === 'ADDED') later(establishMs, () => establish(object.metadata.name))
      else if (isEstablished(object)) store.kinds.serve(group, names.plural, resourcesOfCrd(object))
    } else if (resource.custom && type === 'DELETED') later(0, () => clean(`${resource.plural}.${resource.group}`))
  })

  for (const { resource, object } of store.table.rows()) {
    if (resource.kind !== 'CustomResourceDefinition') continue
    const { group, names } = object['spec'] as CrdSpec
    if (isEstablished(object)) store.kinds.serve(group, names.plural, resourcesOfCrd(object))
    if (object.metadata.deletionTimestamp) later(0, () => end(object.metadata.name))
    else if (!isEstablished(object)) later(establishMs, () => establish(object.metadata.name))
  }

  const pathOfCrd = (name: string) => `/apis/apiextensions.k8s.io/v1/customresourcedefinitions/${name}`

  const condition = (type: string, reason: string, message: string) => ({
    type,
    status: 'True',
    reason,
    message,
    lastTransitionTime: now(),
  })

  function establish(name: string): void {
    const crd = store.get(pathOfCrd(name))
    if (!crd || crd.metadata.deletionTimestamp) return
    const { names, versions } = crd['spec'] as CrdSpec
    const conditions = [
      condition('NamesAccepted', 'NoConflicts', 'no conflicts found'),
      condition('Established', 'InitialNamesAccepted', 'the initial names have been accepted'),
    ]
    const storedVersions = versions.filter((version) => version.storage).map((version) => version.name)
    store.patch(`${pathOfCrd(name)}/status`, { status: { acceptedNames: names, conditions, storedVersions } }, MERGE)
  }

  /** Says that it is going, once, and sees to it. */
  function end(name: string): void {
    const { conditions = [] } = (store.get(pathOfCrd(name))?.['status'] ?? {}) as { conditions?: { type: string }[] | null }
    if (conditions?.some(({ type }) => type === 'Terminating')) return clean(name)
    const message = 'CustomResourceDefinition marked for deletion; CustomResource deletion will begin soon'
    const going = [...(conditions ?? []), condition('Terminating', 'InstanceDeletionPending', message)]
    if (store.get(pathOfCrd(name))) store.patch(`${pathOfCrd(name)}/status`, { status: { conditions: going } }, MERGE)
  }

  /** Deletes the objects of a CRD that is going; the CRD itself follows when the last one has gone. */
  function clean(name: string): void {
    const crd = store.get(pathOfCrd(name))
    if (!crd?.metadata.deletionTimestamp || !crd.metadata.finalizers?.includes(CRD_FINALIZER)) return
    const { group, names } = crd['spec'] as CrdSpec
    const instances = () =>
      store.table.rows().filter(({ resource }) => resource.custom && resource.group === group && resource.plural === names.plural)
    for (const { resource, object } of instances()) {
      const path = pathOfRow(resource, object)
      if (!object.metadata.deletionTimestamp && store.get(path)) store.delete(path)
    }
    if (instances().length > 0) return
    store.patch(pathOfCrd(name), { metadata: { finalizers: crd.metadata.finalizers.filter((one) => one !== CRD_FINALIZER) } }, MERGE)
  }
}

function isEstablished(crd: KubeObject): boolean {
  const { conditions } = (crd['status'] ?? {}) as { conditions?: { type: string; status: string }[] }
  return conditions?.some(({ type, status }) => type === 'Established' && status === 'True') ?? false
}
