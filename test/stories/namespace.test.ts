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

const EXTERNAL_SECRETS = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'externalsecrets.external-secrets.io' },
  spec: {
    group: 'external-secrets.io',
    scope: 'Namespaced',
    names: { plural: 'externalsecrets', singular: 'externalsecret', kind: 'ExternalSecret', listKind: 'ExternalSecretList' },
    versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object' } } }],
  },
}
const THEIRS: [collection: string, apiVersion: string, kind: string][] = [
  ['networking.k8s.io/v1 networkpolicies', 'networking.k8s.io/v1', 'NetworkPolicy'],
  ['networking.k8s.io/v1 ingresses', 'networking.k8s.io/v1', 'Ingress'],
  ['rbac.authorization.k8s.io/v1 roles', 'rbac.authorization.k8s.io/v1', 'Role'],
  ['policy/v1 poddisruptionbudgets', 'policy/v1', 'PodDisruptionBudget'],
  ['autoscaling/v2 horizontalpodautoscalers', 'autoscaling/v2', 'HorizontalPodAutoscaler'],
  ['external-secrets.io/v1 externalsecrets', 'external-secrets.io/v1', 'ExternalSecret'],
]

test.each(THEIRS)('a namespace of ours in which somebody has one of %s stays, with it as it was', async (where, apiVersion, kind) => {
  const sandbox = await installedSandbox()
  const { store } = sandbox.kube
  store.create('/apis/apiextensions.k8s.io/v1/customresourcedefinitions', EXTERNAL_SECRETS, 'kubectl-create')
  await sandbox.idle()
  const [groupVersion, plural] = where.split(' ')
  const collection = `/apis/${groupVersion}/namespaces/flux-system/${plural}`
  store.create(collection, { apiVersion, kind, metadata: { name: 'theirs', namespace: 'flux-system' }, spec: {} }, 'kubectl-create')
  const before = object(sandbox, `${collection}/theirs`)
  const { code, report } = await uninstall(sandbox)
  expect(code).toBe(0)
  expect(object(sandbox, `${collection}/theirs`)).toEqual(before)
  expect(object(sandbox, PATH).metadata.deletionTimestamp).toBeUndefined()
  expect(report.leftovers?.find(({ resource }) => resource === 'namespace')?.reason).toContain(`${kind}/theirs`)

  store.delete(`${collection}/theirs`)
  expect((await uninstall(sandbox)).code).toBe(0)
  expect(store.get(PATH)).toBeUndefined()
})

test('a namespace of which a kind cannot be listed stays, the kind is named, all else is gone, and the run ends with 1', async () => {
  const sandbox = await installedSandbox()
  const match = 'kube:list /apis/policy/v1/namespaces/flux-system/poddisruptionbudgets'
  sandbox.kube.faults.push({ match, code: 'Forbidden', status: 403, message: 'not for you', times: 99 })
  const { code, report } = await uninstall(sandbox)
  expect(code).toBe(1)
  expect(report.leftovers?.filter(({ expected }) => !expected)).toEqual([
    { resource: 'namespace', name: 'flux-system', reason: expect.stringContaining('poddisruptionbudgets.policy'), expected: false },
  ])
  expect(sandbox.kube.store.get(PATH)).toBeDefined()
  expect(sandbox.aws.account.roles.size).toBe(0)
  sandbox.kube.faults.length = 0
  expect((await uninstall(sandbox)).code).toBe(0)
  expect(sandbox.kube.store.get(PATH)).toBeUndefined()
})

test('a namespace that is no longer marked as ours by the time it would go stays', async () => {
  const sandbox = await installedSandbox()
  const { store, calls } = sandbox.kube
  let changed = false
  store.onEvent(({ type, object: { kind, metadata } }) => {
    if (changed || type !== 'DELETED' || kind !== 'Deployment' || metadata.name !== 'flux-operator') return
    changed = true
    // Taken over: our mark is gone by the time of the deletion.
    store.patch(PATH, { metadata: { annotations: { 'flux-irsa/cluster': null } } }, { type: MERGE, manager: 'kubectl-annotate' })
  })
  await uninstall(sandbox)
  expect(changed).toBe(true)
  expect(store.get(PATH)).toBeDefined()
  expect(calls.filter(({ verb, path }) => verb === 'delete' && path === PATH)).toEqual([])
})
