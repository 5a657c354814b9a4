import { expect, test } from 'vitest'
import type { KubeObject, KubeReader } from '../../src/model/kube.ts'
import { readingOnce } from '../../src/kube/reading-once.ts'

const ACCOUNTS = { kind: 'ServiceAccount', namespace: 'flux-system' }
const named = (name: string): KubeObject => ({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, namespace: 'flux-system' } })

/** A cluster with two ServiceAccounts that writes down what it is asked. */
function cluster(mayList = true): { kube: KubeReader; asked: string[] } {
  const asked: string[] = []
  const kube = {
    endpoint: 'https://127.0.0.1',
    async list() {
      asked.push('list')
      if (!mayList) throw new Error('forbidden')
      return ['one', 'two'].map(named)
    },
    async get({ name }: { name: string }) {
      asked.push(`get ${name}`)
      return named(name)
    },
  }
  return { kube: kube as Partial<KubeReader> as KubeReader, asked }
}

test('an object of a list that was read is not asked for again, whether it is there or not', async () => {
  const { kube, asked } = cluster()
  const once = readingOnce(kube)
  await Promise.all([once.list(ACCOUNTS), once.list(ACCOUNTS)])
  expect((await once.get({ ...ACCOUNTS, name: 'two' }))?.metadata.name).toBe('two')
  expect(await once.get({ ...ACCOUNTS, name: 'three' })).toBeUndefined()
  expect(asked).toEqual(['list'])
})

test('a list by label is not taken for all of them', async () => {
  const { kube, asked } = cluster()
  const once = readingOnce(kube)
  await once.list({ ...ACCOUNTS, labels: 'a=b' })
  await once.get({ ...ACCOUNTS, name: 'one' })
  expect(asked).toEqual(['list', 'get one'])
})

test('who may not list is still shown the one object', async () => {
  const { kube, asked } = cluster(false)
  const once = readingOnce(kube)
  await expect(once.list(ACCOUNTS)).rejects.toThrow('forbidden')
  expect((await once.get({ ...ACCOUNTS, name: 'one' }))?.metadata.name).toBe('one')
  expect(asked).toEqual(['list', 'get one'])
})
