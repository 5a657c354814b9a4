import type { KubeObject } from '../../model/kube.ts'
import type { ClusterStore } from '../kube/store-types.ts'
import type { Activity } from './activity.ts'
import { startActor, type Actor } from './actor.ts'
import { requestedAt } from './conditions.ts'
import { removeInstance } from './flux-removal.ts'
import { beginRun, continueRun, type Run } from './flux-run.ts'
import { objectPath, collectionPath } from './object-path.ts'
import { ensureEntitlement } from './operator-entitlement.ts'
import { runningPod } from './pods.ts'
import { writeInstanceStatus } from './instance-status.ts'
import { OPERATOR } from './take-back.ts'

const FINALIZER = 'fluxcd.controlplane.io/finalizer'
const RECONCILE = 'fluxcd.controlplane.io/reconcile'
const KINDS = new Set(['FluxInstance', 'Pod', 'Deployment', 'GitRepository', 'Kustomization', 'CustomResourceDefinition', 'Namespace'])

interface OperatorOptions {
  store: ClusterStore
  activity: Activity
  onError: (error: unknown) => void
  /** How long the applied objects may take to become ready; the operator's default is 5 minutes. */
  healthTimeoutMs?: number
  /** How soon a failed apply is tried again. */
  retryMs?: number
}

/**
 * flux-operator: while its pod runs, brings about the FluxInstance `flux` of its namespace, on every new generation, request
 * (`reconcile.fluxcd.io/requestedAt`) and start of a pod. Behaviour and words: flux-operator
 * `internal/controller/fluxinstance_controller.go`.
 */
export function startOperator(options: OperatorOptions): Actor {
  const { store, activity, onError, healthTimeoutMs = 300_000, retryMs = 1000 } = options
  const runs = new Map<string, Run>()
  const timers = new Set<NodeJS.Timeout>()
  const actor = startActor({ activity, onError, work })
  const unsubscribe = store.onEvent(({ object }) => {
    if (KINDS.has(object.kind)) actor.wake()
  })

  function later(ms: number): void {
    const timer = setTimeout(() => {
      timers.delete(timer)
      actor.wake()
    }, ms)
    timer.unref()
    timers.add(timer)
  }

  function work(): void {
    const pod = runningPod(store, OPERATOR)
    if (!pod) return
    const namespace = pod.metadata.namespace ?? 'default'
    ensureEntitlement(store, namespace)
    const instance = instances(store, namespace).find(({ metadata }) => metadata.name === 'flux')
    if (instance) reconcile(instance, pod)
  }

  function reconcile(instance: KubeObject, pod: KubeObject): void {
    const path = objectPath(instance)
    const paused = instance.metadata.annotations?.[RECONCILE] === 'disabled'
    if (instance.metadata.deletionTimestamp) {
      if (!paused) removeInstance(store, instance)
      return setFinalizers(
        path,
        (instance.metadata.finalizers ?? []).filter((name) => name !== FINALIZER),
      )
    }
    if (!instance.metadata.finalizers?.includes(FINALIZER)) setFinalizers(path, [...(instance.metadata.finalizers ?? []), FINALIZER])
    if (paused) return pause(instance)
    const uid = instance.metadata.uid ?? ''
    const trigger = JSON.stringify([instance.metadata.generation, requestedAt(instance), pod.metadata.uid])
    const known = runs.get(uid)
    const due = !known || known.trigger !== trigger || (known.state === 'failed' && performance.now() - known.startedAt >= retryMs)
    const run = due ? beginRun(store, instance, operatorVersion(pod), trigger) : known
    runs.set(uid, run)
    const failedBefore = !due && run.state === 'failed'
    continueRun(store, instance, run, healthTimeoutMs)
    if (run.state === 'failed' && !failedBefore) later(retryMs + 1)
    if (due && run.state === 'waiting') later(healthTimeoutMs + 1)
  }

  function setFinalizers(path: string, finalizers: string[]): void {
    store.patch(path, { metadata: { finalizers } }, { type: 'application/merge-patch+json', manager: OPERATOR })
  }

  function pause(instance: KubeObject): void {
    if (instance['status'] !== undefined) return
    writeInstanceStatus(store, instance, 'True', 'ReconciliationDisabled', 'Initialized with reconciliation suspended')
  }

  function operatorVersion(pod: KubeObject): string {
    const namespace = pod.metadata.namespace ?? 'default'
    const deployment = store.get(`/apis/apps/v1/namespaces/${namespace}/deployments/${OPERATOR}`)
    return deployment?.metadata.labels?.['app.kubernetes.io/version'] ?? 'v0.0.0'
  }

  actor.wake()
  return {
    wake: actor.wake,
    stop() {
      unsubscribe()
      for (const timer of timers) clearTimeout(timer)
      actor.stop()
    },
  }
}

/** The FluxInstances of a namespace; none while their CRD is not served. */
function instances(store: ClusterStore, namespace: string): KubeObject[] {
  try {
    return store.list(collectionPath('fluxcd.controlplane.io/v1', 'FluxInstance', namespace))
  } catch {
    return []
  }
}
