import { decodeJwt } from 'jose'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Api } from '../../../src/kube/request.ts'
import { startFront, type Front } from '../front.ts'
import { awsAs, codeOf, failureOf, kubeAs, type Kube } from '../ports.ts'
import type { Server } from '../server.ts'
import { configMap, newNamespace, podOf } from './namespace.ts'

/** Watches through broken connections, retries, tokens and access reviews. */
export function kubeReadCases(server: () => Server): void {
  let kube: Kube
  let api: Api
  let namespace = ''
  beforeAll(async () => {
    ;({ kube, api } = await kubeAs(server()))
    namespace = await newNamespace(kube)
  })
  afterAll(() => kube.delete({ kind: 'Namespace', name: namespace }))
  const map = (name: string) => ({ kind: 'ConfigMap', namespace, name })
  const valueOf = (object: unknown) => (object as { data?: { a?: string } } | undefined)?.data?.a

  describe('through a front that misbehaves', () => {
    let front: Front
    let far: Kube
    beforeEach(async () => {
      const cluster = await awsAs(server()).cluster(server().cluster)
      front = await startFront(cluster?.endpoint ?? '', cluster?.certificateAuthority ?? '')
      ;({ kube: far } = await kubeAs(server(), { endpoint: front.endpoint }))
    })
    afterEach(() => front.close())

    test('a wait sees an object come, change and go', async () => {
      const come = far.waitFor(map('moves'), (object) => object !== undefined)
      await expect.poll(() => front.seen.some((line) => line.includes('watch=1'))).toBe(true)
      await kube.create(configMap(namespace, 'moves', { data: { a: '1' } }))
      expect(valueOf(await come)).toBe('1')
      const changed = far.waitFor(map('moves'), (object) => valueOf(object) === '2')
      await kube.mergePatch(map('moves'), { data: { a: '2' } })
      expect(valueOf(await changed)).toBe('2')
      const gone = far.waitFor(map('moves'), (object) => object === undefined)
      await kube.delete(map('moves'))
      expect(await gone).toBeUndefined()
    })
    test('a watch that is cut is taken up again, and what happened meanwhile is not lost', async () => {
      await kube.create(configMap(namespace, 'cut', { data: { a: '1' } }))
      front.faults.push({ match: 'watch=1', times: 1, cutAfter: 1 })
      const done = far.waitFor(map('cut'), (object) => valueOf(object) === '3')
      await expect.poll(() => front.seen.filter((line) => line.includes('watch=1')).length).toBe(1)
      await kube.mergePatch(map('cut'), { data: { a: '2' } })
      await kube.mergePatch(map('cut'), { data: { a: '3' } })
      expect(valueOf(await done)).toBe('3')
    })
    test('a watch from a version that is too old is begun anew', async () => {
      await kube.create(configMap(namespace, 'old', { data: { a: '1' } }))
      front.faults.push({
        match: 'watch=1',
        times: 1,
        status: 410,
        body: { kind: 'Status', code: 410, reason: 'Expired', message: 'too old resource version: 1 (2)' },
      })
      const done = far.waitFor(map('old'), (object) => valueOf(object) === '2')
      await kube.mergePatch(map('old'), { data: { a: '2' } })
      expect(valueOf(await done)).toBe('2')
    })
    test.each([429, 503, 500])('an answer %i is asked again after the time that it names', async (status) => {
      front.faults.push({ match: 'GET /api/v1/namespaces/default', times: 1, status, retryAfter: 1 })
      const started = performance.now()
      expect((await far.get({ kind: 'Namespace', name: 'default' }))?.metadata.name).toBe('default')
      expect(performance.now() - started).toBeGreaterThan(900)
    })
    test('a connection that drops is tried again', async () => {
      front.faults.push({ match: 'GET /api/v1/namespaces/default', times: 1, cutAfter: 1 })
      expect((await far.get({ kind: 'Namespace', name: 'default' }))?.metadata.name).toBe('default')
    })
  })

  describe('what is not there', () => {
    test('an object is absent, a kind that is not served has no list, an empty one has', async () => {
      expect(await kube.get(map('nothing'))).toBeUndefined()
      expect(await kube.list({ kind: 'ConfigMap', namespace: 'nowhere' })).toEqual([])
      expect(await kube.list({ kind: 'ResourceSet' })).toBeUndefined()
    })
    test('labels choose', async () => {
      await kube.create(configMap(namespace, 'red', { metadata: { name: 'red', labels: { colour: 'red' } } }))
      await kube.create(configMap(namespace, 'blue', { metadata: { name: 'blue', labels: { colour: 'blue' } } }))
      const found = await kube.list({ kind: 'ConfigMap', namespace, labels: 'colour=red' })
      expect(found?.map((one) => one.metadata.name)).toEqual(['red'])
    })
    test('a long list comes in pages, and whole', async () => {
      const names = Array.from({ length: 12 }, (_, n) => `page-${n}`)
      for (const name of names) await kube.create(configMap(namespace, name, { metadata: { name, labels: { paged: 'yes' } } }))
      const path = `/api/v1/namespaces/${namespace}/configmaps`
      interface Page {
        items: { metadata: { name: string } }[]
        metadata: { continue?: string; remainingItemCount?: number }
      }
      const first = await api.json<Page>({ method: 'GET', path, query: { limit: '5' } }, 'list')
      expect([first.items.length, typeof first.metadata.continue]).toEqual([5, 'string'])
      const next = await api.json<Page>({ method: 'GET', path, query: { limit: '500', continue: first.metadata.continue ?? '' } }, 'list')
      const seen = [...first.items, ...next.items].map((item) => item.metadata.name)
      expect(new Set(seen).size).toBe(seen.length)
      expect(names.every((name) => seen.includes(name))).toBe(true)
    })
  })

  describe('tokens', () => {
    test("a ServiceAccount's token says the cluster's issuer, the audience that was asked for, and whose it is", async () => {
      const claims = decodeJwt(
        await kube.token({ namespace, serviceAccount: 'default', audience: 'sts.amazonaws.com', expirationSeconds: 600 }),
      )
      expect(claims).toMatchObject({ iss: server().issuer, aud: ['sts.amazonaws.com'], sub: `system:serviceaccount:${namespace}:default` })
      expect(claims.exp! - claims.iat!).toBe(600)
    })
    test('nobody gets a token of a ServiceAccount that is not there, or one for less than ten minutes', async () => {
      expect(await codeOf(kube.token({ namespace, serviceAccount: 'nobody', audience: 'x', expirationSeconds: 600 }))).toMatch(
        /NotFound|kube-404/,
      )
      const failure = await failureOf(kube.token({ namespace, serviceAccount: 'default', audience: 'x', expirationSeconds: 60 }))
      expect(failure.code).toBe('kube-422')
      expect(failure.message).toContain('may not specify a duration less than 10 minutes')
    })
    test('a token that is bound to a pod names it, and needs that very pod', async () => {
      const pod = await kube.create(podOf(namespace, 'bound'))
      const bound = (name: string, uid: string) =>
        api.json<{ status: { token: string } }>(
          {
            method: 'POST',
            path: `/api/v1/namespaces/${namespace}/serviceaccounts/default/token`,
            body: {
              apiVersion: 'authentication.k8s.io/v1',
              kind: 'TokenRequest',
              spec: {
                audiences: ['sts.amazonaws.com'],
                expirationSeconds: 600,
                boundObjectRef: { apiVersion: 'v1', kind: 'Pod', name, uid },
              },
            },
          },
          'create token',
        )
      const claims = decodeJwt((await bound('bound', pod.metadata.uid ?? '')).status.token)
      expect(claims['kubernetes.io']).toMatchObject({
        namespace,
        pod: { name: 'bound', uid: pod.metadata.uid },
        serviceaccount: { name: 'default' },
      })
      expect(await codeOf(bound('bound', '00000000-0000-0000-0000-000000000000'))).toBe('kube-409')
      expect(await codeOf(bound('nothing', pod.metadata.uid ?? ''))).toMatch(/NotFound|kube-404/)
    })
  })

  describe('access reviews', () => {
    test('who made the cluster may do everything', async () => {
      expect((await kube.mayI({ verb: 'create', group: 'rbac.authorization.k8s.io', resource: 'clusterrolebindings' })).allowed).toBe(true)
      expect((await kube.mayI({ verb: '*', group: '*', resource: '*' })).allowed).toBe(true)
    })
    test('others may what a role gives their group: this verb, this resource, this name, in this namespace', async () => {
      const rbac = 'rbac.authorization.k8s.io'
      const post = (resource: string, body: unknown) =>
        api.json({ method: 'POST', path: `/apis/${rbac}/v1/namespaces/${namespace}/${resource}`, body }, `create ${resource}`)
      await post('roles', {
        apiVersion: `${rbac}/v1`,
        kind: 'Role',
        metadata: { name: 'few', namespace },
        rules: [
          { apiGroups: [''], resources: ['secrets'], verbs: ['get', 'list'] },
          { apiGroups: [''], resources: ['serviceaccounts/token'], resourceNames: ['one'], verbs: ['create'] },
        ],
      })
      await post('rolebindings', {
        apiVersion: `${rbac}/v1`,
        kind: 'RoleBinding',
        metadata: { name: 'few', namespace },
        roleRef: { apiGroup: rbac, kind: 'Role', name: 'few' },
        subjects: [{ apiGroup: rbac, kind: 'Group', name: `group-${namespace}` }],
      })
      const { kube: few } = await kubeAs(server(), { keys: await server().addUser(`few-${namespace}`, [], [`group-${namespace}`]) })
      const may = async (question: Partial<Parameters<Kube['mayI']>[0]>) =>
        (await few.mayI({ verb: 'list', group: '', resource: 'secrets', namespace, ...question })).allowed
      await expect.poll(() => may({})).toBe(true)
      expect(await may({ verb: 'create' })).toBe(false)
      expect(await may({ resource: 'pods' })).toBe(false)
      expect(await may({ group: 'apps' })).toBe(false)
      expect(await may({ namespace: 'default' })).toBe(false)
      expect(await may({ verb: 'create', resource: 'serviceaccounts', subresource: 'token', name: 'one' })).toBe(true)
      expect(await may({ verb: 'create', resource: 'serviceaccounts', subresource: 'token', name: 'two' })).toBe(false)
      expect(await may({ verb: 'create', resource: 'serviceaccounts' })).toBe(false)
      expect(await codeOf(few.list({ kind: 'Secret', namespace }))).toBe('done')
      expect(await codeOf(few.list({ kind: 'Pod', namespace }))).toBe('kube-forbidden')
    })
  })
}
