import type { KubeObject } from '../../model/kube.ts'
import type { ClusterStore } from '../kube/store-types.ts'
import { readyCondition } from './conditions.ts'
import { objectPath } from './object-path.ts'

interface Health {
  state: 'ready' | 'waiting' | 'failed'
  message: string
}

/**
 * Whether all that was applied is ready, the sync's source and Kustomization included (`spec.wait` is true by default). The
 * message reads as in controlplaneio-fluxcd/flux-operator#493.
 */
export function healthOf(store: ClusterStore, objects: KubeObject[]): Health {
  const states = objects.flatMap((object) => {
    const found = stateOf(store.get(objectPath(object)), object.kind)
    return found ? [{ label: [object.kind, object.metadata.namespace, object.metadata.name].filter(Boolean).join('/'), ...found }] : []
  })
  const open = states.filter(({ state }) => state !== 'ready')
  if (open.length === 0) return { state: 'ready', message: '' }
  const list = open.map(
    ({ label, state, message }) => `${label} status: '${state === 'failed' ? 'Failed' : 'InProgress'}'${message && `: ${message}`}`,
  )
  return {
    state: open.some(({ state }) => state === 'failed') ? 'failed' : 'waiting',
    message: `timeout waiting for: [${list.join(', ')}]`,
  }
}

function stateOf(live: KubeObject | undefined, kind: string): Health | undefined {
  if (kind === 'Deployment') return { state: isDeploymentReady(live) ? 'ready' : 'waiting', message: '' }
  if (kind !== 'Kustomization' && !/Repository$|^Bucket$/.test(kind)) return undefined
  const ready = readyCondition(live)
  const current = ready?.observedGeneration === (live?.metadata.generation ?? 1)
  if (!ready || !current || ready.status === 'Unknown') return { state: 'waiting', message: '' }
  return ready.status === 'True' ? { state: 'ready', message: '' } : { state: 'failed', message: ready.message ?? '' }
}

/** All replicas are of the newest generation and available. */
export function isDeploymentReady(deployment: KubeObject | undefined): boolean {
  if (!deployment) return false
  const { replicas = 1 } = deployment['spec'] as { replicas?: number }
  type Counts = { observedGeneration?: number; availableReplicas?: number; updatedReplicas?: number; replicas?: number }
  const status = (deployment['status'] ?? {}) as Counts
  const { observedGeneration = 0, availableReplicas = 0, updatedReplicas = 0 } = status
  return observedGeneration >= (deployment.metadata.generation ?? 1) && availableReplicas >= replicas && updatedReplicas >= replicas
}
