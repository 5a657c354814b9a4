import type { Condition, KubeObject } from '../../model/kube.ts'

/** What an object's Ready condition says about its present spec. */
export interface Readiness {
  state: 'ready' | 'failed' | 'progressing'
  reason: string
  message: string
}

/**
 * Reads the Ready condition as kstatus does: one that was written for an older generation says nothing about the present one.
 * Source: https://github.com/kubernetes-sigs/cli-utils/blob/master/pkg/kstatus/README.md
 */
export function readinessOf(object: KubeObject): Readiness {
  const status = object['status'] as { conditions?: Condition[]; observedGeneration?: number } | undefined
  const ready = status?.conditions?.find(({ type }) => type === 'Ready')
  if (!ready) return { state: 'progressing', reason: '', message: 'no controller has reported on it yet' }

  const { reason = '', message = '' } = ready
  const observed = ready.observedGeneration ?? status?.observedGeneration
  const generation = object.metadata.generation
  if (observed !== undefined && generation !== undefined && observed < generation) {
    return { state: 'progressing', reason, message: `generation ${generation} is not reconciled yet (seen: ${observed}): ${message}` }
  }
  const state = ready.status === 'True' ? 'ready' : ready.status === 'False' ? 'failed' : 'progressing'
  return { state, reason, message }
}
