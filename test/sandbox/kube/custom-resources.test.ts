import { expect, test } from 'vitest'
import { CRDS, startCluster, WIDGETS, widget, widgetCrd, type TestCluster } from './cluster.ts'

const CRD = `${CRDS}/widgets.example.com`

async function established(cluster: TestCluster) {
  await cluster.ask('POST', CRDS, widgetCrd())
  await expect.poll(async () => (await cluster.ask('GET', WIDGETS)).status, { interval: 2 }).toBe(200)
}

test('a kind is not served before its CRD is Established', async () => {
  const cluster = await startCluster()
  const before = await cluster.ask('GET', WIDGETS)
  expect([before.status, before.body]).toEqual([404, '404 page not found\n'])
  await established(cluster)
  const { conditions } = (await cluster.ask('GET', CRD)).body.status
  expect(conditions).toContainEqual(expect.objectContaining({ type: 'Established', status: 'True' }))
})

test('an object can be written in one version and read in another', async () => {
  const cluster = await startCluster()
  await established(cluster)
  await cluster.ask('POST', WIDGETS.replace('/v1/', '/v1beta1/'), { ...widget('w'), apiVersion: 'example.com/v1beta1' })
  expect((await cluster.ask('GET', `${WIDGETS}/w`)).body.apiVersion).toBe('example.com/v1')
  const { items } = (await cluster.ask('GET', WIDGETS.replace('/v1/', '/v1beta1/'))).body
  expect(items.map(({ apiVersion, kind }: { apiVersion: string; kind: string }) => [apiVersion, kind])).toEqual([
    ['example.com/v1beta1', 'Widget'],
  ])
})

test('deleting a CRD deletes its objects, and waits for their finalizers', async () => {
  const cluster = await startCluster()
  await established(cluster)
  await cluster.ask('POST', WIDGETS, widget('free'))
  await cluster.ask('POST', WIDGETS, widget('held', {}, { finalizers: ['example.com/wait'] }))
  await cluster.ask('DELETE', CRD)
  const names = async () =>
    (await cluster.ask('GET', WIDGETS)).body.items?.map(({ metadata }: { metadata: { name: string } }) => metadata.name)
  await expect.poll(names, { interval: 2 }).toEqual(['held'])
  const refused = await cluster.ask('POST', WIDGETS, widget('late'))
  expect([refused.status, refused.body.message]).toEqual([
    403,
    'widgets.example.com "late" is forbidden: create not allowed while custom resource definition is terminating',
  ])
  await cluster.ask('PATCH', `${WIDGETS}/held`, { metadata: { finalizers: [] } }, { type: 'application/merge-patch+json' })
  await expect.poll(async () => (await cluster.ask('GET', CRD)).status, { interval: 2 }).toBe(404)
  expect((await cluster.ask('GET', WIDGETS)).status).toBe(404)
})

test('discovery lists the kind while it is served', async () => {
  const cluster = await startCluster()
  await established(cluster)
  const { groups } = (await cluster.ask('GET', '/apis')).body
  expect(groups.find(({ name }: { name: string }) => name === 'example.com')).toMatchObject({
    preferredVersion: { groupVersion: 'example.com/v1' },
    versions: [{ version: 'v1' }, { version: 'v1beta1' }],
  })
  const { resources } = (await cluster.ask('GET', '/apis/example.com/v1')).body
  expect(resources).toContainEqual(expect.objectContaining({ name: 'widgets', kind: 'Widget', namespaced: true }))
  expect((await cluster.ask('GET', '/api/v1')).body.resources).toContainEqual(expect.objectContaining({ name: 'serviceaccounts/token' }))
  expect((await cluster.ask('GET', '/version')).body.major).toBe('1')
  expect((await cluster.ask('GET', '/readyz')).body).toBe('ok')
})

test('custom resources take no strategic merge patch', async () => {
  const cluster = await startCluster()
  await established(cluster)
  await cluster.ask('POST', WIDGETS, widget('w'))
  const { status } = await cluster.ask('PATCH', `${WIDGETS}/w`, {}, { type: 'application/strategic-merge-patch+json' })
  expect(status).toBe(415)
})
