import { expect, test } from 'vitest'
import { account, ACCOUNTS, startCluster } from './cluster.ts'

const ROLE = 'eks.amazonaws.com/role-arn'
const PATH = `${ACCOUNTS}/image-reflector-controller`
const sa = (annotations?: Record<string, string>) => account('image-reflector-controller', annotations)
/** The server tracks no managers of an object that was made without any field of its own. */
const tracked = () => ({ ...sa(), metadata: { ...sa().metadata, labels: { app: 'x' } } })
const MERGE = { type: 'application/merge-patch+json' }

test('an applied annotation survives the apply of another manager that does not name it', async () => {
  const cluster = await startCluster()
  expect((await cluster.apply(PATH, sa({ [ROLE]: 'a' }), 'flux-irsa')).status).toBe(201)
  const { status, body } = await cluster.apply(PATH, sa({ other: 'x' }), 'flux-operator', true)
  expect(status).toBe(200)
  expect(body.metadata.annotations).toEqual({ [ROLE]: 'a', other: 'x' })
})

test('managedFields name each manager with the fields that it applied', async () => {
  const cluster = await startCluster()
  await cluster.apply(PATH, sa({ [ROLE]: 'a' }), 'flux-irsa')
  const { body } = await cluster.apply(PATH, { ...sa(), metadata: { ...sa().metadata, labels: { app: 'x' } } }, 'other')
  const shown = body.metadata.managedFields.map(({ manager, operation, apiVersion, fieldsType, fieldsV1 }: Record<string, unknown>) => ({
    manager,
    operation,
    apiVersion,
    fieldsType,
    fieldsV1,
  }))
  const common = { operation: 'Apply', apiVersion: 'v1', fieldsType: 'FieldsV1' }
  expect(shown).toContainEqual({ ...common, manager: 'flux-irsa', fieldsV1: { 'f:metadata': { 'f:annotations': { [`f:${ROLE}`]: {} } } } })
  expect(shown).toContainEqual({ ...common, manager: 'other', fieldsV1: { 'f:metadata': { 'f:labels': { 'f:app': {} } } } })
  expect(shown).toHaveLength(2)
})

test('a value that kubectl annotate set is a conflict that names the manager and the field', async () => {
  const cluster = await startCluster()
  await cluster.ask('POST', ACCOUNTS, tracked())
  const annotate = { metadata: { annotations: { [ROLE]: 'theirs' } } }
  await cluster.ask('PATCH', `${PATH}?fieldManager=kubectl-annotate`, annotate, MERGE)
  const { status, body } = await cluster.apply(PATH, sa({ [ROLE]: 'ours' }), 'flux-irsa')
  expect(status).toBe(409)
  expect(body.message).toBe(`Apply failed with 1 conflict: conflict with "kubectl-annotate" using v1: .metadata.annotations.${ROLE}`)
  expect(body).toMatchObject({ kind: 'Status', reason: 'Conflict', code: 409 })
  expect(body.details.causes).toEqual([
    { reason: 'FieldManagerConflict', message: 'conflict with "kubectl-annotate" using v1', field: `.metadata.annotations.${ROLE}` },
  ])
  expect((await cluster.ask('GET', PATH)).body.metadata.annotations[ROLE]).toBe('theirs')
})

test('several conflicts are listed by manager', async () => {
  const cluster = await startCluster()
  await cluster.apply(PATH, sa({ a: '1', b: '1' }), 'first')
  await cluster.ask('PATCH', `${PATH}?fieldManager=second`, { metadata: { annotations: { c: '1' } } }, MERGE)
  const { body } = await cluster.apply(PATH, sa({ a: '2', b: '2', c: '2' }), 'flux-irsa')
  expect(body.message).toBe(
    'Apply failed with 3 conflicts: conflicts with "first":\n- .metadata.annotations.a\n- .metadata.annotations.b\n' +
      'conflicts with "second" using v1:\n- .metadata.annotations.c',
  )
})

