import { LOCK_LEASE } from '../domain/names.ts'
import type { KubeObject, Ref } from '../model/kube.ts'

/** Name of the Lease that is our lock. */
export const LEASE = LOCK_LEASE

/** coordination.k8s.io/v1 LeaseSpec, as far as it is ours. */
export interface LeaseSpec {
  holderIdentity?: string
  leaseDurationSeconds?: number
  acquireTime?: string
  renewTime?: string
}

/** Whoever may edit Leases there could else bar us for years: no run of ours ever asks for longer. */
const LONGEST_MS = 120_000

export function leaseRef(namespace: string): Ref {
  return { kind: 'Lease', namespace, name: LEASE }
}

export function newLease(namespace: string, spec: LeaseSpec): KubeObject {
  return { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata: { name: LEASE, namespace }, spec }
}

export function heldSpec(holderIdentity: string, durationMs: number): LeaseSpec {
  // MicroTime wants six digits behind the second.
  const now = new Date().toISOString().replace('Z', '000Z')
  return { holderIdentity, leaseDurationSeconds: Math.max(1, Math.round(durationMs / 1000)), acquireTime: now, renewTime: now }
}

/** For how long it must be seen unchanged before it may be taken. */
export function waitMs({ leaseDurationSeconds }: LeaseSpec, ownMs: number): number {
  // Whoever wrote it may have written anything.
  const said = typeof leaseDurationSeconds === 'number' ? leaseDurationSeconds * 1000 : ownMs
  return said >= 0 ? Math.min(said, Math.max(LONGEST_MS, ownMs)) : ownMs
}

/** Whether a lease is held by nobody, or was not renewed for its duration and one renewal more, by the wall clock. */
export function isGivenUp(spec: LeaseSpec | undefined, times: { durationMs: number; renewMs: number }): boolean {
  if (!spec?.holderIdentity) return true
  const renewed = Date.parse(spec.renewTime ?? '')
  return !(renewed + waitMs(spec, times.durationMs) + Math.min(times.renewMs, times.durationMs) > Date.now())
}

/**
 * How old a lease is, from before its renewal was sent. Two clocks, and the one that says more counts: the monotonic one stands still
 * while a machine sleeps, the wall clock may be set back.
 */
export function agesOf() {
  const now = () => [Date.now(), performance.now()] as const
  let then = now()
  return {
    now,
    since: (begun: readonly [number, number]) => (then = begun),
    ms: () => Math.max(...now().map((clock, at) => clock - (then[at] ?? 0))),
  }
}
