import type { KubeObject } from '../../model/kube.ts'
import { randomSuffix, shortHash } from './names.ts'
import { StatusError } from './status-error.ts'
import type { ClusterStore } from './store-types.ts'

export const CONTROLLER = 'kube-controller-manager'
export const MERGE = 'application/merge-patch+json'

interface Template {
  metadata?: { labels?: Record<string, string>; annotations?: Record<string, string> }
  spec?: object
}
export interface WorkloadSpec {
  replicas: number
  selector: { matchLabels?: Record<string, string> }
  template: Template
}

export const specOf = (object: KubeObject): WorkloadSpec => object['spec'] as WorkloadSpec

export function ownedBy(objects: KubeObject[], owner: KubeObject): KubeObject[] {
  return objects.filter(({ metadata }) => metadata.ownerReferences?.some(({ uid }) => uid === owner.metadata.uid))
}

export function isReady(pod: KubeObject): boolean {
  const { conditions } = (pod['status'] ?? {}) as { conditions?: { type: string; status: string }[] }
  return conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') ?? false
}

export function ownerOf({ apiVersion, kind, metadata: { name, uid = '' } }: KubeObject) {
  return [{ apiVersion, kind, name, uid, controller: true, blockOwnerDeletion: true }]
}

const HASH = 'pod-template-hash'
const REVISION = 'deployment.kubernetes.io/revision'

/** The ReplicaSet of a Deployment's template as it is now, made when it is not there; it carries the newest revision. */
export function currentReplicaSet(store: ClusterStore, deployment: KubeObject): KubeObject {
  const { namespace = '', name } = deployment.metadata
  const { replicas, selector, template } = specOf(deployment)
  const collection = `/apis/apps/v1/namespaces/${namespace}/replicasets`
  const hash = hashOf(template)
  const path = `${collection}/${name}-${hash}`
  const found = store.get(path)
  const others = ownedBy(store.list(collection), deployment).filter((one) => one.metadata.uid !== found?.metadata.uid)
  const newest = Math.max(0, ...others.map(revisionOf))
  if (found && revisionOf(found) > newest) return found
  const annotations = { [REVISION]: String(newest + 1) }
  store.patch(
    `/apis/apps/v1/namespaces/${namespace}/deployments/${name}`,
    { metadata: { annotations } },
    { type: MERGE, manager: CONTROLLER },
  )
  if (found) return store.patch(path, { metadata: { annotations } }, { type: MERGE, manager: CONTROLLER })
  const labels = { ...template.metadata?.labels, [HASH]: hash }
  const replicaSet = {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: { name: `${name}-${hash}`, namespace, labels, annotations, ownerReferences: ownerOf(deployment) },
    spec: {
      replicas,
      selector: { matchLabels: { ...selector.matchLabels, [HASH]: hash } },
      template: { ...template, metadata: { ...template.metadata, labels } },
    },
  }
  return store.create(collection, replicaSet, CONTROLLER)
}

const hashes = new WeakMap<Template, string>()

/** Made once for each stored template: they are frozen, and asked for at every event. */
function hashOf(template: Template): string {
  const hash = hashes.get(template) ?? shortHash(template)
  if (Object.isFrozen(template)) hashes.set(template, hash)
  return hash
}

function revisionOf({ metadata }: KubeObject): number {
  return Number(metadata.annotations?.[REVISION] ?? 0)
}

/** Brings a ReplicaSet to `replicas` pods; answers those that stand, and why one could not be made. */
export function scale(store: ClusterStore, replicaSet: KubeObject, replicas: number): { pods: KubeObject[]; problem?: string } {
  const { namespace = '', name } = replicaSet.metadata
  if (specOf(replicaSet).replicas !== replicas) {
    store.patch(`/apis/apps/v1/namespaces/${namespace}/replicasets/${name}`, { spec: { replicas } }, { type: MERGE, manager: CONTROLLER })
  }
  const collection = `/api/v1/namespaces/${namespace}/pods`
  const pods = ownedBy(store.list(collection), replicaSet).filter((pod) => !pod.metadata.deletionTimestamp)
  const unreadyFirst = pods.sort((a, b) => Number(isReady(a)) - Number(isReady(b)))
  for (const pod of unreadyFirst.splice(0, Math.max(0, pods.length - replicas))) store.delete(`${collection}/${pod.metadata.name}`)
  const { metadata, spec } = specOf(replicaSet).template
  while (pods.length < replicas) {
    const identity = { ...metadata, name: `${name}-${randomSuffix()}`, namespace, ownerReferences: ownerOf(replicaSet) }
    try {
      pods.push(store.create(collection, { apiVersion: 'v1', kind: 'Pod', metadata: identity, spec }, CONTROLLER))
    } catch (error) {
      if (error instanceof StatusError) return { pods, problem: error.message }
      throw error
    }
  }
  return { pods }
}
