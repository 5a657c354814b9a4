import { expect, test } from 'vitest'
import { startCluster } from './cluster.ts'

const MAPS = '/api/v1/namespaces/default/configmaps'
const MERGE = { type: 'application/merge-patch+json' }
const map = (name: string, metadata: object = {}) => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, ...metadata } })
const owner = (name: string, uid: string) => ({ apiVersion: 'v1', kind: 'ConfigMap', name, uid })

async function family() {
  const cluster = await startCluster()
  const uidOf = async (name: string, metadata: object = {}) =>
    (await cluster.ask('POST', MAPS, map(name, metadata))).body.metadata.uid as string
  const [one, two] = [await uidOf('one'), await uidOf('two')]
  const child = await uidOf('child', { ownerReferences: [owner('one', one)] })
  await uidOf('grandchild', { ownerReferences: [owner('child', child)] })
  await uidOf('shared', { ownerReferences: [owner('one', one), owner('two', two)] })
  const names = async () =>
    (await cluster.ask('GET', MAPS)).body.items
      .map(({ metadata }: { metadata: { name: string } }) => metadata.name)
      .filter((name: string) => name !== 'kube-root-ca.crt')
  return { cluster, names, two }
}

test('dependents go with their last owner, and theirs with them', async () => {
  const { cluster, names, two } = await family()
  await cluster.ask('DELETE', `${MAPS}/one`)
  expect(await names()).toEqual(['shared', 'two'])
  expect((await cluster.ask('GET', `${MAPS}/shared`)).body.metadata.ownerReferences).toEqual([owner('two', two)])
})

test('orphaned dependents stay without their owner', async () => {
  const { cluster, names } = await family()
  await cluster.ask('DELETE', `${MAPS}/one?propagationPolicy=Orphan`)
  expect(await names()).toEqual(['child', 'grandchild', 'shared', 'two'])
  expect((await cluster.ask('GET', `${MAPS}/child`)).body.metadata.ownerReferences).toBeUndefined()
})

test('a foreground deletion waits for the dependents', async () => {
  const { cluster, names } = await family()
  await cluster.ask('PATCH', `${MAPS}/child`, { metadata: { finalizers: ['example.com/wait'] } }, MERGE)
  const { body } = await cluster.ask('DELETE', `${MAPS}/one`, { propagationPolicy: 'Foreground' })
  expect(body.metadata.finalizers).toEqual(['foregroundDeletion'])
  expect(await names()).toContain('one')
  await cluster.ask('PATCH', `${MAPS}/child`, { metadata: { finalizers: null } }, MERGE)
  expect(await names()).toEqual(['two'])
})
