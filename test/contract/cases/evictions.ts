import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { StatusError } from '../../../src/kube/failures.ts'
import type { KubeObject } from '../../../src/model/kube.ts'
import type { Api } from '../../../src/kube/request.ts'
import { codeOf, failureOf, kubeAs, type Kube } from '../ports.ts'
import type { Server } from '../server.ts'
import { newNamespace, podOf } from './namespace.ts'

interface BudgetStatus {
  observedGeneration?: number
  disruptionsAllowed: number
  currentHealthy: number
  desiredHealthy: number
  expectedPods: number
}

/** What replaces the pods of a workload: the Eviction API with PodDisruptionBudgets, and how the pods of a ServiceAccount are found. */
export function evictionCases(server: () => Server): void {
  let kube: Kube
  let api: Api
  let namespace = ''
  beforeAll(async () => {
    ;({ kube, api } = await kubeAs(server()))
    namespace = await newNamespace(kube)
    await kube.create({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'cart', namespace } })
    const labels = { app: 'cart' }
    const spec = { serviceAccountName: 'cart', containers: [{ name: 'main', image: 'main' }] }
    await kube.create({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'cart', namespace },
      spec: { replicas: 2, selector: { matchLabels: labels }, template: { metadata: { labels }, spec } },
    })
  })
  afterAll(() => kube.delete({ kind: 'Namespace', name: namespace }))

  const isReady = (pod: KubeObject) =>
    ((pod['status'] as { conditions?: { type: string; status: string }[] }).conditions ?? []).some(
      ({ type, status }) => type === 'Ready' && status === 'True',
    )
  const living = (pods: KubeObject[]) => pods.filter((pod) => !pod.metadata.deletionTimestamp)
  /** The two pods, once both are ready; without those that went. */
  const bothReady = async (gone: (string | undefined)[] = []) => {
    const selection = { kind: 'Pod', namespace, fields: 'spec.serviceAccountName=cart' }
    const isRest = (pods: KubeObject[]) =>
      living(pods).length === 2 && living(pods).every((pod) => isReady(pod) && !gone.includes(pod.metadata.uid))
    return living(await kube.waitForList(selection, isRest))
  }
  const evict = (pod: KubeObject | undefined) => {
    const { name = '', uid = '' } = pod?.metadata ?? {}
    return kube.evict({ namespace, name }, { uid })
  }
  const post = (name: string, deleteOptions: object = {}) =>
    api.json(
      {
        method: 'POST',
        path: `/api/v1/namespaces/${namespace}/pods/${name}/eviction`,
        body: { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name, namespace }, deleteOptions },
      },
      'evict',
    )
  const budgets = () => `/apis/policy/v1/namespaces/${namespace}/poddisruptionbudgets`
  /** Answers its status, when it was counted. */
  const budget = async (spec: object): Promise<BudgetStatus> => {
    const body = {
      apiVersion: 'policy/v1',
      kind: 'PodDisruptionBudget',
      metadata: { name: 'cart' },
      spec: { selector: { matchLabels: { app: 'cart' } }, ...spec },
    }
    await api.json({ method: 'POST', path: budgets(), body }, 'create')
    let status: BudgetStatus | undefined
    await expect
      .poll(async () => (status = (await api.json<{ status: BudgetStatus }>({ method: 'GET', path: `${budgets()}/cart` }, 'get')).status), {
        timeout: 10_000,
        interval: 50,
      })
      .toMatchObject({ observedGeneration: 1 })
    return status!
  }

  describe('Eviction API', () => {
    afterEach(() => api.json({ method: 'DELETE', path: `${budgets()}/cart` }, 'delete').catch(() => {}))

    test('an evicted pod goes, and its Deployment brings another one', async () => {
      const [first, second] = await bothReady()
      expect(await evict(first)).toBe(true)
      const after = await bothReady([first?.metadata.uid])
      expect(after.map(({ metadata }) => metadata.uid)).toContain(second?.metadata.uid)
    })
    test('a budget that needs every pod keeps them all, and says what it counted', async () => {
      const pods = await bothReady()
      expect(await budget({ minAvailable: 2 })).toMatchObject({
        disruptionsAllowed: 0,
        currentHealthy: 2,
        desiredHealthy: 2,
        expectedPods: 2,
      })
      expect(await evict(pods[0])).toBe(false)
      const refusal = await post(pods[0]?.metadata.name ?? '').catch((error: unknown) => error)
      expect(refusal).toBeInstanceOf(StatusError)
      expect((refusal as StatusError).status).toMatchObject({
        code: 429,
        reason: 'TooManyRequests',
        message: "Cannot evict pod as it would violate the pod's disruption budget.",
        details: {
          causes: [{ reason: 'DisruptionBudget', message: 'The disruption budget cart needs 2 healthy pods and has 2 currently' }],
        },
      })
      expect((await bothReady()).map(({ metadata }) => metadata.uid)).toEqual(pods.map(({ metadata }) => metadata.uid))
    })
    test('a budget of one pod lets all of them go, one after the other', async () => {
      const [first, second] = await bothReady()
      expect(await budget({ maxUnavailable: '50%' })).toMatchObject({ disruptionsAllowed: 1, desiredHealthy: 1, expectedPods: 2 })
      expect(await evict(first)).toBe(true)
      await expect.poll(() => evict(second), { timeout: 20_000, interval: 100 }).toBe(true)
      await bothReady([first?.metadata.uid, second?.metadata.uid])
    })
    test('a pod that is not there, and another one of its name, are refused', async () => {
      const [pod] = await bothReady()
      const { name = '' } = pod?.metadata ?? {}
      expect(await codeOf(post('nobody'))).toBe('NotFound')
      expect(await codeOf(post(name, { preconditions: { uid: '00000000-0000-0000-0000-000000000000' } }))).toBe('kube-409')
      expect(await kube.evict({ namespace, name: 'nobody' })).toBe(true)
      expect((await bothReady()).map(({ metadata }) => metadata.uid)).toContain(pod?.metadata.uid)
    })
    test('a dry run evicts nobody', async () => {
      const [pod] = await bothReady()
      expect(await codeOf(post(pod?.metadata.name ?? '', { dryRun: ['All'] }))).toBe('done')
      expect((await bothReady()).map(({ metadata }) => metadata.uid)).toContain(pod?.metadata.uid)
    })
    test('who may delete pods may not evict them', async () => {
      const rbac = 'rbac.authorization.k8s.io'
      const grant = (resource: string, body: unknown) =>
        api.json({ method: 'POST', path: `/apis/${rbac}/v1/namespaces/${namespace}/${resource}`, body }, `create ${resource}`)
      const metadata = { name: 'deleters', namespace }
      await grant('roles', {
        apiVersion: `${rbac}/v1`,
        kind: 'Role',
        metadata,
        rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['*'] }],
      })
      await grant('rolebindings', {
        apiVersion: `${rbac}/v1`,
        kind: 'RoleBinding',
        metadata,
        roleRef: { apiGroup: rbac, kind: 'Role', name: 'deleters' },
        subjects: [{ apiGroup: rbac, kind: 'Group', name: `deleters-${namespace}` }],
      })
      const keys = await server().addUser(`deleter-${namespace}`, [], [`deleters-${namespace}`])
      const { kube: deleter } = await kubeAs(server(), { keys })
      await expect.poll(() => codeOf(deleter.list({ kind: 'Pod', namespace }))).toBe('done')
      const [pod] = await bothReady()
      const failure = await failureOf(deleter.evict({ namespace, name: pod?.metadata.name ?? '' }))
      expect(failure.code).toBe('kube-forbidden')
      expect(failure.message).toContain('cannot create resource "pods/eviction" in API group "" in the namespace')
    })
  })

  describe('field selectors', () => {
    test('pods are chosen by their ServiceAccount', async () => {
      await bothReady()
      await kube.create(podOf(namespace, 'other'))
      const found = (await kube.list({ kind: 'Pod', namespace, fields: 'spec.serviceAccountName=cart' })) ?? []
      expect(found.length).toBeGreaterThan(1)
      expect(found.every(({ metadata }) => metadata.name.startsWith('cart-'))).toBe(true)
      const others = (await kube.list({ kind: 'Pod', namespace, fields: 'spec.serviceAccountName!=cart' })) ?? []
      expect(others.map(({ metadata }) => metadata.name)).toEqual(['other'])
    })
    test('a field that nothing can be chosen by is refused', async () => {
      const pods = await failureOf(kube.list({ kind: 'Pod', namespace, fields: 'spec.serviceAccount=cart' }))
      expect(pods).toMatchObject({ code: 'kube-400', message: expect.stringContaining('field label not supported: spec.serviceAccount') })
      const accounts = await failureOf(kube.list({ kind: 'ServiceAccount', namespace, fields: 'metadata.uid=1' }))
      expect(accounts.message).toContain('"metadata.uid" is not a known field selector: only "metadata.name", "metadata.namespace"')
    })
  })
}
