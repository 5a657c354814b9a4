import { afterEach, expect, test } from 'vitest'
import type { KubeObject } from '../../../src/model/kube.ts'
import {
  CHARTS,
  conditionOf,
  fluxInstance,
  grant,
  imageRepository,
  installFlux,
  instanceValues,
  NAMESPACE,
  podOf,
  REFLECTOR,
  sandboxWithHelm,
  type TestSandbox,
} from './installed.ts'

let sandbox: TestSandbox
afterEach(() => sandbox.close())

const ROLE_ARN = 'eks.amazonaws.com/role-arn'
const INSTANCE = `/apis/fluxcd.controlplane.io/v1/namespaces/${NAMESPACE}/fluxinstances/flux`
const ACCOUNT = `/api/v1/namespaces/${NAMESPACE}/serviceaccounts/${REFLECTOR}`
const MERGE = 'application/merge-patch+json'
const LATEST = 'oci://ghcr.io/controlplaneio-fluxcd/flux-operator-manifests:latest'

async function patchInstance(body: object): Promise<KubeObject | undefined> {
  sandbox.kube.store.patch(INSTANCE, body, { type: MERGE, manager: 'test' })
  await sandbox.idle()
  return fluxInstance(sandbox)
}

const requestReconcile = (value: string) => patchInstance({ metadata: { annotations: { 'reconcile.fluxcd.io/requestedAt': value } } })

function annotate(annotations: Record<string, string>, manager: string): void {
  sandbox.kube.store.patch(ACCOUNT, { metadata: { annotations } }, { type: MERGE, manager })
}

test('kubectl annotate is taken back at the next reconcile; a server-side apply of another manager stays', async () => {
  sandbox = await sandboxWithHelm()
  await installFlux(sandbox, { role: grant(sandbox) })
  annotate({ 'by/kubectl': 'x' }, 'kubectl-annotate')
  annotate({ 'by/other': 'y' }, 'other-tool')
  await requestReconcile('now')
  expect(sandbox.kube.store.get(ACCOUNT)?.metadata.annotations).toMatchObject({
    [ROLE_ARN]: expect.stringContaining('role/test-irsa'),
    'by/other': 'y',
  })
  expect(sandbox.kube.store.get(ACCOUNT)?.metadata.annotations).not.toHaveProperty('by/kubectl')
})

test('a rollout restart is taken back, and the pods roll again', async () => {
  sandbox = await sandboxWithHelm()
  await installFlux(sandbox)
  const path = `/apis/apps/v1/namespaces/${NAMESPACE}/deployments/${REFLECTOR}`
  const template = { metadata: { annotations: { 'kubectl.kubernetes.io/restartedAt': 'now' } } }
  sandbox.kube.store.patch(path, { spec: { template } }, { type: MERGE, manager: 'kubectl-rollout' })
  await sandbox.idle()
  const restarted = podOf(sandbox, REFLECTOR)?.metadata.uid
  await requestReconcile('now')
  expect(JSON.stringify(sandbox.kube.store.get(path)?.['spec'])).not.toContain('restartedAt')
  expect(podOf(sandbox, REFLECTOR)?.metadata.uid).not.toBe(restarted)
})

test('an annotation patched in by the instance is there before the pods are, and comes back when someone removes it', async () => {
  sandbox = await sandboxWithHelm()
  const patch = JSON.stringify([{ op: 'add', path: '/metadata/annotations/eks.amazonaws.com~1role-arn', value: grant(sandbox) }])
  await installFlux(sandbox, { values: { kustomize: { patches: [{ target: { kind: 'ServiceAccount', name: REFLECTOR }, patch }] } } })
  expect(JSON.stringify(podOf(sandbox, REFLECTOR)?.['spec'])).toContain('role/test-irsa')
  sandbox.kube.store.patch(ACCOUNT, { metadata: { annotations: { [ROLE_ARN]: null } } }, { type: MERGE, manager: 'test' })
  await requestReconcile('now')
  expect(sandbox.kube.store.get(ACCOUNT)?.metadata.annotations?.[ROLE_ARN]).toContain('role/test-irsa')
})

