import { expect, test } from 'vitest'
import { CLUSTER_ARN, MERGE, actionOf, freshSandbox, install, installedSandbox, object, plan, uninstall } from './story.ts'

const PATH = '/api/v1/namespaces/flux-system'
const OURS = { 'kustomize.toolkit.fluxcd.io/ssa': 'Ignore', 'flux-irsa/cluster': CLUSTER_ARN }

test('a namespace that we make is annotated and field-managed as ours, and goes with the uninstall', async () => {
  const sandbox = await installedSandbox()
  const { metadata } = object(sandbox, PATH)
  expect(metadata.annotations).toMatchObject(OURS)
  expect(metadata.managedFields?.find(({ manager }) => manager === 'flux-irsa')).toMatchObject({ operation: 'Apply' })
  const { code, report } = await uninstall(sandbox)
  expect(code).toBe(0)
  expect(report.results.find(({ id }) => id === 'namespace')?.outcome).toBe('done')
  expect(sandbox.kube.store.get(PATH)).toBeUndefined()
})

test('a namespace that was there before is used as it is and outlives the uninstall', async () => {
  const sandbox = await freshSandbox()
  const labels = { team: 'web', 'pod-security.kubernetes.io/enforce': 'baseline' }
  sandbox.kube.store.create(
    '/api/v1/namespaces',
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'flux-system', labels } },
    'Terraform',
  )
  const report = await install(sandbox)
  expect(actionOf(report, 'namespace').kind).toBe('keep')
  const { metadata } = object(sandbox, PATH)
  expect(metadata.labels).toMatchObject(labels)
  expect(metadata.annotations).not.toHaveProperty('flux-irsa/cluster')
  expect(metadata.managedFields?.map(({ manager }) => manager)).not.toContain('flux-irsa')

  const gone = await uninstall(sandbox)
  expect(gone.code).toBe(0)
  expect(gone.report.leftovers).toContainEqual({
    resource: 'namespace',
    name: 'flux-system',
    reason: 'it was there before flux-irsa',
    expected: true,
  })
  expect(object(sandbox, PATH).metadata.labels).toMatchObject(labels)
})

test('a namespace of ours that holds what is not ours stays, and the report names what is in it', async () => {
  const sandbox = await installedSandbox()
  const metadata = { name: 'settings', namespace: 'flux-system' }
  sandbox.kube.store.create(`${PATH}/configmaps`, { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { a: 'b' } }, 'kubectl-create')
  const { code, report } = await uninstall(sandbox)
  expect(code).toBe(0)
  const leftover = report.leftovers?.find(({ resource }) => resource === 'namespace')
  expect(leftover).toMatchObject({ name: 'flux-system', expected: true })
  expect(leftover?.reason).toContain('ConfigMap/settings')
  expect(object(sandbox, `${PATH}/configmaps/settings`)['data']).toEqual({ a: 'b' })
})

test('a namespace that is being deleted is waited for and made anew', async () => {
  const sandbox = await freshSandbox()
  const { store } = sandbox.kube
  store.create('/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'flux-system' } }, 'kubectl-create')
  const metadata = { name: 'held', namespace: 'flux-system', finalizers: ['example.com/slow'] }
  store.create(`${PATH}/configmaps`, { apiVersion: 'v1', kind: 'ConfigMap', metadata }, 'kubectl-create')
  const { uid } = object(sandbox, PATH).metadata
  store.delete(PATH)
  expect(actionOf((await plan(sandbox)).report, 'namespace')).toMatchObject({
    kind: 'create',
    reason: expect.stringContaining('being deleted'),
  })

  const running = install(sandbox)
  await expect
    .poll(() => sandbox.kube.calls.filter(({ verb, path }) => verb === 'watch' && path === '/api/v1/namespaces').length, {
      timeout: 10_000,
    })
    .toBeGreaterThan(0)
  store.patch(`${PATH}/configmaps/held`, { metadata: { finalizers: null } }, { type: MERGE, manager: 'kubectl-edit' })
  await running
  expect(object(sandbox, PATH).metadata.uid).not.toBe(uid)
  expect(object(sandbox, PATH).metadata.annotations).toMatchObject(OURS)
})