test('force takes the field over, so that the former owner conflicts next', async () => {
  const cluster = await startCluster()
  await cluster.apply(PATH, sa({ [ROLE]: 'theirs' }), 'theirs')
  const forced = await cluster.apply(PATH, sa({ [ROLE]: 'ours' }), 'flux-irsa', true)
  expect(forced.body.metadata.annotations[ROLE]).toBe('ours')
  expect(forced.body.metadata.managedFields.map((entry: { manager: string }) => entry.manager)).toEqual(['flux-irsa'])
  const { status, body } = await cluster.apply(PATH, sa({ [ROLE]: 'theirs' }), 'theirs')
  expect([status, body.message]).toEqual([409, `Apply failed with 1 conflict: conflict with "flux-irsa": .metadata.annotations.${ROLE}`])
})

test('a field that its only applier names no more is removed', async () => {
  const cluster = await startCluster()
  await cluster.apply(PATH, sa({ [ROLE]: 'a', kept: 'b' }), 'flux-irsa')
  const { body } = await cluster.apply(PATH, sa({ kept: 'b' }), 'flux-irsa')
  expect(body.metadata.annotations).toEqual({ kept: 'b' })
  expect((await cluster.apply(PATH, sa(), 'flux-irsa')).body.metadata.annotations).toBeUndefined()
})

test('owners of an equal value share it: it goes when the last one lets go', async () => {
  const cluster = await startCluster()
  await cluster.apply(PATH, sa({ [ROLE]: 'a' }), 'flux-irsa')
  expect((await cluster.apply(PATH, sa({ [ROLE]: 'a' }), 'flux-operator')).status).toBe(200)
  const one = await cluster.apply(PATH, sa(), 'flux-irsa')
  expect(one.body.metadata.annotations).toEqual({ [ROLE]: 'a' })
  const none = await cluster.apply(PATH, sa(), 'flux-operator')
  expect(none.body.metadata.annotations).toBeUndefined()
})

test('shared fields need both owners to change: one alone gets a conflict', async () => {
  const cluster = await startCluster()
  await cluster.apply(PATH, sa({ [ROLE]: 'a' }), 'flux-irsa')
  await cluster.apply(PATH, sa({ [ROLE]: 'a' }), 'flux-operator')
  expect((await cluster.apply(PATH, sa({ [ROLE]: 'b' }), 'flux-irsa')).status).toBe(409)
})

test('a merge patch takes a field away from the applier of it', async () => {
  const cluster = await startCluster()
  await cluster.apply(PATH, sa({ [ROLE]: 'a' }), 'flux-irsa')
  await cluster.ask('PATCH', PATH, { metadata: { annotations: { [ROLE]: 'b' } } }, { ...MERGE, agent: 'kubectl/v1.33.0 (linux/amd64)' })
  const { body } = await cluster.apply(PATH, sa({ [ROLE]: 'a' }), 'flux-irsa')
  expect(body.message).toContain('conflict with "kubectl" using v1')
})

test('applying the same again changes nothing, not even the resourceVersion', async () => {
  const cluster = await startCluster()
  const first = await cluster.apply(PATH, sa({ [ROLE]: 'a' }), 'flux-irsa')
  const second = await cluster.apply(PATH, sa({ [ROLE]: 'a' }), 'flux-irsa')
  expect(second.body).toEqual(first.body)
})

test("containers are told apart by name, and the other manager's env stays", async () => {
  const cluster = await startCluster()
  const path = '/apis/apps/v1/namespaces/default/deployments/x'
  const deployment = (container: object) => ({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'x', namespace: 'default' },
    spec: {
      selector: { matchLabels: { app: 'x' } },
      template: { metadata: { labels: { app: 'x' } }, spec: { containers: [{ name: 'manager', ...container }] } },
    },
  })
  await cluster.apply(path, deployment({ image: 'a:1', env: [{ name: 'A', value: '1' }] }), 'one')
  const both = await cluster.apply(path, deployment({ env: [{ name: 'B', value: '2' }] }), 'two')
  expect(both.status).toBe(200)
  expect(both.body.spec.template.spec.containers).toMatchObject([
    {
      name: 'manager',
      image: 'a:1',
      env: [
        { name: 'A', value: '1' },
        { name: 'B', value: '2' },
      ],
    },
  ])
  const clash = await cluster.apply(path, deployment({ image: 'a:2' }), 'two')
  expect(clash.body.message).toContain('conflict with "one": .spec.template.spec.containers[name="manager"].image')
  const left = await cluster.apply(path, deployment({}), 'two')
  expect(left.body.spec.template.spec.containers[0].env).toEqual([{ name: 'A', value: '1' }])
  const fields = left.body.metadata.managedFields.find((entry: { manager: string }) => entry.manager === 'one').fieldsV1
  expect(fields['f:spec']['f:template']['f:spec']['f:containers']['k:{"name":"manager"}']).toEqual({
    '.': {},
    'f:name': {},
    'f:image': {},
    'f:env': { 'k:{"name":"A"}': { '.': {}, 'f:name': {}, 'f:value': {} } },
  })
})

