import { expect, test } from 'vitest'
import { account, ACCOUNTS, CRDS, namespace, startCluster, WIDGETS, widget, widgetCrd } from './cluster.ts'

const MERGE = { type: 'application/merge-patch+json' }
const configMap = (name: string, data: object = {}, metadata: object = {}) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, ...metadata },
  data,
})
const MAPS = '/api/v1/namespaces/default/configmaps'

test('a created object is answered with 201, a uid, a resourceVersion and its creation time', async () => {
  const cluster = await startCluster({ clock: () => Date.UTC(2026, 0, 2, 3, 4, 5) })
  const { status, body } = await cluster.ask('POST', ACCOUNTS, account('x'))
  expect(status).toBe(201)
  expect(body.metadata).toMatchObject({ name: 'x', namespace: 'default', creationTimestamp: '2026-01-02T03:04:05Z' })
  expect(body.metadata.uid).toMatch(/^[0-9a-f-]{36}$/)
  expect(Number(body.metadata.resourceVersion)).toBeGreaterThan(0)
  expect((await cluster.ask('GET', `${ACCOUNTS}/x`)).body).toEqual(body)
})

test("what is not there is 404 with Kubernetes' Status", async () => {
  const cluster = await startCluster()
  const { status, body } = await cluster.ask('GET', '/apis/apps/v1/namespaces/default/deployments/x')
  expect(status).toBe(404)
  expect(body).toEqual({
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message: 'deployments.apps "x" not found',
    reason: 'NotFound',
    details: { name: 'x', group: 'apps', kind: 'deployments' },
    code: 404,
  })
})

test('a second object of that name is 409 AlreadyExists', async () => {
  const cluster = await startCluster()
  await cluster.ask('POST', '/api/v1/namespaces', namespace('a'))
  const { status, body } = await cluster.ask('POST', '/api/v1/namespaces', namespace('a'))
  expect([status, body.reason, body.message]).toEqual([409, 'AlreadyExists', 'namespaces "a" already exists'])
})

test.each(['Upper', 'a_b', '-a', 'a'.repeat(64)])('a namespace named %s is 422 Invalid', async (name) => {
  const cluster = await startCluster()
  const { status, body } = await cluster.ask('POST', '/api/v1/namespaces', namespace(name))
  expect([status, body.reason]).toEqual([422, 'Invalid'])
  expect(body.message).toContain(`Namespace "${name}" is invalid: `)
  expect(body.details.causes[0]).toMatchObject({ field: 'metadata.name', reason: 'FieldValueInvalid' })
})

test('a PUT of a stale version is 409 Conflict, of the newest it is stored', async () => {
  const cluster = await startCluster()
  const { body: first } = await cluster.ask('POST', MAPS, configMap('x', { a: '1' }))
  const newer = await cluster.ask('PUT', `${MAPS}/x`, { ...first, data: { a: '2' } })
  expect([newer.status, newer.body.data]).toEqual([200, { a: '2' }])
  const stale = await cluster.ask('PUT', `${MAPS}/x`, { ...first, data: { a: '3' } })
  expect([stale.status, stale.body.reason]).toEqual([409, 'Conflict'])
  expect(stale.body.message).toBe(
    'Operation cannot be fulfilled on configmaps "x": the object has been modified; ' +
      'please apply your changes to the latest version and try again',
  )
})

test('a PUT without a namespace is about the one in its path', async () => {
  const cluster = await startCluster()
  await cluster.ask('POST', MAPS, configMap('a', { x: '1' }))
  expect(await cluster.ask('PUT', `${MAPS}/a`, configMap('a', { x: '2' }))).toMatchObject({ status: 200 })
  expect((await cluster.ask('GET', `${MAPS}/a`)).body).toMatchObject({ metadata: { namespace: 'default' }, data: { x: '2' } })
})

test('a merge patch with a resourceVersion is conditional', async () => {
  const cluster = await startCluster()
  const { body: first } = await cluster.ask('POST', MAPS, configMap('x', { a: '1' }))
  await cluster.ask('PATCH', `${MAPS}/x`, { data: { a: '2' } }, MERGE)
  const { resourceVersion } = first.metadata
  const stale = await cluster.ask('PATCH', `${MAPS}/x`, { metadata: { resourceVersion }, data: { a: null } }, MERGE)
  expect([stale.status, stale.body.reason]).toEqual([409, 'Conflict'])
})

test('merge, strategic and JSON patches change what they name', async () => {
  const cluster = await startCluster()
  await cluster.ask('POST', MAPS, configMap('x', { a: '1', b: '1' }))
  const merged = await cluster.ask('PATCH', `${MAPS}/x`, { data: { a: null, c: '3' } }, MERGE)
  expect(merged.body.data).toEqual({ b: '1', c: '3' })
  const operations = [
    { op: 'test', path: '/data/b', value: '1' },
    { op: 'add', path: '/metadata/annotations', value: { 'a/b': 'x' } },
    { op: 'replace', path: '/metadata/annotations/a~1b', value: 'y' },
    { op: 'remove', path: '/data/c' },
  ]
  const changed = await cluster.ask('PATCH', `${MAPS}/x`, operations, { type: 'application/json-patch+json' })
  expect([changed.body.data, changed.body.metadata.annotations]).toEqual([{ b: '1' }, { 'a/b': 'y' }])
  const failed = await cluster.ask('PATCH', `${MAPS}/x`, [{ op: 'remove', path: '/data/c' }], { type: 'application/json-patch+json' })
  expect(failed.status).toBe(422)
})

