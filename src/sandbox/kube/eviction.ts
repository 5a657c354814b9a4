import type { KubeObject } from '../../model/kube.ts'
import { budgetsOver, type BudgetStatus } from './disruption-budgets.ts'
import type { Located, ObjectStore } from './object-store.ts'
import { isReady } from './replica-sets.ts'
import { badRequest, notFound, StatusError, type Status } from './status-error.ts'

interface DeleteOptions {
  preconditions?: { uid?: string; resourceVersion?: string }
  dryRun?: string[]
}

/**
 * POST `pods/NAME/eviction`: deletes the pod if the PodDisruptionBudget that it is under allows it, 429 if not. Order and wording of the
 * refusals: k8s.io/kubernetes `pkg/registry/core/pod/storage/eviction.go`.
 * https://kubernetes.io/docs/concepts/scheduling-eviction/api-eviction/
 */
export function evict(store: ObjectStore, at: Located, body: KubeObject, { dryRun }: { dryRun: boolean }): Status {
  const { name = '', namespace = '' } = at
  checkBody(body, name)
  const path = `/api/v1/namespaces/${namespace}/pods/${name}`
  const pod = store.get(path)
  if (!pod) throw notFound(at.resource, name)
  const refusal = isOutOfService(pod) ? undefined : refusalOf(store, pod)
  if (refusal) throw refusal
  const { preconditions, dryRun: said } = (body['deleteOptions'] ?? {}) as DeleteOptions
  store.delete(path, { ...preconditions, dryRun: dryRun || (said?.includes('All') ?? false) })
  return { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', code: 201 }
}

function checkBody({ kind = 'Eviction', apiVersion = 'policy/v1', metadata }: Partial<KubeObject>, name: string): void {
  if (kind !== 'Eviction' || apiVersion !== 'policy/v1') {
    const conversion = `converting (${apiVersion}.${kind}) to (policy.Eviction): unknown conversion`
    throw badRequest(`${kind} in version "${apiVersion}" cannot be handled as a Eviction: ${conversion}`)
  }
  if (metadata?.name && metadata.name !== name) throw badRequest('name in URL does not match name in Eviction object')
}

/** Nobody is served by such a pod, so no budget counts it. */
function isOutOfService(pod: KubeObject): boolean {
  const { phase = '' } = (pod['status'] ?? {}) as { phase?: string }
  return pod.metadata.deletionTimestamp !== undefined || ['Pending', 'Succeeded', 'Failed'].includes(phase)
}

function refusalOf(store: ObjectStore, pod: KubeObject): StatusError | undefined {
  const [budget, ...more] = budgetsOver(store, pod)
  if (!budget) return undefined
  if (more.length > 0) {
    return new StatusError(500, '', 'This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.')
  }
  const { disruptionsAllowed, desiredHealthy, currentHealthy } = budget['status'] as BudgetStatus
  if (disruptionsAllowed > 0) return undefined
  // A pod that is not Ready may go while the others are enough (`IfHealthyBudget`).
  if (!isReady(pod) && desiredHealthy > 0 && currentHealthy >= desiredHealthy) return undefined
  const message = `The disruption budget ${budget.metadata.name} needs ${desiredHealthy} healthy pods and has ${currentHealthy} currently`
  const why = "Cannot evict pod as it would violate the pod's disruption budget."
  return new StatusError(429, 'TooManyRequests', why, { causes: [{ reason: 'DisruptionBudget', message }] })
}
