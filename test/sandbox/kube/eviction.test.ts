import { expect, onTestFinished, test } from 'vitest'
import { runWorkloads } from '../../../src/sandbox/kube/workloads.ts'
import { startCluster } from './cluster.ts'

const PODS = '/api/v1/namespaces/default/pods'
const BUDGETS = '/apis/policy/v1/namespaces/default/poddisruptionbudgets'
const RBAC = '/apis/rbac.authorization.k8s.io/v1'

const workload = (kind: string, replicas: number) => ({
  apiVersion: 'apps/v1',
  kind,
  metadata: { name: 'app' },
  spec: {
    replicas,
    selector: { matchLabels: { app: 'app' } },
    template: { metadata: { labels: { app: 'app' } }, spec: { containers: [{ name: 'main', image: 'app:1' }] } },
  },
})
const budget = (spec: object, name = 'app') => ({
  apiVersion: 'policy/v1',
  kind: 'PodDisruptionBudget',
  metadata: { name },
  spec: { selector: { matchLabels: { app: 'app' } }, ...spec },
})

/** Two pods of a Deployment, ready, and a way to evict by name. */
async function start(options: Parameters<typeof startCluster>[0] = {}) {
  const cluster = await startCluster(options)
  const workloads = runWorkloads(cluster.store)
  onTestFinished(() => workloads.stop())
  const made = await cluster.ask('POST', '/apis/apps/v1/namespaces/default/deployments', workload('Deployment', 2))
  expect(made.status).toBe(201)
  const still = () => expect.poll(() => workloads.busy(), { interval: 2 }).toBe(false)
  await still()
  const names = () => cluster.store.list(PODS).map(({ metadata }) => metadata.name)
  const evict = (name: string, deleteOptions: object = {}, how: Parameters<typeof cluster.ask>[3] = {}) =>
    cluster.ask('POST', `${PODS}/${name}/eviction`, { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name }, deleteOptions }, how)
  const status = (name = 'app') => cluster.store.get(`${BUDGETS}/${name}`)?.['status']
  return { cluster, workloads, still, names, evict, status }
}

test('an evicted pod goes, and its Deployment brings another one', async () => {
  const { names, evict, still } = await start()
  const [first = '', second = ''] = names()
  expect(await evict(first)).toMatchObject({ status: 201, body: { kind: 'Status', status: 'Success', code: 201 } })
  await still()
  expect(names()).toContain(second)
  expect(names()).not.toContain(first)
  expect(names()).toHaveLength(2)
})

test.each([
  [{ minAvailable: 2 }, { disruptionsAllowed: 0, currentHealthy: 2, desiredHealthy: 2, expectedPods: 2 }],
  [{ minAvailable: '50%' }, { disruptionsAllowed: 1, currentHealthy: 2, desiredHealthy: 1, expectedPods: 2 }],
  [{ maxUnavailable: 1 }, { disruptionsAllowed: 1, currentHealthy: 2, desiredHealthy: 1, expectedPods: 2 }],
  [{ maxUnavailable: 0 }, { disruptionsAllowed: 0, currentHealthy: 2, desiredHealthy: 2, expectedPods: 2 }],
  [
    { maxUnavailable: 1, selector: { matchLabels: { app: 'other' } } },
    { disruptionsAllowed: 0, currentHealthy: 0, desiredHealthy: 0, expectedPods: 0 },
  ],
])('the budget %j counts the ready pods that it selects', async (spec, counts) => {
  const { cluster, status } = await start()
  await cluster.ask('POST', BUDGETS, budget(spec))
  expect(status()).toMatchObject({ ...counts, observedGeneration: 1 })
})

test('a budget that allows nothing refuses the eviction, and the pod stays', async () => {
  const { cluster, names, evict } = await start()
  await cluster.ask('POST', BUDGETS, budget({ minAvailable: 2 }))
  const before = names()
  expect(await evict(before[0] ?? '')).toMatchObject({
    status: 429,
    body: {
      reason: 'TooManyRequests',
      message: "Cannot evict pod as it would violate the pod's disruption budget.",
      details: { causes: [{ reason: 'DisruptionBudget', message: 'The disruption budget app needs 2 healthy pods and has 2 currently' }] },
    },
  })
  expect(names()).toEqual(before)
})

