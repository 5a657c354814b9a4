import { expect, test } from 'vitest'
import { startCluster } from './cluster.ts'

const MAPS = '/api/v1/namespaces/default/configmaps'
const MERGE = { type: 'application/merge-patch+json' }
const map = (name: string, labels: object = {}) => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, labels } })

test('a watch tells of what is made, changed and deleted after its version', async () => {
  const cluster = await startCluster()
  const { resourceVersion } = (await cluster.ask('GET', MAPS)).body.metadata
  const watch = await cluster.watch(`${MAPS}?watch=1&resourceVersion=${resourceVersion}`)
  await cluster.ask('POST', MAPS, map('x'))
  await cluster.ask('PATCH', `${MAPS}/x`, { data: { a: 'b' } }, MERGE)
  await cluster.ask('DELETE', `${MAPS}/x`)
  for (const type of ['ADDED', 'MODIFIED', 'DELETED']) {
    expect(await watch.next()).toMatchObject({ type, object: { kind: 'ConfigMap', apiVersion: 'v1', metadata: { name: 'x' } } })
  }
  watch.close()
})

test('a watch resumes where another one ended, without a gap or a repetition', async () => {
  const cluster = await startCluster()
  const { body } = await cluster.ask('POST', MAPS, map('one'))
  await cluster.ask('POST', MAPS, map('two'))
  await cluster.ask('POST', '/api/v1/namespaces/kube-system/configmaps', map('elsewhere'))
  const watch = await cluster.watch(`${MAPS}?watch=true&resourceVersion=${body.metadata.resourceVersion}`)
  expect((await watch.next())?.object.metadata.name).toBe('two')
  await cluster.ask('POST', MAPS, map('three'))
  expect((await watch.next())?.object.metadata.name).toBe('three')
  watch.close()
})

test('a watch without a version begins with what is there', async () => {
  const cluster = await startCluster()
  const watch = await cluster.watch(`${MAPS}?watch=1&fieldSelector=metadata.name%3Dkube-root-ca.crt`)
  expect(await watch.next()).toMatchObject({ type: 'ADDED', object: { metadata: { name: 'kube-root-ca.crt' } } })
  watch.close()
})

test('a version that history no longer holds is an ERROR event with 410 Expired, and the stream ends', async () => {
  const cluster = await startCluster()
  const { resourceVersion } = (await cluster.ask('POST', MAPS, map('x'))).body.metadata
  await cluster.ask('DELETE', `${MAPS}/x`)
  cluster.compact()
  const watch = await cluster.watch(`${MAPS}?watch=1&resourceVersion=${resourceVersion}`)
  expect(await watch.next()).toMatchObject({
    type: 'ERROR',
    object: {
      kind: 'Status',
      code: 410,
      reason: 'Expired',
      message: expect.stringContaining(`too old resource version: ${resourceVersion} (`),
    },
  })
  expect(await watch.next()).toBeUndefined()
})

test('a watch ends when its time is up, with a bookmark where those are wanted', async () => {
  const cluster = await startCluster()
  const { resourceVersion } = (await cluster.ask('GET', MAPS)).body.metadata
  const watch = await cluster.watch(`${MAPS}?watch=1&resourceVersion=${resourceVersion}&allowWatchBookmarks=true&timeoutSeconds=0.05`)
  expect(await watch.next()).toMatchObject({ type: 'BOOKMARK', object: { kind: 'ConfigMap', metadata: { resourceVersion } } })
  expect(await watch.next()).toBeUndefined()
})

test('an object that begins to match the labels is ADDED, one that ceases to is DELETED', async () => {
  const cluster = await startCluster()
  await cluster.ask('POST', MAPS, map('x'))
  const { resourceVersion } = (await cluster.ask('GET', MAPS)).body.metadata
  const watch = await cluster.watch(`${MAPS}?watch=1&resourceVersion=${resourceVersion}&labelSelector=on`)
  await cluster.ask('PATCH', `${MAPS}/x`, { metadata: { labels: { on: 'yes' } } }, MERGE)
  await cluster.ask('PATCH', `${MAPS}/x`, { metadata: { labels: { on: null } } }, MERGE)
  expect((await watch.next())?.type).toBe('ADDED')
  expect((await watch.next())?.type).toBe('DELETED')
  watch.close()
})
