import { isDeepStrictEqual } from 'node:util'
import type { Condition, KubeObject } from '../../model/kube.ts'
import type { ClusterStore } from '../kube/store-types.ts'

/** The annotation by which the flux CLI asks for a reconcile now (fluxcd/pkg apis/meta). */
const REQUESTED_AT = 'reconcile.fluxcd.io/requestedAt'

interface StatusWrite {
  manager: string
  /** The object as it was when the work began: its generation is the one observed, its request the one handled. */
  seen: KubeObject
  conditions: Condition[]
  /** Further fields of `status`; `null` removes one. */
  fields?: Record<string, unknown>
  now?: () => number
}

/** Writes conditions as Flux does; nothing is written when nothing differs, and a condition that stays keeps its transition time. */
export function writeStatus(
  store: ClusterStore,
  path: string,
  { manager, seen, conditions, fields = {}, now = Date.now }: StatusWrite,
): void {
  const current = store.get(path)
  if (!current || current.metadata.uid !== seen.metadata.uid) return
  const status = (current['status'] ?? {}) as Record<string, unknown>
  const before = (status['conditions'] ?? []) as Condition[]
  const at = new Date(Math.floor(now() / 1000) * 1000).toISOString().replace('.000Z', 'Z')
  const wanted = conditions.map((condition) => {
    const { lastTransitionTime, ...old } = before.find(({ type }) => type === condition.type) ?? { lastTransitionTime: undefined }
    const next = { ...condition, observedGeneration: seen.metadata.generation ?? 1 }
    return { ...next, lastTransitionTime: isDeepStrictEqual(old, next) ? (lastTransitionTime ?? at) : at }
  })
  const change: Record<string, unknown> = { conditions: wanted, ...fields }
  const differs = Object.entries(change).some(([key, value]) => !isDeepStrictEqual(status[key] ?? null, value ?? null))
  if (differs) store.patch(`${path}/status`, { status: change }, { type: 'application/merge-patch+json', manager })
}

export function readyCondition(object: KubeObject | undefined): Condition | undefined {
  const conditions = (object?.['status'] as { conditions?: Condition[] } | undefined)?.conditions ?? []
  return conditions.find(({ type }) => type === 'Ready')
}

export function requestedAt(object: KubeObject): string | undefined {
  return object.metadata.annotations?.[REQUESTED_AT]
}