test('a budget of one lets the second pod go when the first has its successor', async () => {
  const { cluster, workloads, names, evict, still } = await start()
  await cluster.ask('POST', BUDGETS, budget({ maxUnavailable: 1 }))
  const [first = '', second = ''] = names()
  workloads.fail('default/app', 'ImagePullBackOff')
  expect((await evict(first)).status).toBe(201)
  expect((await evict(second)).status).toBe(429)
  workloads.mend('default/app')
  await still()
  expect((await evict(second)).status).toBe(201)
  await still()
  expect(names()).toHaveLength(2)
})

test('a pod that is not ready may go while enough others are', async () => {
  const { cluster, evict } = await start()
  const labels = { app: 'app' }
  await cluster.ask('POST', PODS, {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'broken', labels },
    spec: { containers: [{ name: 'main', image: 'app:1' }] },
  })
  const unready = { status: { phase: 'Running', conditions: [{ type: 'Ready', status: 'False' }] } }
  await expect.poll(() => cluster.store.get(`${PODS}/broken`)?.['status'], { interval: 2 }).toMatchObject({ phase: 'Running' })
  await cluster.ask('PATCH', `${PODS}/broken/status`, unready, { type: 'application/merge-patch+json' })
  await cluster.ask('POST', BUDGETS, budget({ minAvailable: 2 }))
  expect((await evict('broken')).status).toBe(201)
})

test('a pod that is missing, another one of its name, and a body of another kind are told apart', async () => {
  const { cluster, names, evict } = await start()
  const [name = ''] = names()
  expect(await evict('nobody')).toMatchObject({ status: 404, body: { message: 'pods "nobody" not found' } })
  expect(await evict(name, { preconditions: { uid: '00000000-0000-0000-0000-000000000000' } })).toMatchObject({
    status: 409,
    body: { reason: 'Conflict' },
  })
  const wrong = await cluster.ask('POST', `${PODS}/${name}/eviction`, { apiVersion: 'v1', kind: 'Pod', metadata: { name } })
  expect(wrong).toMatchObject({ status: 400, body: { message: expect.stringContaining('cannot be handled as a Eviction') } })
  expect(await evict(name, { dryRun: ['All'] })).toMatchObject({ status: 201 })
  expect(names()).toContain(name)
})

test('two budgets over one pod are more than an eviction takes', async () => {
  const { cluster, names, evict } = await start()
  for (const name of ['one', 'two']) await cluster.ask('POST', BUDGETS, budget({ maxUnavailable: 1 }, name))
  expect(await evict(names()[0] ?? '')).toMatchObject({
    status: 500,
    body: { message: 'This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.' },
  })
})

test('to evict is a right of its own: to delete pods is not enough', async () => {
  const { cluster, names, evict } = await start({
    authenticate: (bearer) => (bearer === 'ci' ? { username: 'ci', groups: ['deployers'] } : undefined),
  })
  const [name = ''] = names()
  const grant = (resources: string[], verbs: string[]) => ({
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'Role',
    metadata: { name: 'deployers' },
    rules: [{ apiGroups: [''], resources, verbs }],
  })
  await cluster.ask('POST', `${RBAC}/namespaces/default/roles`, grant(['pods'], ['*']))
  await cluster.ask('POST', `${RBAC}/namespaces/default/rolebindings`, {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'RoleBinding',
    metadata: { name: 'deployers' },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'deployers' },
    subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'Group', name: 'deployers' }],
  })
  expect(await evict(name, {}, { token: 'ci' })).toMatchObject({
    status: 403,
    body: { message: expect.stringContaining('cannot create resource "pods/eviction" in API group ""') },
  })
  await cluster.ask('PUT', `${RBAC}/namespaces/default/roles/deployers`, grant(['pods/eviction'], ['create']))
  expect(await evict(name, {}, { token: 'ci' })).toMatchObject({ status: 201 })
})

test('a budget cannot say both what stays and what may go', async () => {
  const { cluster } = await start()
  expect(await cluster.ask('POST', BUDGETS, budget({ minAvailable: 1, maxUnavailable: 1 }))).toMatchObject({
    status: 422,
    body: { message: expect.stringContaining('minAvailable and maxUnavailable cannot be both set') },
  })
})