test('a strategic merge patch changes one container and leaves the others', async () => {
  const cluster = await startCluster()
  const spec = {
    containers: [
      { name: 'a', image: 'a:1' },
      { name: 'b', image: 'b:1' },
    ],
    tolerations: [{ key: 'x' }],
  }
  await cluster.ask('POST', '/api/v1/namespaces/default/pods', { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p' }, spec })
  const patch = {
    spec: {
      containers: [
        { name: 'b', image: 'b:2' },
        { name: 'c', image: 'c:1' },
        { $patch: 'delete', name: 'a' },
      ],
      tolerations: [],
    },
  }
  const type = 'application/strategic-merge-patch+json'
  const { body } = await cluster.ask('PATCH', '/api/v1/namespaces/default/pods/p', patch, { type })
  expect(body.spec.containers.map(({ name, image }: { name: string; image: string }) => [name, image])).toEqual([
    ['b', 'b:2'],
    ['c', 'c:1'],
  ])
  expect(body.spec.tolerations).toEqual([])
})

test('a write that changes nothing keeps the resourceVersion', async () => {
  const cluster = await startCluster()
  const { body: first } = await cluster.ask('POST', MAPS, configMap('x', { a: '1' }))
  const { body: same } = await cluster.ask('PATCH', `${MAPS}/x`, { data: { a: '1' } }, MERGE)
  expect(same.metadata.resourceVersion).toBe(first.metadata.resourceVersion)
})

test('generation counts changes of the spec only', async () => {
  const cluster = await startCluster()
  await cluster.ask('POST', CRDS, widgetCrd())
  await expect.poll(async () => (await cluster.ask('POST', WIDGETS, widget('w', { size: 1 }))).status, { interval: 2 }).toBe(201)
  const path = `${WIDGETS}/w`
  const generationAfter = async (target: string, body: object) => (await cluster.ask('PATCH', target, body, MERGE)).body.metadata.generation
  expect(await generationAfter(path, { metadata: { annotations: { a: 'b' } } })).toBe(1)
  expect(await generationAfter(`${path}/status`, { status: { ok: true } })).toBe(1)
  expect(await generationAfter(path, { spec: { size: 2 } })).toBe(2)
})

test('status is written through /status only, and the rest is not', async () => {
  const cluster = await startCluster()
  await cluster.ask('POST', CRDS, widgetCrd())
  const posted = { ...widget('w', { size: 1 }), status: { ok: 'by hand' } }
  await expect.poll(async () => (await cluster.ask('POST', WIDGETS, posted)).status, { interval: 2 }).toBe(201)
  const path = `${WIDGETS}/w`
  expect((await cluster.ask('GET', path)).body.status).toBeUndefined()
  const { body } = await cluster.ask('PATCH', `${path}/status`, { status: { ok: true }, spec: { size: 9 } }, MERGE)
  expect([body.status, body.spec]).toEqual([{ ok: true }, { size: 1 }])
  expect((await cluster.ask('PATCH', path, { status: { ok: false } }, MERGE)).body.status).toEqual({ ok: true })
  expect((await cluster.ask('PATCH', `${ACCOUNTS}/default/status`, {}, MERGE)).status).toBe(404)
})

test('lists are filtered by labels and by name, and paged', async () => {
  const cluster = await startCluster()
  for (const name of ['a', 'b', 'c']) await cluster.ask('POST', MAPS, configMap(name, {}, { labels: { app: name, on: 'yes' } }))
  const names = async (query: string) =>
    (await cluster.ask('GET', `${MAPS}?${query}`)).body.items.map((item: { metadata: { name: string } }) => item.metadata.name)
  expect(await names('labelSelector=app%3Db')).toEqual(['b'])
  expect(await names('labelSelector=on,app%20notin%20(a,b)')).toEqual(['c'])
  expect(await names('labelSelector=!on')).toEqual(['kube-root-ca.crt'])
  expect(await names('fieldSelector=metadata.name%3Da')).toEqual(['a'])
  const first = (await cluster.ask('GET', `${MAPS}?limit=3`)).body
  expect(first).toMatchObject({ kind: 'ConfigMapList', apiVersion: 'v1', metadata: { remainingItemCount: 1 } })
  const rest = await names(`limit=3&continue=${first.metadata.continue}`)
  expect([...first.items.map((item: { metadata: { name: string } }) => item.metadata.name), ...rest]).toEqual([
    'a',
    'b',
    'c',
    'kube-root-ca.crt',
  ])
})

test('a field that objects cannot be chosen by is refused, not found nowhere', async () => {
  const cluster = await startCluster()
  expect(await cluster.ask('GET', `${MAPS}?fieldSelector=data.x%3D1`)).toMatchObject({
    status: 400,
    body: { message: '"data.x" is not a known field selector: only "metadata.name", "metadata.namespace"' },
  })
  expect(await cluster.ask('GET', '/api/v1/pods?fieldSelector=spec.serviceAccount%3Da')).toMatchObject({
    status: 400,
    body: { message: 'field label not supported: spec.serviceAccount' },
  })
})

test('stringData of a Secret becomes data, and its type cannot change', async () => {
  const cluster = await startCluster()
  const path = '/api/v1/namespaces/default/secrets'
  const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 's' }, stringData: { password: 'p' } }
  const { body } = await cluster.ask('POST', path, secret)
  expect(body).toMatchObject({ type: 'Opaque', data: { password: 'cA==' } })
  const changed = await cluster.ask('PATCH', `${path}/s`, { type: 'other' }, MERGE)
  expect(changed.body.message).toBe('Secret "s" is invalid: type: Invalid value: "other": field is immutable')
})

