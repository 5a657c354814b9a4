import { expect, test } from 'vitest'
import { account, namespace, startCluster, type TestCluster } from './cluster.ts'

const MERGE = { type: 'application/merge-patch+json' }
const NAMESPACES = '/api/v1/namespaces'
const held = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'held', finalizers: ['example.com/wait'] } }

const gone = (cluster: TestCluster, path: string) =>
  expect.poll(async () => (await cluster.ask('GET', path)).status, { interval: 2 }).toBe(404)

test("a new namespace is Active and has its default ServiceAccount and the cluster's CA", async () => {
  const cluster = await startCluster()
  const { body } = await cluster.ask('POST', NAMESPACES, namespace('a'))
  expect(body).toMatchObject({ status: { phase: 'Active' }, metadata: { labels: { 'kubernetes.io/metadata.name': 'a' } } })
  expect((await cluster.ask('GET', `${NAMESPACES}/a/serviceaccounts/default`)).status).toBe(200)
  expect((await cluster.ask('GET', `${NAMESPACES}/a/configmaps/kube-root-ca.crt`)).body.data['ca.crt']).toBe(cluster.ca)
})

test('nothing can be made in a namespace that is not there', async () => {
  const cluster = await startCluster()
  const { status, body } = await cluster.ask('POST', `${NAMESPACES}/a/serviceaccounts`, { ...account('x'), metadata: { name: 'x' } })
  expect([status, body.message]).toEqual([404, 'namespaces "a" not found'])
})

test('a deleted namespace is Terminating, loses its content and vanishes', async () => {
  const cluster = await startCluster()
  await cluster.ask('POST', NAMESPACES, namespace('a'))
  const { status, body } = await cluster.ask('DELETE', `${NAMESPACES}/a`)
  expect([status, body.status.phase]).toEqual([200, 'Terminating'])
  await gone(cluster, `${NAMESPACES}/a`)
  expect(
    (await cluster.ask('GET', '/api/v1/serviceaccounts')).body.items.some(
      ({ metadata }: { metadata: { namespace: string } }) => metadata.namespace === 'a',
    ),
  ).toBe(false)
})

test('a namespace waits for the finalizers in it, says so, and takes nothing new', async () => {
  const cluster = await startCluster()
  await cluster.ask('POST', NAMESPACES, namespace('a'))
  await cluster.ask('POST', `${NAMESPACES}/a/configmaps`, held)
  await cluster.ask('DELETE', `${NAMESPACES}/a`)
  const messages = async () =>
    (await cluster.ask('GET', `${NAMESPACES}/a`)).body.status.conditions?.map((one: { message: string }) => one.message)
  await expect
    .poll(messages, { interval: 2 })
    .toEqual([
      'Some resources are remaining: configmaps has 1 resource instances',
      'Some content in the namespace has finalizers remaining: example.com/wait in 1 resource instances',
    ])
  const refused = await cluster.ask('POST', `${NAMESPACES}/a/configmaps`, { ...held, metadata: { name: 'x' } })
  expect([refused.status, refused.body.reason, refused.body.message]).toEqual([
    403,
    'Forbidden',
    'configmaps "x" is forbidden: unable to create new content in namespace a because it is being terminated',
  ])
  expect(refused.body.details.causes[0].reason).toBe('NamespaceTerminating')
  await cluster.ask('PATCH', `${NAMESPACES}/a/configmaps/held`, { metadata: { finalizers: null } }, MERGE)
  await gone(cluster, `${NAMESPACES}/a`)
})

test('default and kube-system may not be deleted', async () => {
  const cluster = await startCluster()
  const { status, body } = await cluster.ask('DELETE', `${NAMESPACES}/default`)
  expect([status, body.message]).toEqual([403, 'namespaces "default" is forbidden: this namespace may not be deleted'])
})