test('a ready instance says what it installed and has handled', async () => {
  sandbox = await sandboxWithHelm()
  await installFlux(sandbox)
  const instance = await requestReconcile('2026-01-01')
  expect(instance?.metadata.finalizers).toEqual(['fluxcd.controlplane.io/finalizer'])
  expect(instance?.['status']).toMatchObject({
    lastAppliedRevision: expect.stringMatching(/^v2\.9\.4@sha256:[0-9a-f]{64}$/),
    lastHandledReconcileAt: '2026-01-01',
    components: expect.arrayContaining([
      expect.objectContaining({ name: REFLECTOR, repository: `ghcr.io/fluxcd/${REFLECTOR}`, tag: 'v1.2.4' }),
    ]),
    inventory: { entries: expect.arrayContaining([{ id: `${NAMESPACE}_${REFLECTOR}_apps_Deployment`, v: 'v1' }]) },
  })
  expect(conditionOf(instance)).toMatchObject({ observedGeneration: instance?.metadata.generation })
})

test('an old operator with a floating artifact stalls in the words of the known bug, and recovers with its own manifests', async () => {
  sandbox = await sandboxWithHelm()
  await installFlux(sandbox, { version: '0.32.0', values: { distribution: { version: '2.x', artifact: LATEST } } })
  const stalled = fluxInstance(sandbox)
  expect(conditionOf(stalled)).toMatchObject({ status: 'False', reason: 'BuildFailed' })
  expect(conditionOf(stalled, 'Stalled')?.message).toMatch(
    /^build failed: add operation does not apply: doc is missing path: "\/spec\/versions\/1\//,
  )
  expect(conditionOf(await patchInstance({ spec: { distribution: { artifact: null } } }))?.status).toBe('True')
})

test('a downgrade of the minor is refused', async () => {
  sandbox = await sandboxWithHelm()
  await installFlux(sandbox)
  const refused = await patchInstance({ spec: { distribution: { version: '2.8.x' } } })
  expect(conditionOf(refused)?.message).toBe('build failed: downgrading from v2.9.4 to v2.8.7 is not supported, reinstall needed')
})

test('the step from Flux 2.4 to 2.9 fails as the API server keeps stored versions', async () => {
  sandbox = await sandboxWithHelm()
  await installFlux(sandbox, { values: { distribution: { version: '2.4.x', artifact: '' } } })
  const refused = await patchInstance({ spec: { distribution: { version: '2.9.x' } } })
  expect(conditionOf(refused)?.message).toContain('status.storedVersions[0]: Invalid value: "v1beta2"')
  await patchInstance({ spec: { distribution: { version: '2.7.x' } } })
  expect(conditionOf(await patchInstance({ spec: { distribution: { version: '2.9.x' } } }))?.status).toBe('True')
})

test('a component that leaves the spec is pruned', async () => {
  sandbox = await sandboxWithHelm()
  await installFlux(sandbox)
  await patchInstance({ spec: { components: ['source-controller', 'kustomize-controller'] } })
  expect(podOf(sandbox, REFLECTOR)).toBeUndefined()
  expect(sandbox.kube.store.get(ACCOUNT)).toBeUndefined()
})

test('Ready waits for the Git source, and heals with it', async () => {
  sandbox = await sandboxWithHelm()
  await installFlux(sandbox, { git: { url: 'https://bitbucket.org/team/infra.git', password: 'wrong' } })
  expect(conditionOf(fluxInstance(sandbox))).toMatchObject({ status: 'False', reason: 'ReconciliationFailed' })
  expect(conditionOf(fluxInstance(sandbox))?.message).toContain('authentication required')
  const password = Buffer.from('right').toString('base64')
  sandbox.kube.store.patch(`/api/v1/namespaces/${NAMESPACE}/secrets/git`, { data: { password } }, { type: MERGE, manager: 'test' })
  await sandbox.idle()
  expect(conditionOf(fluxInstance(sandbox))?.status).toBe('True')
})

test('nothing happens while no operator runs, and it catches up when one does', async () => {
  sandbox = await sandboxWithHelm()
  await installFlux(sandbox)
  await sandbox.faults.stopOperator()
  await patchInstance({ spec: { components: ['source-controller', 'kustomize-controller'] } })
  expect(podOf(sandbox, REFLECTOR)).toBeDefined()
  const operator = `/apis/apps/v1/namespaces/${NAMESPACE}/deployments/flux-operator`
  sandbox.kube.store.patch(operator, { spec: { replicas: 1 } }, { type: MERGE, manager: 'test' })
  await sandbox.idle()
  expect(podOf(sandbox, REFLECTOR)).toBeUndefined()
})

