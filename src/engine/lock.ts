import { randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { Failure } from '../domain/failure.ts'
import type { KubeObject, KubeReader, KubeWriter } from '../model/kube.ts'

const LEASE = 'flux-irsa'

export interface LockTimes {
  durationMs: number
  renewMs: number
}
export const LOCK_TIMES: LockTimes = { durationMs: 30_000, renewMs: 10_000 }
const LOOK_AGAIN_MS = 1_000

function isLost(error: unknown): boolean {
  return error instanceof Failure && error.code === 'lock-lost'
}

interface LeaseSpec {
  holderIdentity?: string
  leaseDurationSeconds?: number
  acquireTime?: string
  renewTime?: string
}

interface Locking {
  kube: KubeReader & KubeWriter
  times: LockTimes
  signal: AbortSignal
  waiting: (text: string) => void
}

/**
 * Runs `work` while holding a Lease in each namespace (in the order of their names, so that two runs never wait for each other), so that two installs do not write side by side. A lease that a killed run left is
 * taken over once it was seen unchanged for its whole duration, by our own clock (clocks of two machines may differ). `work` gets a
 * signal that aborts when the lease is lost. `kube` must outlive the run's own signal, or an interrupted run could not give the lease back. Kubernetes: coordination.k8s.io/v1; the same rules as client-go's leader election.
 */
export async function withLock<T>(options: Locking & { namespaces: string[] }, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const [namespace, ...others] = options.namespaces.toSorted()
  if (namespace === undefined) return work(options.signal)
  return withLease({ ...options, namespace }, (signal) => withLock({ ...options, namespaces: others, signal }, work))
}

async function withLease<T>(options: Locking & { namespace: string }, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const { kube, namespace, times, signal, waiting } = options
  const holder = `${hostname()}_${randomUUID()}`
  await acquire()
  const lost = new AbortController()
  const stop = new AbortController()
  const renewal = renew().catch((error: unknown) => lost.abort(error))
  try {
    return await work(AbortSignal.any([signal, lost.signal]))
  } finally {
    stop.abort()
    await renewal
    await release()
  }

  async function acquire(): Promise<void> {
    let seen = ''
    let seenSince = Date.now()
    for (;;) {
      const lease = await kube.get({ kind: 'Lease', namespace, name: LEASE })
      const state = JSON.stringify(lease?.['spec'] ?? null)
      if (state !== seen) [seen, seenSince] = [state, Date.now()]
      const spec = (lease?.['spec'] ?? {}) as LeaseSpec
      const left = (spec.leaseDurationSeconds ?? times.durationMs / 1000) * 1000 - (Date.now() - seenSince)
      if (!lease || !spec.holderIdentity || left <= 0) {
        if (await take(lease)) return
        continue
      }
      waiting(`another run holds the lock (${spec.holderIdentity.split('_')[0]}); free in ${Math.ceil(left / 1000)} s at the latest`)
      await sleep(Math.min(left, LOOK_AGAIN_MS), undefined, { signal })
    }
  }

  async function take(lease: KubeObject | undefined): Promise<boolean> {
    try {
      if (lease) await kube.replace({ ...lease, spec: held() })
      else await kube.create({ apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata: { name: LEASE, namespace }, spec: held() })
      return true
    } catch (error) {
      if (error instanceof Failure && error.code === 'kube-409') return false
      throw error
    }
  }

  async function renew(): Promise<void> {
    let renewedAt = Date.now()
    for (;;) {
      await sleep(times.renewMs, undefined, { signal: stop.signal }).catch(() => {})
      if (stop.signal.aborted) return
      try {
        if ((await renewOnce()) === 'gone') return
        renewedAt = Date.now()
      } catch (error) {
        // A renewal that fails is tried again for as long as nobody else may take the lease.
        if (isLost(error) || Date.now() - renewedAt > times.durationMs) throw error
      }
    }
  }

  async function renewOnce(): Promise<'held' | 'gone'> {
    const lease = await kube.get({ kind: 'Lease', namespace, name: LEASE })
    if (!lease) return 'gone' // with its namespace, by our own hand
    if ((lease['spec'] as LeaseSpec).holderIdentity !== holder) {
      throw new Failure({
        code: 'lock-lost',
        source: 'environment',
        message: 'another run has taken the lock over',
        fix: 'Run the same command again.',
      })
    }
    await kube.replace({ ...lease, spec: held() })
    return 'held'
  }

  async function release(): Promise<void> {
    const lease = await kube.get({ kind: 'Lease', namespace, name: LEASE }).catch(() => undefined)
    if (!lease || (lease['spec'] as LeaseSpec).holderIdentity !== holder) return
    const { resourceVersion } = lease.metadata
    await kube.delete({ kind: 'Lease', namespace, name: LEASE }, resourceVersion ? { resourceVersion } : {}).catch(() => {})
  }

  function held(): LeaseSpec {
    // MicroTime wants six digits behind the second.
    const now = new Date().toISOString().replace('Z', '000Z')
    return {
      holderIdentity: holder,
      leaseDurationSeconds: Math.max(1, Math.round(times.durationMs / 1000)),
      acquireTime: now,
      renewTime: now,
    }
  }
}
