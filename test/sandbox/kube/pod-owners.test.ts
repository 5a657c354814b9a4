import { expect, onTestFinished, test } from 'vitest'
import { runWorkloads } from '../../../src/sandbox/kube/workloads.ts'
import { account, ACCOUNTS, startCluster } from './cluster.ts'

const PODS = '/api/v1/namespaces/default/pods'
const SETS = '/apis/apps/v1/namespaces/default/statefulsets'
const JOBS = '/apis/batch/v1/namespaces/default/jobs'
const MERGE = { type: 'application/merge-patch+json' }

const labels = { app: 'db' }
const set = (spec: object = {}) => ({
  apiVersion: 'apps/v1',
  kind: 'StatefulSet',
  metadata: { name: 'db' },
  spec: {
    replicas: 2,
    selector: { matchLabels: labels },
    template: { metadata: { labels }, spec: { containers: [{ name: 'main', image: 'db:1' }], ...spec } },
  },
})

async function start() {
  const cluster = await startCluster()
  const workloads = runWorkloads(cluster.store)
  onTestFinished(() => workloads.stop())
  const still = () => expect.poll(() => workloads.busy(), { interval: 2 }).toBe(false)
  const pods = () => cluster.store.list(PODS)
  return { cluster, still, pods, names: () => pods().map(({ metadata }) => metadata.name) }
}

test('a StatefulSet has numbered pods that it owns, and brings one that goes again under its name', async () => {
  const { cluster, still, pods, names } = await start()
  await cluster.ask('POST', SETS, set())
  await still()
  expect(names()).toEqual(['db-0', 'db-1'])
  expect(pods()[0]?.metadata).toMatchObject({ labels, ownerReferences: [{ kind: 'StatefulSet', name: 'db', controller: true }] })
  expect(cluster.store.get(`${SETS}/db`)?.['status']).toMatchObject({ replicas: 2, readyReplicas: 2 })
  const before = pods()[1]?.metadata.uid
  await cluster.ask('DELETE', `${PODS}/db-1`)
  await still()
  expect(names()).toEqual(['db-0', 'db-1'])
  expect(pods()[1]?.metadata.uid).not.toBe(before)
})

test('a changed template replaces the pods of a StatefulSet, and fewer replicas take the last ones', async () => {
  const { cluster, still, pods, names } = await start()
  await cluster.ask('POST', SETS, set())
  await still()
  const template = { spec: { containers: [{ name: 'main', image: 'db:2' }] } }
  await cluster.ask('PATCH', `${SETS}/db`, { spec: { template } }, MERGE)
  await still()
  expect(pods().map((pod) => (pod['spec'] as { containers: { image: string }[] }).containers[0]?.image)).toEqual(['db:2', 'db:2'])
  await cluster.ask('PATCH', `${SETS}/db`, { spec: { replicas: 1 } }, MERGE)
  await still()
  expect(names()).toEqual(['db-0'])
})

test('a StatefulSet waits for its ServiceAccount', async () => {
  const { cluster, still, names } = await start()
  await cluster.ask('POST', SETS, set({ serviceAccountName: 'late' }))
  await still()
  expect(names()).toEqual([])
  await cluster.ask('POST', ACCOUNTS, account('late'))
  await still()
  expect(names()).toEqual(['db-0', 'db-1'])
})

test('a Job has its pod, and takes it along', async () => {
  const { cluster, still, pods } = await start()
  const spec = { template: { spec: { restartPolicy: 'Never', containers: [{ name: 'main', image: 'job:1' }] } } }
  await cluster.ask('POST', JOBS, { apiVersion: 'batch/v1', kind: 'Job', metadata: { name: 'once' }, spec })
  await still()
  expect(pods().map(({ metadata, status }) => [metadata.ownerReferences?.[0]?.kind, (status as { phase: string }).phase])).toEqual([
    ['Job', 'Running'],
  ])
  await cluster.ask('DELETE', `${JOBS}/once`)
  await still()
  expect(pods()).toEqual([])
})