test('a removed instance takes Flux, its kinds in all namespaces and its accounts along; namespace and Secrets stay', async () => {
  sandbox = await sandboxWithHelm()
  sandbox.seedImageRepositories()
  await installFlux(sandbox, { role: grant(sandbox), git: { url: 'https://bitbucket.org/team/infra.git' } })
  const { store } = sandbox.kube
  const held = {
    apiVersion: 'image.toolkit.fluxcd.io/v1',
    kind: 'ImageRepository',
    metadata: { name: 'held', namespace: 'apps', finalizers: ['finalizers.fluxcd.io'] },
  }
  store.create(
    '/apis/image.toolkit.fluxcd.io/v1/namespaces/apps/imagerepositories',
    { ...held, spec: { image: 'x', interval: '1m' } },
    'test',
  )
  expect((await sandbox.runHelm(['uninstall', '-n', NAMESPACE, '--wait', 'flux'])).stdout).toBe('release "flux" uninstalled\n')
  await sandbox.idle()
  expect(fluxInstance(sandbox)).toBeUndefined()
  expect(imageRepository(sandbox, 'held')).toBeUndefined()
  expect(store.get(ACCOUNT)).toBeUndefined()
  const crds = store.list('/apis/apiextensions.k8s.io/v1/customresourcedefinitions').map(({ metadata }) => metadata.name)
  expect(crds.filter((name) => name.includes('toolkit.fluxcd.io'))).toEqual([])
  expect(crds).toHaveLength(4)
  expect(store.get(`/api/v1/namespaces/${NAMESPACE}`)?.metadata.deletionTimestamp).toBeUndefined()
  const secrets = store.list(`/api/v1/namespaces/${NAMESPACE}/secrets`).map(({ metadata }) => metadata.name)
  expect(secrets).toEqual(expect.arrayContaining(['git', 'flux-operator-entitlement']))
})

test('a paused instance goes without taking Flux along', async () => {
  sandbox = await sandboxWithHelm()
  await installFlux(sandbox)
  await sandbox.faults.pauseInstance()
  await sandbox.runHelm(['uninstall', '-n', NAMESPACE, '--wait', 'flux'])
  await sandbox.idle()
  expect(fluxInstance(sandbox)).toBeUndefined()
  expect(podOf(sandbox, REFLECTOR)).toBeDefined()
})

test('without an operator a removed instance is stuck on its finalizer', async () => {
  sandbox = await sandboxWithHelm()
  await installFlux(sandbox)
  await sandbox.runHelm(['uninstall', '-n', NAMESPACE, '--wait', 'flux-operator'])
  const { code, stderr } = await sandbox.runHelm(['uninstall', '-n', NAMESPACE, '--wait', '--timeout', '100ms', 'flux'])
  expect(code).toBe(1)
  expect(stderr).toContain('resource FluxInstance/flux-system/flux still exists. status: Terminating')
  expect(fluxInstance(sandbox)?.metadata.deletionTimestamp).toBeDefined()
})

test('an instance of a chart that asks for an older Flux serves image objects as v1beta2', async () => {
  sandbox = await sandboxWithHelm()
  sandbox.seedImageRepositories()
  await installFlux(sandbox, { role: grant(sandbox), version: '0.32.0', values: { distribution: { version: '2.4.x', artifact: '' } } })
  const found = sandbox.kube.store.list('/apis/image.toolkit.fluxcd.io/v1beta2/imagerepositories')
  expect(found.map((one) => conditionOf(one)?.status)).toEqual(['True', 'True', 'True'])
  expect(sandbox.kube.store.list('/apis/image.toolkit.fluxcd.io/v1/imagerepositories')).toEqual([])
})

test('an upgrade of the chart with other values changes the live instance', async () => {
  sandbox = await sandboxWithHelm()
  await installFlux(sandbox)
  const values = instanceValues({ values: { components: ['source-controller'] } })
  await sandbox.runHelm(['upgrade', '-n', NAMESPACE, '--version', '0.58.1', '-f', '-', 'flux', `${CHARTS}/flux-instance`], values)
  await sandbox.idle()
  expect(podOf(sandbox, REFLECTOR)).toBeUndefined()
})
