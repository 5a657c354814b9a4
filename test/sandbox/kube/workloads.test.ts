import { expect, onTestFinished, test } from 'vitest'
import type { KubeObject } from '../../../src/model/kube.ts'
import { runWorkloads } from '../../../src/sandbox/kube/workloads.ts'
import { account, ACCOUNTS, startCluster } from './cluster.ts'

const MERGE = { type: 'application/merge-patch+json' }
const DEPLOYMENTS = '/apis/apps/v1/namespaces/default/deployments'
const PODS = '/api/v1/namespaces/default/pods'
const deployment = (image = 'app:1', spec: object = {}) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'app', namespace: 'default' },
  spec: {
    replicas: 1,
    selector: { matchLabels: { app: 'app' } },
    template: { metadata: { labels: { app: 'app' } }, spec: { containers: [{ name: 'manager', image }], ...spec } },
  },
})

interface Pod extends KubeObject {
  spec: { containers: { image: string }[] }
  status: { phase: string; containerStatuses: { state: { waiting?: { reason: string } } }[] }
}

async function start() {
  const cluster = await startCluster()
  const workloads = runWorkloads(cluster.store)
  onTestFinished(() => workloads.stop())
  const pods = () => cluster.store.list(PODS) as Pod[]
  const status = () => cluster.store.get(`${DEPLOYMENTS}/app`)?.['status'] as Record<string, unknown>
  const available = () =>
    expect.poll(status, { interval: 2 }).toMatchObject({ availableReplicas: 1, updatedReplicas: 1, replicas: 1, readyReplicas: 1 })
  return { cluster, workloads, pods, status, available }
}

test('a Deployment gets a ReplicaSet and a running pod that they own, and says that it is available', async () => {
  const { cluster, pods, status, available } = await start()
  await cluster.ask('POST', DEPLOYMENTS, deployment())
  await available()
  const [pod] = pods()
  expect(pod?.metadata.name).toMatch(/^app-[a-z0-9]{10}-[a-z0-9]{5}$/)
  const replicaSet = pod?.metadata.name.slice(0, -6)
  expect(pod?.metadata).toMatchObject({ labels: { app: 'app' }, ownerReferences: [{ kind: 'ReplicaSet', name: replicaSet }] })
  expect(pod?.status.phase).toBe('Running')
  expect(status()).toMatchObject({ observedGeneration: 1 })
  expect(status()['conditions']).toContainEqual(expect.objectContaining({ type: 'Available', status: 'True' }))
})

test('a deleted pod is replaced by another one', async () => {
  const { cluster, pods, available } = await start()
  await cluster.ask('POST', DEPLOYMENTS, deployment())
  await available()
  const [first] = pods()
  await cluster.ask('DELETE', `${PODS}/${first?.metadata.name}`)
  await expect
    .poll(() => pods().map(({ metadata, status }) => [metadata.uid !== first?.metadata.uid, status.phase]), { interval: 2 })
    .toEqual([[true, 'Running']])
  await available()
})

test('a changed template rolls: the old pod goes when the new one is Ready', async () => {
  const { cluster, pods, status, workloads, available } = await start()
  await cluster.ask('POST', DEPLOYMENTS, deployment())
  await available()
  workloads.fail('default/app', 'ImagePullBackOff')
  await cluster.ask('PUT', `${DEPLOYMENTS}/app`, deployment('app:2'))
  const reasons = () =>
    pods()
      .map((pod) => pod.status.containerStatuses?.[0]?.state.waiting?.reason ?? pod.status.phase)
      .sort()
  await expect.poll(reasons, { interval: 2 }).toEqual(['ImagePullBackOff', 'Running'])
  expect(status()).toMatchObject({ observedGeneration: 2, availableReplicas: 1, updatedReplicas: 1, replicas: 2 })
  expect(status()).not.toHaveProperty('unavailableReplicas')
  workloads.mend('default/app')
  await expect.poll(() => pods().map(({ spec }) => spec.containers[0]?.image), { interval: 2 }).toEqual(['app:2'])
  await available()
})

test('a change outside of the template replaces no pod', async () => {
  const { cluster, pods, workloads, available } = await start()
  await cluster.ask('POST', DEPLOYMENTS, deployment())
  await available()
  const before = pods().map(({ metadata }) => metadata.uid)
  await cluster.ask('PATCH', `${DEPLOYMENTS}/app`, { metadata: { labels: { a: 'b' } } }, MERGE)
  await expect.poll(() => workloads.busy(), { interval: 2 }).toBe(false)
  expect(pods().map(({ metadata }) => metadata.uid)).toEqual(before)
})

test('pods wait for their ServiceAccount, and the Deployment says why', async () => {
  const { cluster, status, available } = await start()
  await cluster.ask('POST', DEPLOYMENTS, deployment('app:1', { serviceAccountName: 'late' }))
  const message = expect.stringContaining('error looking up service account default/late: serviceaccount "late" not found')
  await expect
    .poll(() => status()?.['conditions'], { interval: 2 })
    .toContainEqual(expect.objectContaining({ type: 'ReplicaFailure', message }))
  await cluster.ask('POST', ACCOUNTS, account('late'))
  await available()
})

test('deleting the Deployment takes its pods with it', async () => {
  const { cluster, pods, available } = await start()
  await cluster.ask('POST', DEPLOYMENTS, deployment())
  await available()
  await cluster.ask('DELETE', `${DEPLOYMENTS}/app`)
  expect(pods()).toEqual([])
})

test('admission sees each pod before it is stored', async () => {
  const { cluster, pods, available } = await start()
  cluster.store.admitPods((pod) => {
    pod.metadata.annotations = { seen: (pod['spec'] as { serviceAccountName: string }).serviceAccountName }
  })
  await cluster.ask('POST', DEPLOYMENTS, deployment())
  await available()
  expect(pods()[0]?.metadata.annotations).toEqual({ seen: 'default' })
})
