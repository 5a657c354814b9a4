import type { Condition, KubeObject } from '../../model/kube.ts'
import { createLater } from './later.ts'
import { runPodOwners } from './pod-owners.ts'
import { startPods } from './pod-starts.ts'
import { CONTROLLER, currentReplicaSet, isReady, MERGE, ownedBy, scale, specOf } from './replica-sets.ts'
import { StatusError } from './status-error.ts'
import type { ClusterStore } from './store-types.ts'

export interface Workloads {
  /** From a pod's creation until it is Ready. */
  podStartMs: number
  /** From now on, pods of the Deployment `NAMESPACE/NAME` that are not running yet wait for this reason. */
  fail(deployment: string, reason: 'ImagePullBackOff' | 'CrashLoopBackOff' | 'CreateContainerConfigError'): void
  mend(deployment: string): void
  /** Whether anything is due. */
  busy(): boolean
  stop(): void
}

const REPLICASETS = /^\/apis\/apps\/v1\/namespaces\/[^/]+\/(replicasets|deployments)\//

/** Runs Deployments, StatefulSets and Jobs: pods, their replacement and status, as the controller manager, the scheduler and a kubelet would. */
export function runWorkloads(store: ClusterStore, options: { podStartMs?: number } = {}): Workloads {
  const later = createLater()
  const failures = new Map<string, string>()
  const due = new Set<string>()

  function schedule(path: string, work = () => reconcile(store, path)): void {
    if (due.has(path)) return
    due.add(path)
    later(0, () => {
      due.delete(path)
      work()
    })
  }

  const pathIn = (namespace: string | undefined, plural: string, name: string) => `/apis/apps/v1/namespaces/${namespace}/${plural}/${name}`
  const controllerOf = (object: KubeObject, kind: string) => object.metadata.ownerReferences?.find((owner) => owner.kind === kind)?.name

  function deploymentOf(object: KubeObject): string | undefined {
    const { namespace, name } = object.metadata
    if (object.kind === 'Deployment') return name
    if (object.kind === 'ReplicaSet') return controllerOf(object, 'Deployment')
    const replicaSet = controllerOf(object, 'ReplicaSet')
    const found = replicaSet && store.get(pathIn(namespace, 'replicasets', replicaSet))
    return found ? controllerOf(found, 'Deployment') : undefined
  }

  const unsubscribe = store.onEvent(({ type, path, object }) => {
    const { namespace } = object.metadata
    if (object.kind === 'ServiceAccount' && type === 'ADDED') {
      for (const { metadata } of store.list(`/apis/apps/v1/namespaces/${namespace}/deployments`))
        schedule(pathIn(namespace, 'deployments', metadata.name))
    }
    if (!REPLICASETS.test(path) && object.kind !== 'Pod') return
    const name = deploymentOf(object)
    if (name) schedule(pathIn(namespace, 'deployments', name))
  })
  let podStartMs = options.podStartMs ?? 5
  const pods = startPods(store, {
    later,
    startMs: () => podStartMs,
    failure: (pod) => failures.get(`${pod.metadata.namespace}/${deploymentOf(pod)}`),
  })
  const stopOwners = runPodOwners(store, schedule)
  for (const { metadata } of store.list('/apis/apps/v1/deployments')) schedule(pathIn(metadata.namespace, 'deployments', metadata.name))
  return {
    get podStartMs() {
      return podStartMs
    },
    set podStartMs(ms) {
      podStartMs = ms
    },
    fail: (deployment, reason) => void failures.set(deployment, reason),
    mend(deployment) {
      failures.delete(deployment)
      pods.retry()
    },
    busy: () => later.pending() > 0,
    stop() {
      unsubscribe()
      stopOwners()
      later.stop()
    },
  }
}

function reconcile(store: ClusterStore, path: string): void {
  const deployment = store.get(path)
  if (!deployment || deployment.metadata.deletionTimestamp) return
  try {
    writeStatus(store, path, deployment, roll(store, deployment))
  } catch (error) {
    // Between the look and the write the object or its namespace may have gone; its next event brings us back.
    if (!(error instanceof StatusError)) throw error
  }
}

interface DeploymentCondition extends Condition {
  lastUpdateTime?: string
}

interface Rollout {
  replicaSetName: string
  current: KubeObject[]
  all: KubeObject[]
  problem: string | undefined
}

/** Old pods go when the new ones are Ready. */
function roll(store: ClusterStore, deployment: KubeObject): Rollout {
  const { replicas } = specOf(deployment)
  const current = currentReplicaSet(store, deployment)
  const { pods, problem } = scale(store, current, replicas)
  const isRolledOut = pods.filter(isReady).length >= replicas
  const collection = `/apis/apps/v1/namespaces/${deployment.metadata.namespace}/replicasets`
  const old = ownedBy(store.list(collection), deployment).filter(({ metadata }) => metadata.uid !== current.metadata.uid)
  const rest = old.flatMap((replicaSet) => scale(store, replicaSet, isRolledOut ? 0 : specOf(replicaSet).replicas).pods)
  return { replicaSetName: current.metadata.name, current: pods, all: [...pods, ...rest], problem }
}

/** Counts of zero are left out by the API server. */
const countOf = (count: number) => (count === 0 ? null : count)

function writeStatus(store: ClusterStore, path: string, deployment: KubeObject, { replicaSetName, current, all, problem }: Rollout): void {
  const { replicas } = specOf(deployment)
  const { generation } = deployment.metadata
  const ready = all.filter(isReady).length
  const isAvailable = ready >= replicas
  const isComplete = current.filter(isReady).length >= replicas && all.length === replicas
  const before = ((deployment['status'] ?? {}) as { conditions?: DeploymentCondition[] }).conditions ?? []
  const condition = (type: string, isTrue: boolean, reason: string, message: string): DeploymentCondition => {
    const status = isTrue ? 'True' : 'False'
    const old = before.find((one) => one.type === type && one.status === status)
    const now = new Date().toISOString()
    const lastUpdateTime = old?.reason === reason && old.message === message ? old.lastUpdateTime : now
    return { type, status, reason, message, lastUpdateTime, lastTransitionTime: old?.lastTransitionTime ?? now }
  }
  const replicaSet = `ReplicaSet "${replicaSetName}"`
  const status = {
    observedGeneration: generation,
    replicas: countOf(all.length),
    updatedReplicas: countOf(current.length),
    readyReplicas: countOf(ready),
    availableReplicas: countOf(ready),
    unavailableReplicas: countOf(Math.max(0, replicas - ready)),
    conditions: [
      isAvailable
        ? condition('Available', true, 'MinimumReplicasAvailable', 'Deployment has minimum availability.')
        : condition('Available', false, 'MinimumReplicasUnavailable', 'Deployment does not have minimum availability.'),
      isComplete
        ? condition('Progressing', true, 'NewReplicaSetAvailable', `${replicaSet} has successfully progressed.`)
        : condition('Progressing', true, 'ReplicaSetUpdated', `${replicaSet} is progressing.`),
      ...(problem ? [condition('ReplicaFailure', true, 'FailedCreate', problem)] : []),
    ],
  }
  store.patch(`${path}/status`, { status }, { type: MERGE, manager: CONTROLLER })
}
