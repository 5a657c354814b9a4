import type { Condition, KubeObject } from '../../model/kube.ts'
import { selects, type LabelSelector } from '../../domain/label-selector.ts'
import { CONTROLLER, isReady, MERGE } from './replica-sets.ts'
import type { ClusterStore } from './store-types.ts'

interface BudgetSpec {
  minAvailable?: number | string
  maxUnavailable?: number | string
  selector?: LabelSelector
}
export interface BudgetStatus {
  disruptionsAllowed: number
  currentHealthy: number
  desiredHealthy: number
  expectedPods: number
  observedGeneration?: number
  conditions?: (Condition & { observedGeneration?: number })[]
}

const COUNTED = new Set(['Pod', 'PodDisruptionBudget', 'Deployment', 'ReplicaSet', 'StatefulSet'])

/**
 * Keeps the status of every PodDisruptionBudget: k8s.io/kubernetes `pkg/controller/disruption/disruption.go`. The real controller is a
 * moment behind; pods of owners without a scale are counted here as they stand, there they stop every eviction.
 */
export function runDisruptionBudgets(store: ClusterStore): void {
  store.onEvent(({ object }) => {
    if (!COUNTED.has(object.kind)) return
    const { namespace = '' } = object.metadata
    for (const budget of store.list(budgetsIn(namespace))) writeStatus(store, budget)
  })
}

/** Those that a pod is under; more than one is more than the Eviction API takes. */
export function budgetsOver(store: ClusterStore, { metadata }: KubeObject): KubeObject[] {
  return store.list(budgetsIn(metadata.namespace ?? '')).filter((budget) => takes(budget, metadata.labels))
}

function budgetsIn(namespace: string): string {
  return `/apis/policy/v1/namespaces/${namespace}/poddisruptionbudgets`
}

const specOf = (budget: KubeObject) => (budget['spec'] ?? {}) as BudgetSpec

function takes(budget: KubeObject, labels: Record<string, string> | undefined): boolean {
  const { selector } = specOf(budget)
  return selector !== undefined && selects(selector, labels)
}

function writeStatus(store: ClusterStore, budget: KubeObject): void {
  const { name, namespace = '', generation = 1 } = budget.metadata
  const { minAvailable, maxUnavailable } = specOf(budget)
  const pods = store.list(`/api/v1/namespaces/${namespace}/pods`).filter(({ metadata }) => takes(budget, metadata.labels))
  const expected = typeof minAvailable === 'number' ? pods.length : wantedPods(store, pods)
  const desired =
    maxUnavailable === undefined ? share(minAvailable ?? 1, expected) : Math.max(0, expected - share(maxUnavailable, expected))
  const healthy = pods.filter((pod) => isReady(pod) && !pod.metadata.deletionTimestamp).length
  const allowed = expected > 0 ? Math.max(0, healthy - desired) : 0
  const [before] = ((budget['status'] ?? {}) as Partial<BudgetStatus>).conditions ?? []
  const status = allowed > 0 ? 'True' : 'False'
  const condition = {
    type: 'DisruptionAllowed',
    status,
    reason: allowed > 0 ? 'SufficientPods' : 'InsufficientPods',
    message: '',
    observedGeneration: generation,
    lastTransitionTime: (before?.status === status && before.lastTransitionTime) || new Date().toISOString(),
  }
  const next: BudgetStatus = {
    disruptionsAllowed: allowed,
    currentHealthy: healthy,
    desiredHealthy: desired,
    expectedPods: expected,
    observedGeneration: generation,
    conditions: [condition],
  }
  store.patch(`${budgetsIn(namespace)}/${name}/status`, { status: next }, { type: MERGE, manager: CONTROLLER })
}

/** How many pods their owners want, and those that nobody owns. */
function wantedPods(store: ClusterStore, pods: KubeObject[]): number {
  const scaled = new Map<string, number>()
  const rest = pods.filter((pod) => {
    const owner = scaledOwner(store, pod)
    if (owner) scaled.set(owner.metadata.uid ?? '', (owner['spec'] as { replicas: number }).replicas)
    return !owner
  })
  return [...scaled.values()].reduce((sum, replicas) => sum + replicas, rest.length)
}

function scaledOwner(store: ClusterStore, { metadata }: KubeObject): KubeObject | undefined {
  const own = (kind: string, of = metadata) => of.ownerReferences?.find((owner) => owner.kind === kind)?.name
  const at = (plural: string, name: string | undefined) =>
    name === undefined ? undefined : store.get(`/apis/apps/v1/namespaces/${metadata.namespace}/${plural}/${name}`)
  const replicaSet = at('replicasets', own('ReplicaSet'))
  const deployment = replicaSet && at('deployments', own('Deployment', replicaSet.metadata))
  return deployment ?? replicaSet ?? at('statefulsets', own('StatefulSet'))
}

/** A count, or a share of all, rounded up: k8s.io/apimachinery `pkg/util/intstr`. */
function share(value: number | string, all: number): number {
  return typeof value === 'number' ? value : Math.ceil((Number.parseInt(value, 10) * all) / 100)
}
