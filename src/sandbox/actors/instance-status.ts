import type { Condition, KubeObject } from '../../model/kube.ts'
import type { ClusterStore } from '../kube/store-types.ts'
import { requestedAt, writeStatus } from './conditions.ts'
import { objectPath } from './object-path.ts'
import { OPERATOR } from './take-back.ts'

/**
 * Writes a FluxInstance's Ready condition, with the one that goes beside it: Reconciling while in progress or to be tried again, Stalled
 * when nothing will be tried until the spec changes (flux-operator `docs/api/v1/fluxinstance.md`, status conditions).
 */
export function writeInstanceStatus(
  store: ClusterStore,
  instance: KubeObject,
  status: Condition['status'],
  reason: string,
  message: string,
  fields: Record<string, unknown> = {},
): void {
  const conditions: Condition[] = [{ type: 'Ready', status, reason, message }]
  if (reason === 'Progressing') conditions.unshift({ type: 'Reconciling', status: 'True', reason, message })
  if (reason === 'ReconciliationFailed' || reason === 'ArtifactFailed') {
    conditions.unshift({ type: 'Reconciling', status: 'True', reason: 'ProgressingWithRetry', message: 'Reconciliation failed, retrying' })
  }
  if (reason === 'BuildFailed') conditions.push({ type: 'Stalled', status: 'True', reason, message })
  const asked = requestedAt(instance)
  const handled = asked && reason !== 'Progressing' ? { lastHandledReconcileAt: asked } : {}
  writeStatus(store, objectPath(instance), { manager: OPERATOR, seen: instance, conditions, fields: { ...handled, ...fields } })
}
