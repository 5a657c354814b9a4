import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { annotationOwners } from '../../../src/domain/managed-fields.ts'
import type { KubeObject } from '../../../src/model/kube.ts'
import type { Api } from '../../../src/kube/request.ts'
import { codeOf, failureOf, kubeAs, type Kube } from '../ports.ts'
import type { Server } from '../server.ts'
import { configMap, newNamespace } from './namespace.ts'

const ANNOTATION = 'eks.amazonaws.com/role-arn'

/** Server-side apply, patches, preconditions and finalizers. */
export function kubeWriteCases(server: () => Server): void {
  let kube: Kube
  let api: Api
  let namespace = ''
  beforeAll(async () => {
    ;({ kube, api } = await kubeAs(server()))
    namespace = await newNamespace(kube)
  })
  afterAll(() => kube.delete({ kind: 'Namespace', name: namespace }))

  const account = (name: string, annotations?: Record<string, string>): KubeObject => ({
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: { name, namespace, ...(annotations ? { annotations } : {}) },
  })
  const ref = (name: string) => ({ kind: 'ServiceAccount', namespace, name })
  const applyAs = (manager: string, object: KubeObject, force = false) =>
    api.json<KubeObject>(
      {
        method: 'PATCH',
        path: `/api/v1/namespaces/${namespace}/serviceaccounts/${object.metadata.name}`,
        query: { fieldManager: manager, force: String(force) },
        body: object,
        contentType: 'application/apply-patch+yaml',
      },
      `apply as ${manager}`,
    )
  const read = async (name: string) => (await kube.get(ref(name)))!
  const owners = async (name: string, annotation = ANNOTATION) =>
    annotationOwners(await read(name), annotation)
      .map(({ manager, operation }) => `${manager}/${operation}`)
      .toSorted()

  describe('server-side apply', () => {
    test('what is applied is made, and held by its manager', async () => {
      await kube.apply(account('made', { [ANNOTATION]: 'one' }))
      expect((await read('made')).metadata.annotations).toEqual({ [ANNOTATION]: 'one' })
      expect(await owners('made')).toEqual(['flux-irsa/Apply'])
    })
    test("two managers hold fields of one object, and neither's apply takes the other's away", async () => {
      await applyAs('flux-operator', account('both', { theirs: 'x' }))
      await kube.apply(account('both', { [ANNOTATION]: 'one' }))
      await applyAs('flux-operator', account('both', { theirs: 'y' }))
      expect((await read('both')).metadata.annotations).toEqual({ theirs: 'y', [ANNOTATION]: 'one' })
      expect([await owners('both'), await owners('both', 'theirs')]).toEqual([['flux-irsa/Apply'], ['flux-operator/Apply']])
    })
    test('another value for a field of somebody else is a conflict that names him, unless it is forced', async () => {
      await applyAs('terraform', account('conflict', { [ANNOTATION]: 'theirs' }))
      const failure = await failureOf(kube.apply(account('conflict', { [ANNOTATION]: 'ours' })))
      expect([failure.code, failure.exitCode]).toEqual(['kube-conflict', 64])
      expect(failure.message).toContain(`conflict with "terraform"`)
      expect(failure.message).toContain(`.metadata.annotations.${ANNOTATION}`)
      await kube.apply(account('conflict', { [ANNOTATION]: 'ours' }), { force: true })
      expect(await owners('conflict')).toEqual(['flux-irsa/Apply'])
      expect((await read('conflict')).metadata.annotations).toEqual({ [ANNOTATION]: 'ours' })
    })
    test('the same value is shared, and stays as long as one of its owners wants it', async () => {
      await applyAs('flux-operator', account('shared', { [ANNOTATION]: 'one' }))
      await kube.apply(account('shared', { [ANNOTATION]: 'one' }))
      expect(await owners('shared')).toEqual(['flux-irsa/Apply', 'flux-operator/Apply'])
      await kube.apply(account('shared'))
      expect((await read('shared')).metadata.annotations).toEqual({ [ANNOTATION]: 'one' })
      await applyAs('flux-operator', account('shared'))
      expect((await read('shared')).metadata.annotations ?? {}).toEqual({})
    })
    test("applying nothing takes our fields off and leaves the others'", async () => {
      await kube.create(account('less', { theirs: 'x' }))
      await kube.apply(account('less', { [ANNOTATION]: 'one', more: 'two' }))
      await kube.apply(account('less'), { force: true })
      expect((await read('less')).metadata.annotations).toEqual({ theirs: 'x' })
    })
    test('a forced apply takes a field that was patched by hand, and the hand no longer holds it', async () => {
      await kube.apply(account('hand', { [ANNOTATION]: 'one' }))
      await kube.mergePatch(ref('hand'), { metadata: { annotations: { [ANNOTATION]: 'by hand' } } }, { fieldManager: 'kubectl-annotate' })
      expect(await owners('hand')).toEqual(['kubectl-annotate/Update'])
      await kube.apply(account('hand', { [ANNOTATION]: 'one' }), { force: true })
      expect(await owners('hand')).toEqual(['flux-irsa/Apply'])
    })
    test('applying the same again changes no version', async () => {
      const first = await kube.apply(account('same', { [ANNOTATION]: 'one' }))
      const second = await kube.apply(account('same', { [ANNOTATION]: 'one' }))
      expect(second.metadata.resourceVersion).toBe(first.metadata.resourceVersion)
    })
    test('an object that must be new but is there is a conflict by its version', async () => {
      await kube.create(account('taken'))
      const failure = await failureOf(kube.create(account('taken')))
      expect(failure.code).toBe('kube-409')
      expect(failure.message).toContain('serviceaccounts "taken" already exists')
    })
    test('a name that Kubernetes does not take is refused with its rule', async () => {
      const failure = await failureOf(kube.create(account('Not_A_Name')))
      expect(failure.code).toBe('kube-422')
      expect(failure.message).toContain('ServiceAccount "Not_A_Name" is invalid: metadata.name: Invalid value')
    })
  })

  describe('patches and preconditions', () => {
    const map = (name: string) => ({ kind: 'ConfigMap', namespace, name })
    test('a merge patch sets and removes, under the manager that it names', async () => {
      await kube.create(configMap(namespace, 'merge', { data: { a: '1', b: '2' } }))
      const after = await kube.mergePatch(map('merge'), { data: { a: null, c: '3' } }, { fieldManager: 'by-hand' })
      expect(after['data']).toEqual({ b: '2', c: '3' })
      expect(after.metadata.managedFields?.find((entry) => entry.manager === 'by-hand')?.operation).toBe('Update')
    })
    test('an older version is refused, in a patch and in a replacement', async () => {
      const first = await kube.create(configMap(namespace, 'versions', { data: { a: '1' } }))
      await kube.mergePatch(map('versions'), { data: { a: '2' } })
      const resourceVersion = first.metadata.resourceVersion ?? ''
      expect(await codeOf(kube.mergePatch(map('versions'), { metadata: { resourceVersion }, data: { a: '3' } }))).toBe('kube-409')
      const failure = await failureOf(kube.replace({ ...first, data: { a: '3' } }))
      expect(failure.code).toBe('kube-409')
      expect(failure.message).toContain('the object has been modified; please apply your changes to the latest version and try again')
      expect((await kube.get(map('versions')))?.['data']).toEqual({ a: '2' })
    })
    test('what is gone can be neither patched nor replaced', async () => {
      const failure = await codeOf(kube.mergePatch(map('nothing'), { data: { a: '1' } }))
      expect(failure).toMatch(/NotFound|kube-404/)
    })
    test('only the very object that was meant is deleted', async () => {
      const made = await kube.create(configMap(namespace, 'meant'))
      expect(await codeOf(kube.delete(map('meant'), { uid: '00000000-0000-0000-0000-000000000000' }))).toBe('kube-409')
      expect(await codeOf(kube.delete(map('meant'), { resourceVersion: '1' }))).toBe('kube-409')
      await kube.delete(map('meant'), { uid: made.metadata.uid ?? '' })
      await kube.delete(map('meant'))
      expect(await kube.get(map('meant'))).toBeUndefined()
    })
    test('a finalizer keeps an object, marked as going, until it is taken off', async () => {
      await kube.create(configMap(namespace, 'final', { metadata: { name: 'final', finalizers: ['example.com/wait'] } }))
      await kube.delete(map('final'))
      const going = await kube.get(map('final'))
      expect(going?.metadata.deletionTimestamp).toBeTruthy()
      expect(going?.metadata.finalizers).toEqual(['example.com/wait'])
      await kube.mergePatch(map('final'), { metadata: { finalizers: null } })
      expect(await kube.waitFor(map('final'), (object) => object === undefined)).toBeUndefined()
    })
    test('a namespace that is going takes nothing new, and goes once it is empty', async () => {
      const going = await newNamespace(kube)
      await kube.create(configMap(going, 'final', { metadata: { name: 'final', finalizers: ['example.com/wait'] } }))
      await kube.delete({ kind: 'Namespace', name: going })
      const found = await kube.get({ kind: 'Namespace', name: going })
      expect(found?.metadata.deletionTimestamp).toBeTruthy()
      const failure = await failureOf(kube.create(configMap(going, 'late')))
      expect(failure.code).toBe('namespace-going')
      expect(failure.message).toContain('its namespace is being deleted')
      await kube.mergePatch({ kind: 'ConfigMap', namespace: going, name: 'final' }, { metadata: { finalizers: null } })
      await kube.waitFor({ kind: 'Namespace', name: going }, (object) => object === undefined)
    })
  })
}
