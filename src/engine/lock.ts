import { randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { Failure } from '../domain/failure.ts'
import type { KubeObject, KubeReader, KubeWriter } from '../model/kube.ts'
import { agesOf, heldSpec, isGivenUp, LEASE, leaseRef, newLease, waitMs, type LeaseSpec } from './lease.ts'

export interface LockTimes {
  durationMs: number
  renewMs: number
}
export const LOCK_TIMES: LockTimes = { durationMs: 30_000, renewMs: 10_000 }
const LOOK_AGAIN_MS = 1_000
/** One that lives may hold it for minutes: said once, and then now and again. */
const TELL_AGAIN_MS = 30_000

/** What `work` has of the lock. */
export interface Held {
  /** Aborts when another run has the lock. */
  signal: AbortSignal
  /** Before each write: throws a Failure (`lock-lost`) where the lock may be another run's. Renews a lease that is getting old. */
  require: () => Promise<void>
}

interface Locking {
  kube: KubeReader & KubeWriter
  times: LockTimes
  signal: AbortSignal
  waiting: (text: string) => void
  /** Given the end of what gives a lease back, which `withLock` then does not wait for: the caller must. It never rejects. */
  givingBack?: (done: Promise<void>) => void
}

/**
 * Runs `work` while holding a Lease in each namespace (in the order of their names, so that two runs never wait for each other), so that
 * two installs do not write side by side. A lease that a killed run left is taken over once it was seen unchanged for its whole duration,
 * by our own clock (clocks of two machines may differ). `kube` must outlive the run's own signal, or an interrupted run could not give the
 * lease back. Throws a Failure (`namespace-going`) where the namespace is being deleted or has gone: no lease can be made there.
 * Kubernetes: coordination.k8s.io/v1; the same rules as client-go's leader election.
 */
export async function withLock<T>(options: Locking & { namespaces: string[] }, work: (held: Held) => Promise<T>): Promise<T> {
  const [namespace, ...others] = options.namespaces.toSorted()
  if (namespace === undefined) return work({ signal: options.signal, require: () => Promise.resolve() })
  return withLease({ ...options, namespace }, (held) =>
    withLock({ ...options, namespaces: others, signal: held.signal }, (inner) =>
      work({ signal: inner.signal, require: () => Promise.all([held.require(), inner.require()]).then(() => {}) }),
    ),
  )
}

async function withLease<T>(options: Locking & { namespace: string }, work: (held: Held) => Promise<T>): Promise<T> {
  const { kube, namespace, times, signal, waiting } = options
  const holder = `${hostname()}_${randomUUID()}`
  const ref = leaseRef(namespace)
  const age = agesOf()
  /** Our Lease as the server answered it last: what is sent with it is refused where it is no longer that. */
  let ours: KubeObject | undefined
  await acquire()
  const lost = new AbortController()
  const stop = new AbortController()
  /** Its Lease went with its namespace: nothing may be written any more, but what was asked for may be waited for. */
  let isGone = false
  let renewing: Promise<void> | undefined
  const renewal = renewInTime().catch((error: unknown) => lost.abort(error))
  try {
    return await work({ signal: AbortSignal.any([signal, lost.signal]), require: requireHeld })
  } finally {
    stop.abort()
    const done = renewal.then(release)
    if (options.givingBack) options.givingBack(done)
    else await done
  }

  async function acquire(): Promise<void> {
    let seen = ''
    let seenSince = Date.now()
    let [told, toldAt] = ['', 0]
    // Mostly nobody holds it, and there is nothing to look at first.
    if (await take(undefined)) return
    for (;;) {
      const lease = await kube.get(ref)
      const state = JSON.stringify(lease?.['spec'] ?? null)
      if (state !== seen) [seen, seenSince] = [state, Date.now()]
      const spec = (lease?.['spec'] ?? {}) as LeaseSpec
      const left = waitMs(spec, times.durationMs) - (Date.now() - seenSince)
      if (!lease || !spec.holderIdentity || left <= 0) {
        if (await take(lease)) return
        continue
      }
      if (told !== spec.holderIdentity || Date.now() - toldAt > TELL_AGAIN_MS) {
        ;[told, toldAt] = [spec.holderIdentity, Date.now()]
        waiting(heldBy(spec, namespace, times))
      }
      await sleep(Math.min(left, LOOK_AGAIN_MS), undefined, { signal })
    }
  }

  async function take(lease: KubeObject | undefined): Promise<boolean> {
    const begun = age.now()
    try {
      const spec = heldSpec(holder, times.durationMs)
      ours = lease ? await kube.replace({ ...lease, spec }) : await kube.create(newLease(namespace, spec))
      age.since(begun)
      return true
    } catch (error) {
      const code = error instanceof Failure ? error.code : ''
      if (code === 'kube-409') return false
      if (code !== 'kube-404') throw error
      if (await isGoing()) throw namespaceGoing(namespace)
      // Only the lease that was seen has gone.
      return false
    }
  }

  async function renewInTime(): Promise<void> {
    for (;;) {
      await sleep(times.renewMs, undefined, { signal: stop.signal }).catch(() => {})
      if (stop.signal.aborted || isGone) return
      try {
        await renew()
      } catch (error) {
        // A renewal that fails is tried again for as long as nobody else may take the lease.
        if (isLost(error) || age.ms() > times.durationMs) throw error
      }
    }
  }

  /** One renewal at a time: two would be each other's conflict. */
  function renew(): Promise<void> {
    renewing ??= renewOnce().finally(() => (renewing = undefined))
    return renewing
  }

  async function renewOnce(): Promise<void> {
    const begun = age.now()
    const renewed = (lease: KubeObject) => kube.replace({ ...lease, spec: heldSpec(holder, times.durationMs) })
    try {
      if (ours) {
        ours = await renewed(ours)
        age.since(begun)
        return
      }
    } catch (error) {
      // It is another one by now, or has gone: which, only a look tells.
      if (!isOutdated(error)) throw error
      ours = undefined
    }
    const lease = await kube.get(ref)
    if (!lease) {
      if (!(await isGoing())) throw lockLost('the lock was deleted')
      isGone = true
      return
    }
    if ((lease['spec'] as LeaseSpec | undefined)?.holderIdentity !== holder) throw lockLost('another run has taken the lock over')
    ours = await renewed(lease)
    age.since(begun)
  }

  async function requireHeld(): Promise<void> {
    if (lost.signal.aborted) throw lost.signal.reason
    if (!isGone && age.ms() > times.durationMs / 2) {
      await renew().catch((error: unknown) => {
        if (isLost(error) || age.ms() > times.durationMs) throw error
      })
    }
    if (isGone) throw lockLost(`the namespace ${namespace}, which holds the lock, is being deleted`)
  }

  async function isGoing(): Promise<boolean> {
    const found = await kube.get({ kind: 'Namespace', name: namespace })
    return !found || found.metadata.deletionTimestamp !== undefined
  }

  /** A renewal whose answer was lost has made another version of it: so it is looked at again. */
  async function release(): Promise<void> {
    for (let tries = 0; tries < 3; tries++) {
      try {
        const lease = ours ?? (await kube.get(ref))
        ours = undefined
        if (!lease || (lease['spec'] as LeaseSpec | undefined)?.holderIdentity !== holder) return
        const { uid, resourceVersion } = lease.metadata
        return await kube.delete(ref, { ...(uid && { uid }), ...(resourceVersion && { resourceVersion }) })
      } catch {
        // What cannot be given back expires.
      }
    }
  }
}

/**
 * Takes away the leases that runs which were killed left in these namespaces, where they are long over by their own words: a run that
 * finds all done takes no lock, and would leave them for good. A holder that lives after all, its clock far behind, sees it and stops.
 */
export async function sweepLeases(kube: KubeReader & KubeWriter, namespaces: string[], times: LockTimes): Promise<void> {
  await Promise.all(
    namespaces.map(async (namespace) => {
      try {
        const lease = await kube.get(leaseRef(namespace))
        if (!lease || !isGivenUp(lease['spec'] as LeaseSpec | undefined, times)) return
        const { uid, resourceVersion } = lease.metadata
        await kube.delete(leaseRef(namespace), { ...(uid && { uid }), ...(resourceVersion && { resourceVersion }) })
      } catch {
        // Who may only read leaves it.
      }
    }),
  )
}

/**
 * The lock of a run that has no namespace to hold one in: it has gone, or is going. An install must make it anew before it does anything
 * else, so a namespace of another uid than the one that was seen tells that another run is at work.
 */
export function withoutNamespace(kube: KubeReader, seen: { name: string; uid: string | undefined }, signal: AbortSignal): Held {
  return {
    signal,
    require: async () => {
      const now = await kube.get({ kind: 'Namespace', name: seen.name })
      if (now && now.metadata.uid !== seen.uid) throw lockLost(`the namespace ${seen.name} was made anew by another run`)
    },
  }
}

/** The server knows another version of what was sent, or none. */
function isOutdated(error: unknown): boolean {
  return error instanceof Failure && (error.code === 'kube-409' || error.code === 'kube-404')
}

function isLost(error: unknown): boolean {
  return error instanceof Failure && error.code === 'lock-lost'
}

function lockLost(message: string): Failure {
  return new Failure({
    code: 'lock-lost',
    source: 'environment',
    message: `${message}; nothing more was written`,
    fix: 'Run the same command again.',
    docs: 'install.md#lock',
  })
}

function namespaceGoing(name: string): Failure {
  return new Failure({
    code: 'namespace-going',
    source: 'environment',
    message: `the namespace ${name}, which holds the lock, was deleted meanwhile (${LEASE} cannot be made there)`,
    fix: 'Run the same command again.',
    docs: 'troubleshooting.md#namespace-going',
  })
}

function heldBy({ holderIdentity = '', acquireTime, leaseDurationSeconds }: LeaseSpec, namespace: string, times: LockTimes): string {
  const since = acquireTime ? ` since ${acquireTime.slice(0, 19)}Z` : ''
  const seconds = leaseDurationSeconds ?? times.durationMs / 1000
  return (
    `waiting for the lock in ${namespace}: another run holds the lock on ${holderIdentity.split('_')[0]}${since}; ` +
    `if that run is dead, it is free after ${Math.ceil(seconds)} s`
  )
}
