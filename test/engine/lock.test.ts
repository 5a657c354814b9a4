import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { Failure } from '../../src/domain/failure.ts'
import { fencedPorts } from '../../src/engine/fenced-ports.ts'
import { isGivenUp, waitMs } from '../../src/engine/lease.ts'
import { withLock, withoutNamespace, type Held } from '../../src/engine/lock.ts'
import type { WritePorts } from '../../src/model/ports.ts'
import type { KubeObject, KubeReader, KubeWriter } from '../../src/model/kube.ts'

const TIMES = { durationMs: 1_000, renewMs: 60_000 }

/** A cluster of Leases and Namespaces; `now` tells what is stored. */
function cluster() {
  const stored = new Map<string, KubeObject>([['Namespace/flux-system', object('Namespace', 'flux-system', 'n1')]])
  let version = 1
  const key = (ref: { kind: string; name: string }) => `${ref.kind}/${ref.name}`
  const put = (found: KubeObject) => {
    const next = { ...found, metadata: { ...found.metadata, resourceVersion: String(++version) } }
    stored.set(key({ kind: found.kind, name: found.metadata.name }), next)
    return next
  }
  const conflict = () => new Failure({ code: 'kube-409', source: 'environment', message: 'conflict' })
  const kube = {
    get: (ref: { kind: string; name: string }) => Promise.resolve(stored.get(key(ref))),
    create: (lease: KubeObject) => Promise.resolve(put(lease)),
    replace: (lease: KubeObject) => {
      const now = stored.get(key({ kind: lease.kind, name: lease.metadata.name }))
      return now?.metadata.resourceVersion === lease.metadata.resourceVersion ? Promise.resolve(put(lease)) : Promise.reject(conflict())
    },
    delete: (ref: { kind: string; name: string }) => Promise.resolve(void stored.delete(key(ref))),
  } as unknown as KubeReader & KubeWriter
  return { kube, stored, put }
}

function object(kind: string, name: string, uid: string): KubeObject {
  return { apiVersion: 'v1', kind, metadata: { name, uid, resourceVersion: '1' } }
}

/** A process that is stopped (SIGSTOP, a laptop's lid): nothing of it runs, timers neither. */
function stopped(ms: number): void {
  const until = Date.now() + ms
  while (Date.now() < until) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20)
}

function holding<T>(kube: KubeReader & KubeWriter, work: (held: Held) => Promise<T>): Promise<T> {
  const signal = new AbortController().signal
  return withLock({ kube, namespaces: ['flux-system'], times: TIMES, signal, waiting: () => {} }, work)
}

function portsThatCount() {
  const written: string[] = []
  const write = (name: string) => () => Promise.resolve(void written.push(name))
  const ports = { aws: { deleteRole: write('deleteRole') }, kube: { apply: write('apply') }, helm: { upgrade: write('upgrade') } }
  return { ports: ports as unknown as WritePorts, written }
}

const lost = expect.objectContaining({ code: 'lock-lost' })

test('after a stop over the lease, in which another run took it, not one write is sent', async () => {
  const { kube, stored, put } = cluster()
  const { ports, written } = portsThatCount()
  await holding(kube, async (held) => {
    const fenced = fencedPorts(ports, held.require)
    await fenced.aws.deleteRole('before')
    stopped(TIMES.durationMs + 50)
    const lease = stored.get('Lease/flux-irsa') as KubeObject
    put({ ...lease, spec: { ...(lease['spec'] as object), holderIdentity: 'another_1' } })
    await expect(fenced.aws.deleteRole('after')).rejects.toEqual(lost)
    await expect(fenced.kube.apply(object('Secret', 'x', 'x'))).rejects.toEqual(lost)
    await expect(fenced.helm.upgrade({} as never)).rejects.toEqual(lost)
  })
  expect(written).toEqual(['deleteRole'])
  expect(stored.get('Lease/flux-irsa')?.['spec']).toMatchObject({ holderIdentity: 'another_1' })
})

test('a lease that nobody took while the run was stopped is renewed, and the run goes on', async () => {
  const { kube, stored } = cluster()
  const { ports, written } = portsThatCount()
  await holding(kube, async (held) => {
    const before = stored.get('Lease/flux-irsa')?.metadata.resourceVersion
    stopped(TIMES.durationMs + 50)
    await fencedPorts(ports, held.require).aws.deleteRole('after')
    expect(stored.get('Lease/flux-irsa')?.metadata.resourceVersion).not.toBe(before)
  })
  expect(written).toEqual(['deleteRole'])
  expect(stored.has('Lease/flux-irsa')).toBe(false)
})

test('a lease that somebody deletes, while its namespace stands, is lost; one that goes with its namespace bars writes and ends nothing', async () => {
  for (const [isGoing, aborts] of [
    [false, true],
    [true, false],
  ] as const) {
    const { kube, stored, put } = cluster()
    const { ports, written } = portsThatCount()
    const signal = new AbortController().signal
    const times = { durationMs: 1_000, renewMs: 20 }
    await withLock({ kube, namespaces: ['flux-system'], times, signal, waiting: () => {} }, async (held) => {
      stored.delete('Lease/flux-irsa')
      const namespace = object('Namespace', 'flux-system', 'n1')
      if (isGoing) put({ ...namespace, metadata: { ...namespace.metadata, deletionTimestamp: '2026-01-01T00:00:00Z' } })
      const write = () => fencedPorts(ports, held.require).aws.deleteRole('x')
      await expect
        .poll(() =>
          write().then(
            () => 'written',
            (error: unknown) => (error as Failure).code,
          ),
        )
        .toBe('lock-lost')
      await sleep(50)
      expect(held.signal.aborted).toBe(aborts)
    })
    expect(written.length).toBeLessThan(20)
  }
})

test('without a namespace to lock, a run ends when an install makes it anew', async () => {
  const { kube, stored } = cluster()
  stored.clear()
  const held = withoutNamespace(kube, { name: 'flux-system', uid: 'n1' }, new AbortController().signal)
  await held.require()
  stored.set('Namespace/flux-system', object('Namespace', 'flux-system', 'n1'))
  await held.require()
  stored.set('Namespace/flux-system', object('Namespace', 'flux-system', 'n2'))
  await expect(held.require()).rejects.toEqual(lost)
})

test('no lease bars us for longer than one of ours can last', () => {
  expect(waitMs({ leaseDurationSeconds: 30 }, 30_000)).toBe(30_000)
  expect(waitMs({ leaseDurationSeconds: 1e9 }, 30_000)).toBe(120_000)
  expect(waitMs({ leaseDurationSeconds: -5 }, 30_000)).toBe(30_000)
  expect(waitMs({ leaseDurationSeconds: 'long' as never }, 30_000)).toBe(30_000)
})

test('a lease is given up once its duration and one renewal are over', () => {
  const times = { durationMs: 30_000, renewMs: 10_000 }
  const renewed = (agoMs: number) => new Date(Date.now() - agoMs).toISOString().replace('Z', '000Z')
  const held = (agoMs: number) => ({ holderIdentity: 'a_1', leaseDurationSeconds: 30, renewTime: renewed(agoMs) })
  expect([held(0), held(35_000), held(45_000)].map((spec) => isGivenUp(spec, times))).toEqual([false, false, true])
  expect(isGivenUp(undefined, times)).toBe(true)
  expect(isGivenUp({ holderIdentity: 'a_1', renewTime: 'never' }, times)).toBe(true)
})
