import { expect, test } from 'vitest'
import { Failure } from '../../src/domain/failure.ts'
import { MERGE, REPOSITORIES, ROLE, actionOf, freshSandbox, installedSandbox, object, plan, tryInstall, uninstall, work } from './story.ts'

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

const NAMESPACE = '/api/v1/namespaces/flux-system'

test('an uninstall after one that was killed while the namespace went waits for it, and takes away what is left in IAM', async () => {
  const sandbox = await installedSandbox()
  const { store } = sandbox.kube
  const roles = new Map(sandbox.aws.account.roles)
  const metadata = { name: 'held', namespace: 'flux-system', finalizers: ['example.com/slow'] }
  store.create(`${NAMESPACE}/configmaps`, { apiVersion: 'v1', kind: 'ConfigMap', metadata }, 'kubectl-create')
  store.delete(`${NAMESPACE}/configmaps/held`)
  const stop = new AbortController()
  store.onEvent(({ object: { kind, metadata: now } }) => {
    if (kind === 'Namespace' && now.deletionTimestamp)
      stop.abort(new Failure({ code: 'interrupted', source: 'environment', message: 'stopped by SIGINT', exitCode: 130 }))
  })
  expect((await uninstall(sandbox, [], { interrupted: stop.signal })).code).toBe(130)
  expect(object(sandbox, NAMESPACE).metadata.deletionTimestamp).toBeDefined()
  expect(store.get(`${LEASES}/flux-irsa`)).toBeUndefined()
  for (const [name, left] of roles) sandbox.aws.account.roles.set(name, { ...left, attached: [] })

  const watches = () => sandbox.kube.calls.filter(({ verb, path }) => verb === 'watch' && path === '/api/v1/namespaces').length
  const before = watches()
  const running = uninstall(sandbox)
  await expect.poll(watches, { timeout: 10_000 }).toBeGreaterThan(before)
  expect(sandbox.aws.account.roles.size).toBe(0)
  store.patch(`${NAMESPACE}/configmaps/held`, { metadata: { finalizers: null } }, { type: MERGE, manager: 'kubectl-edit' })
  const { code, report } = await running
  expect(report.results.flatMap(({ error }) => error ?? [])).toEqual([])
  expect(code).toBe(0)
  expect(store.get(NAMESPACE)).toBeUndefined()
})

test.each(['uninstall', 'install'])(
  '%s whose namespace vanishes before it has the lock is no bug, and can be run again',
  async (command) => {
    const sandbox = await installedSandbox()
    const { store } = sandbox.kube
    const roles = new Map(sandbox.aws.account.roles)
    // A namespace of ours with nothing of Flux in it, and a role.
    const metadata = { name: 'theirs', namespace: 'flux-system' }
    store.create(`${NAMESPACE}/configmaps`, { apiVersion: 'v1', kind: 'ConfigMap', metadata }, 'kubectl-create')
    expect((await uninstall(sandbox)).code).toBe(0)
    store.delete(`${NAMESPACE}/configmaps/theirs`)
    for (const [name, left] of roles) sandbox.aws.account.roles.set(name, { ...left, attached: [] })
    await sandbox.idle()

    const asked = () => sandbox.kube.calls.filter(({ path }) => path.includes('selfsubjectaccessreviews')).length
    const before = asked()
    const again = () => (command === 'uninstall' ? uninstall(sandbox) : tryInstall(sandbox, REPOSITORIES))
    const run = again()
    // After the look, before the lock.
    await expect.poll(asked, { interval: 1, timeout: 10_000 }).toBeGreaterThan(before)
    store.delete(NAMESPACE)
    const { code, report } = await run
    expect(report.results.flatMap(({ error }) => error?.code ?? [])).not.toContain('bug')
    if (command === 'uninstall') expect(code).toBe(0)
    expect((await again()).code).toBe(0)
  },
)

test('the lock outlives all that an uninstall writes: the namespace that holds it goes last', async () => {
  const sandbox = await installedSandbox()
  const { report } = await uninstall(sandbox)
  expect(actionOf(report, 'namespace').needs).toEqual(expect.arrayContaining([`iam-role/${ROLE}`, 'iam-policy/lab-flux-ecr-ro']))
  const asked = sandbox.kube.calls.find(({ verb, path }) => verb === 'delete' && path === NAMESPACE)
  expect(asked).toBeDefined()
  expect(sandbox.aws.account.roles.size).toBe(0)
})

test('a run that finds all done takes the lease of a killed one away, not that of one that lives', async () => {
  const sandbox = await installedSandbox()
  const { store } = sandbox.kube
  const lease = (agoMs: number) => {
    const renewTime = new Date(Date.now() - agoMs).toISOString().replace('Z', '000Z')
    const spec = { holderIdentity: 'gone_1', leaseDurationSeconds: 30, renewTime }
    return { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata: { name: 'flux-irsa', namespace: 'flux-system' }, spec }
  }
  store.create(LEASES, lease(1_000), 'flux-irsa')
  expect((await tryInstall(sandbox, REPOSITORIES)).code).toBe(0)
  expect(store.get(`${LEASES}/flux-irsa`)).toBeDefined()
  store.delete(`${LEASES}/flux-irsa`)
  store.create(LEASES, lease(90_000), 'flux-irsa')
  expect((await tryInstall(sandbox, REPOSITORIES)).code).toBe(0)
  expect(store.get(`${LEASES}/flux-irsa`)).toBeUndefined()
})