test('a deletion with another uid or version is 409, with the right one it happens', async () => {
  const cluster = await startCluster()
  const { body } = await cluster.ask('POST', MAPS, configMap('x'))
  const wrong = await cluster.ask('DELETE', `${MAPS}/x`, { preconditions: { uid: 'other' } })
  expect([wrong.status, wrong.body.message]).toEqual([
    409,
    `Operation cannot be fulfilled on ConfigMap "x": the UID in the precondition (other) does not match the UID in record ` +
      `(${body.metadata.uid}). The object might have been deleted and then recreated`,
  ])
  const stale = await cluster.ask('DELETE', `${MAPS}/x`, { preconditions: { resourceVersion: '1' } })
  expect(stale.status).toBe(409)
  const { uid, resourceVersion } = body.metadata
  const right = await cluster.ask('DELETE', `${MAPS}/x`, { preconditions: { uid, resourceVersion } })
  expect(right.body).toMatchObject({ kind: 'Status', status: 'Success', details: { name: 'x', kind: 'configmaps', uid } })
  expect((await cluster.ask('GET', `${MAPS}/x`)).status).toBe(404)
})

test('a finalizer holds an object back until it is taken off', async () => {
  const cluster = await startCluster()
  await cluster.ask('POST', MAPS, configMap('x', {}, { finalizers: ['example.com/wait'] }))
  const { status, body } = await cluster.ask('DELETE', `${MAPS}/x`)
  expect([status, typeof body.metadata.deletionTimestamp]).toEqual([200, 'string'])
  const another = await cluster.ask('PATCH', `${MAPS}/x`, { metadata: { finalizers: ['example.com/wait', 'example.com/more'] } }, MERGE)
  expect([another.status, another.body.message]).toEqual([
    422,
    expect.stringContaining('found new finalizers []string{"example.com/more"}'),
  ])
  await cluster.ask('PATCH', `${MAPS}/x`, { metadata: { finalizers: null } }, MERGE)
  expect((await cluster.ask('GET', `${MAPS}/x`)).status).toBe(404)
})

test('dryRun answers as if it had happened, and nothing has', async () => {
  const cluster = await startCluster()
  expect((await cluster.ask('POST', `${MAPS}?dryRun=All`, configMap('x'))).status).toBe(201)
  expect((await cluster.ask('GET', `${MAPS}/x`)).status).toBe(404)
  await cluster.ask('POST', MAPS, configMap('x', { a: '1' }))
  expect((await cluster.ask('PATCH', `${MAPS}/x?dryRun=All`, { data: { a: '2' } }, MERGE)).body.data).toEqual({ a: '2' })
  await cluster.ask('DELETE', `${MAPS}/x?dryRun=All`)
  expect((await cluster.ask('GET', `${MAPS}/x`)).body.data).toEqual({ a: '1' })
  expect(cluster.calls.filter((call) => call.write)).toHaveLength(1)
})

test('a body of another name, namespace, kind or version is 400', async () => {
  const cluster = await startCluster()
  const bodies = [
    configMap('y'),
    configMap('x', {}, { namespace: 'kube-system' }),
    { ...configMap('x'), kind: 'Secret' },
    { ...configMap('x'), apiVersion: 'v2' },
  ]
  for (const body of bodies) expect((await cluster.ask('PUT', `${MAPS}/x`, body)).status).toBe(400)
})

test('snapshots of two clusters that were given the same are equal', async () => {
  const ends = []
  for (const order of [
    ['a', 'b'],
    ['b', 'a'],
  ]) {
    const cluster = await startCluster()
    for (const name of order) await cluster.ask('POST', MAPS, configMap(name, { of: name }))
    await cluster.ask('PATCH', `${MAPS}/a`, { data: { twice: 'x' } }, MERGE)
    ends.push(cluster.snapshot())
  }
  expect(ends[0]).toEqual(ends[1])
  expect(ends[0]).toContainEqual({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'b', namespace: 'default' }, data: { of: 'b' } })
})
