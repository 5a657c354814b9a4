import { expect, test } from 'vitest'
import { freshSandbox, object, plan, REPOSITORIES, tryInstall, work } from './story.ts'

const LEASES = '/apis/coordination.k8s.io/v1/namespaces/flux-system/leases'
const TIMES = { lockTimes: { durationMs: 1_000, renewMs: 300 } }

test('of two runs that wait for the lock of a dead one, one takes it over and the other waits on: each thing is made once', async () => {
  const sandbox = await freshSandbox()
  const { store } = sandbox.kube
  store.create('/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'flux-system' } }, 'kubectl')
  const spec = { holderIdentity: 'gone_1', leaseDurationSeconds: 1, renewTime: new Date().toISOString().replace('Z', '000Z') }
  const lease = { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata: { name: 'flux-irsa', namespace: 'flux-system' }, spec }
  store.create(LEASES, lease, 'flux-irsa')
  const holders: string[] = []
  store.onEvent(({ object: { kind, spec: held } }) => {
    const holder = kind === 'Lease' ? (held as { holderIdentity?: string } | undefined)?.holderIdentity : undefined
    if (holder && holders.at(-1) !== holder) holders.push(holder)
  })

  const runs = await Promise.all([tryInstall(sandbox, REPOSITORIES, TIMES), tryInstall(sandbox, REPOSITORIES, TIMES)])
  expect(runs.map(({ code, stderr }) => (code === 0 ? 0 : stderr))).toEqual([0, 0])
  expect(runs.every(({ stderr }) => stderr.includes('another run holds the lock'))).toBe(true)
  // No run that was ousted came back: each held it once, one after the other.
  expect(holders).toHaveLength(2)
  const made = (name: string) => sandbox.aws.calls.filter(({ action }) => action === name).length
  expect([made('CreateRole'), made('CreatePolicy'), made('CreateOpenIDConnectProvider')]).toEqual([1, 1, 1])
  expect(object(sandbox, '/api/v1/namespaces/flux-system').metadata.deletionTimestamp).toBeUndefined()
  expect(store.get(`${LEASES}/flux-irsa`)).toBeUndefined()
  expect(work((await plan(sandbox, REPOSITORIES)).report)).toEqual({})
})
