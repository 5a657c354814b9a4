import { CoreV1Api, KubeConfig, KubernetesObjectApi, PatchStrategy, Watch } from '@kubernetes/client-node'
import { expect, test } from 'vitest'
import { namespace, startCluster } from './cluster.ts'

async function start() {
  const cluster = await startCluster()
  const config = new KubeConfig()
  config.loadFromOptions({
    clusters: [{ name: 'c', server: cluster.endpoint, caData: Buffer.from(cluster.ca).toString('base64') }],
    users: [{ name: 'u', token: cluster.adminToken }],
    contexts: [{ name: 'x', cluster: 'c', user: 'u' }],
    currentContext: 'x',
  })
  return { cluster, config }
}

test("the official client reads, creates and gets Kubernetes' errors", async () => {
  const { config } = await start()
  const core = config.makeApiClient(CoreV1Api)
  await core.createNamespace({ body: namespace('flux-system') })
  const { items } = await core.listNamespacedServiceAccount({ namespace: 'flux-system' })
  expect(items.map(({ metadata }) => metadata?.name)).toEqual(['default'])
  await expect(core.readNamespacedSecret({ namespace: 'flux-system', name: 'x' })).rejects.toMatchObject({ code: 404 })
})

test("the official client's object API finds the path by discovery and applies", async () => {
  const { config } = await start()
  const objects = KubernetesObjectApi.makeApiClient(config)
  const account = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'x', namespace: 'default', annotations: { a: 'b' } } }
  await objects.patch(account, undefined, undefined, 'flux-irsa', true, PatchStrategy.ServerSideApply)
  const read = await objects.read({ ...account, metadata: { name: 'x', namespace: 'default' } })
  expect(read.metadata?.managedFields?.[0]).toMatchObject({ manager: 'flux-irsa', operation: 'Apply' })
})

test("the official client's watch sees events", async () => {
  const { cluster, config } = await start()
  const seen: string[] = []
  const watch = await new Watch(config).watch(
    '/api/v1/namespaces',
    {},
    (type, object) => seen.push(`${type} ${object.metadata.name}`),
    () => undefined,
  )
  await cluster.ask('POST', '/api/v1/namespaces', namespace('late'))
  await expect.poll(() => seen, { interval: 2 }).toContain('ADDED late')
  expect(seen).toContain('ADDED default')
  watch.abort()
})