test("managedFields that a patch hands in move ownership, as Flux does before it takes kubectl's fields back", async () => {
  const cluster = await startCluster()
  await cluster.ask('POST', `${ACCOUNTS}?fieldManager=maker`, tracked())
  await cluster.apply(PATH, sa(), 'flux-operator', true)
  await cluster.ask('PATCH', `${PATH}?fieldManager=kubectl-annotate`, { metadata: { annotations: { [ROLE]: 'x' } } }, MERGE)
  const live = (await cluster.ask('GET', PATH)).body
  const taken = live.metadata.managedFields.map((entry: { manager: string }) =>
    entry.manager === 'kubectl-annotate' ? { ...entry, manager: 'flux-operator', operation: 'Apply' } : entry,
  )
  const patch = [{ op: 'replace', path: '/metadata/managedFields', value: taken }]
  expect((await cluster.ask('PATCH', PATH, patch, { type: 'application/json-patch+json' })).status).toBe(200)
  const { body } = await cluster.apply(PATH, sa(), 'flux-operator', true)
  expect(body.metadata.annotations).toBeUndefined()
})

test('apply without a field manager, with managedFields, or of a stale version is refused', async () => {
  const cluster = await startCluster()
  const type = 'application/apply-patch+yaml'
  const missing = await cluster.ask('PATCH', PATH, sa(), { type })
  expect([missing.status, missing.body.message]).toEqual([
    422,
    'PatchOptions.meta.k8s.io "" is invalid: fieldManager: Required value: is required for apply patch',
  ])
  const created = await cluster.apply(PATH, sa({ a: 'b' }), 'x')
  const { managedFields, resourceVersion } = created.body.metadata
  expect((await cluster.apply(PATH, { ...sa(), metadata: { ...sa().metadata, managedFields } }, 'x')).status).toBe(400)
  await cluster.apply(PATH, sa({ moved: 'on' }), 'x')
  expect((await cluster.apply(PATH, { ...sa(), metadata: { ...sa().metadata, resourceVersion } }, 'x')).status).toBe(409)
})

test('YAML bodies are applied too, and dryRun stores nothing', async () => {
  const cluster = await startCluster()
  const yaml = 'apiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: image-reflector-controller\n  annotations: {a: "1"}\n'
  const type = 'application/apply-patch+yaml'
  const dry = await cluster.ask('PATCH', `${PATH}?fieldManager=x&dryRun=All`, yaml, { type })
  expect([dry.status, dry.body.metadata.annotations]).toEqual([201, { a: '1' }])
  expect((await cluster.ask('GET', PATH)).status).toBe(404)
  await cluster.ask('PATCH', `${PATH}?fieldManager=x`, yaml, { type })
  expect((await cluster.ask('GET', PATH)).body.metadata.annotations).toEqual({ a: '1' })
})

test('what was written to an object without managers belongs to before-first-apply', async () => {
  const cluster = await startCluster()
  await cluster.ask('POST', ACCOUNTS, sa())
  const { body } = await cluster.ask(
    'PATCH',
    `${PATH}?fieldManager=kubectl-annotate`,
    { metadata: { annotations: { [ROLE]: 'x' } } },
    MERGE,
  )
  expect(body.metadata.managedFields).toBeUndefined()
  const refused = await cluster.apply(PATH, sa({ [ROLE]: 'y' }), 'flux-irsa')
  expect(refused.body.message).toBe(
    `Apply failed with 1 conflict: conflict with "before-first-apply" using v1: .metadata.annotations.${ROLE}`,
  )
})
