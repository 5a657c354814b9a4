import type { KubeObject } from '../../model/kube.ts'
import { randomSuffix, shortHash } from './names.ts'
import { CONTROLLER, isReady, MERGE, ownedBy, ownerOf, specOf } from './replica-sets.ts'
import { StatusError } from './status-error.ts'
import type { ClusterStore } from './store-types.ts'

const COLLECTIONS: Record<string, (namespace: string) => string> = {
  StatefulSet: (namespace) => `/apis/apps/v1/namespaces/${namespace}/statefulsets`,
  Job: (namespace) => `/apis/batch/v1/namespaces/${namespace}/jobs`,
}

/** Runs the owners of pods that need no ReplicaSet: StatefulSets, and Jobs, whose pods never end here. */
export function runPodOwners(store: ClusterStore, schedule: (path: string, work: () => void) => void): () => void {
  const soon = (kind: string, namespace: string, name: string) => {
    const path = `${COLLECTIONS[kind]?.(namespace)}/${name}`
    schedule(path, () => reconcile(store, path))
  }
  const allIn = (namespace: string) =>
    Object.entries(COLLECTIONS).flatMap(([kind, collection]) =>
      store.list(collection(namespace)).map(({ metadata }) => [kind, namespace, metadata.name] as const),
    )
  const unsubscribe = store.onEvent(({ type, object }) => {
    const { namespace = '', name, ownerReferences = [] } = object.metadata
    if (object.kind in COLLECTIONS) soon(object.kind, namespace, name)
    // Those whose pods wait for it.
    if (object.kind === 'ServiceAccount' && type === 'ADDED') for (const owner of allIn(namespace)) soon(...owner)
    if (object.kind !== 'Pod') return
    for (const owner of ownerReferences) if (owner.kind in COLLECTIONS) soon(owner.kind, namespace, owner.name)
  })
  for (const { metadata } of store.list('/api/v1/namespaces')) for (const owner of allIn(metadata.name)) soon(...owner)
  return unsubscribe
}

function reconcile(store: ClusterStore, path: string): void {
  const owner = store.get(path)
  if (!owner || owner.metadata.deletionTimestamp) return
  try {
    const pods = owner.kind === 'Job' ? runJob(store, owner) : runStatefulSet(store, owner)
    store.patch(`${path}/status`, { status: statusOf(owner, pods) }, { type: MERGE, manager: CONTROLLER })
  } catch (error) {
    // A ServiceAccount that is missing yet, or something went between the look and the write: its next event brings us back.
    if (!(error instanceof StatusError)) throw error
  }
}

function standing(store: ClusterStore, owner: KubeObject): KubeObject[] {
  return ownedBy(store.list(`/api/v1/namespaces/${owner.metadata.namespace}/pods`), owner).filter((pod) => !pod.metadata.deletionTimestamp)
}

function create(store: ClusterStore, owner: KubeObject, name: string, labels: Record<string, string>): void {
  const { metadata, spec } = specOf(owner).template
  const { namespace } = owner.metadata
  const identity = { ...metadata, name, namespace, labels: { ...metadata?.labels, ...labels }, ownerReferences: ownerOf(owner) }
  store.create(`/api/v1/namespaces/${namespace}/pods`, { apiVersion: 'v1', kind: 'Pod', metadata: identity, spec }, CONTROLLER)
}

function remove(store: ClusterStore, { metadata }: KubeObject): void {
  store.delete(`/api/v1/namespaces/${metadata.namespace}/pods/${metadata.name}`)
}

const REVISION = 'controller-revision-hash'

/** One step, as `OrderedReady` takes them: pods come by their number, each when the one before is Ready, and are replaced from the last. */
function runStatefulSet(store: ClusterStore, owner: KubeObject): KubeObject[] {
  const { replicas, template } = specOf(owner)
  const { name } = owner.metadata
  const revision = `${name}-${shortHash(template)}`
  const pods = standing(store, owner)
  const numbered = Array.from({ length: replicas }, (_, number) => pods.find(({ metadata }) => metadata.name === `${name}-${number}`))
  for (const pod of pods) if (!numbered.includes(pod)) remove(store, pod)
  const next = numbered.findIndex((pod) => !pod || !isReady(pod))
  if (next >= 0 && !numbered[next]) {
    const labels = { 'apps.kubernetes.io/pod-index': String(next), 'statefulset.kubernetes.io/pod-name': `${name}-${next}` }
    create(store, owner, `${name}-${next}`, { ...labels, [REVISION]: revision })
  }
  const old = numbered.findLast((pod) => pod && pod.metadata.labels?.[REVISION] !== revision)
  if (next < 0 && old) remove(store, old)
  return standing(store, owner)
}

function runJob(store: ClusterStore, owner: KubeObject): KubeObject[] {
  const { name } = owner.metadata
  const { parallelism } = owner['spec'] as { parallelism: number }
  const missing = parallelism - standing(store, owner).length
  for (let made = 0; made < missing; made++) {
    create(store, owner, `${name}-${randomSuffix()}`, { 'job-name': name, 'batch.kubernetes.io/job-name': name })
  }
  return standing(store, owner)
}

function statusOf({ kind, metadata }: KubeObject, pods: KubeObject[]): object {
  const ready = pods.filter(isReady).length
  if (kind === 'Job') return { active: pods.length, ready }
  return { observedGeneration: metadata.generation, replicas: pods.length, readyReplicas: ready, availableReplicas: ready }
}
