import { expect, onTestFinished, test } from 'vitest'
import type { Sandbox } from '../../src/sandbox/index.ts'
import { readReleases } from '../../src/sandbox/helm/releases.ts'
import {
  INSTANCE_PATH,
  MERGE,
  actionOf,
  freshSandbox,
  install,
  installedSandbox,
  instanceSpec,
  object,
  plan,
  tryInstall,
  work,
  writesDuring,
} from './story.ts'
import { CHARTS, sandboxWithHelm } from '../sandbox/actors/installed.ts'

const GIT = ['--git-url', 'https://bitbucket.org/acme/fleet.git', '--git-path', '/']

test('the distribution is always the one inside the pinned operator: an artifact that came to the live instance goes again', async () => {
  const sandbox = await installedSandbox()
  expect(values(sandbox)).toMatchObject({ instance: { distribution: { version: '2.9.x', artifact: '' } } })
  expect(artifact(sandbox) ?? '').toBe('')
  const floating = 'oci://ghcr.io/controlplaneio-fluxcd/flux-operator-manifests:latest'
  await sandbox.faults.driftInstance({ distribution: { artifact: floating } })
  const { code, report } = await plan(sandbox)
  expect(code).toBe(2)
  expect(actionOf(report, 'instance-release').changes).toEqual([{ path: 'spec.distribution.artifact', before: floating, after: null }])
  await install(sandbox)
  expect(artifact(sandbox) ?? '').toBe('')
})

test('what was changed by hand inside the live instance, which helm does not see, is told and put back', async () => {
  const sandbox = await installedSandbox()
  const before = structuredClone(instanceSpec(sandbox))
  await sandbox.faults.driftInstance({ components: ['source-controller', 'kustomize-controller'], kustomize: { patches: [] } })
  const { report } = await plan(sandbox)
  expect(actionOf(report, 'instance-release').changes.map(({ path }) => path)).toEqual(['spec.components', 'spec.kustomize.patches'])
  await install(sandbox)
  expect(instanceSpec(sandbox)).toEqual(before)
})

test('a paused instance is told and reconciled again', async () => {
  const sandbox = await installedSandbox()
  await sandbox.faults.pauseInstance()
  const { report } = await plan(sandbox)
  const annotation = 'annotations.fluxcd.controlplane.io/reconcile'
  expect(actionOf(report, 'instance-release').changes).toEqual([{ path: annotation, before: 'disabled', after: null }])
  await install(sandbox)
  expect(object(sandbox, INSTANCE_PATH).metadata.annotations).not.toHaveProperty('fluxcd.controlplane.io/reconcile')
})

test('a pair of versions that cannot work is refused before any call, and the old pair 0.32.0 with 2.4.x works', async () => {
  const sandbox = await freshSandbox()
  const refused = await plan(sandbox, ['--operator-version', '0.32.0', '--flux-version', '2.9.x'])
  expect(refused.code).toBe(64)
  expect(refused.report).toMatchObject({ schema: 'flux-irsa/error/v1', source: 'user' })
  expect([sandbox.aws.calls, sandbox.kube.calls]).toEqual([[], []])

  await install(sandbox, ['--operator-version', '0.32.0', '--flux-version', '2.4.x'])
  expect(object(sandbox, INSTANCE_PATH)['status']).toMatchObject({ lastAppliedRevision: expect.stringMatching(/^v2\.4\.0@/) })
})

test('an older operator is upgraded together with the Flux that it embeds, and Flux does not go back afterwards', async () => {
  const sandbox = await freshSandbox()
  await install(sandbox, ['--operator-version', '0.49.0'])
  expect(object(sandbox, INSTANCE_PATH)['status']).toMatchObject({ lastAppliedRevision: expect.stringMatching(/^v2\.8\.7@/) })
  const { report: kept } = await plan(sandbox)
  expect(work(kept)).toEqual({})
  expect(kept.notices).toContainEqual(expect.stringContaining('--operator-version 0.58.1'))
  await install(sandbox, ['--operator-version', '0.58.1'])
  expect(object(sandbox, INSTANCE_PATH)['status']).toMatchObject({ lastAppliedRevision: expect.stringMatching(/^v2\.9\.4@/) })
  const { code, report } = await plan(sandbox, ['--flux-version', '2.7.x'])
  expect(code).toBe(64)
  expect(actionOf(report, 'instance-release')).toMatchObject({
    kind: 'conflict',
    reason: 'Flux 2.9 is installed, and the operator does not go back to 2.7',
    fix: expect.stringContaining('--flux-version 2.9.x'),
  })
})

test("an instance that the operator cannot build ends the install at once, in the operator's words", async () => {
  const sandbox = await freshSandbox()
  const { code, report } = await tryInstall(sandbox, ['--flux-version', '2.6.x'])
  expect(code).toBe(1)
  const result = report.results.find(({ id }) => id === 'instance-release')
  expect(result).toMatchObject({
    outcome: 'failed',
    error: { code: 'fluxinstance-build-failed', message: expect.stringContaining('failed to match semver 2.6.x') },
  })
  expect(result?.durationMs).toBeLessThan(10_000)
  expect(report.results.filter(({ id }) => id.startsWith('pods/')).map(({ outcome }) => outcome)).toEqual(['skipped', 'skipped'])
  await install(sandbox, ['--flux-version', '2.9.x'])
})

test('a Git password that is refused ends the install naming Git, and the next run with the right one mends it', async () => {
  const sandbox = await freshSandbox()
  const wrong = await tryInstall(sandbox, GIT, { env: { FLUX_IRSA_GIT_PASSWORD: 'wrong' }, waitTimes: { gitRefusedMs: 100 } })
  expect(wrong.code).toBe(1)
  const error = wrong.report.results.find(({ id }) => id === 'instance-release')?.error
  expect(error).toMatchObject({ code: 'git-refused', fix: expect.stringContaining('FLUX_IRSA_GIT_PASSWORD') })
  expect(error?.message).toContain('https://bitbucket.org/acme/fleet.git')
  await install(sandbox, [], { env: { FLUX_IRSA_GIT_PASSWORD: 'right' } })
})

test.each([
  ['Git (Flux delivers it)', { labels: { 'kustomize.toolkit.fluxcd.io/name': 'flux-system' } }, 'kustomize-controller'],
  ['Terraform', {}, 'Terraform'],
])(
  'an instance that %s manages is handed off: annotation, identity and pods come about, the instance is not touched',
  async (owner, metadata, manager) => {
    const sandbox = await installedSandbox()
    const { store } = sandbox.kube
    store.patch(INSTANCE_PATH, { metadata: { ...metadata, annotations: { by: manager } } }, { type: MERGE, manager })
    await sandbox.faults.driftInstance({ kustomize: { patches: [] } })
    await sandbox.idle()
    const before = structuredClone(object(sandbox, INSTANCE_PATH))

    const { report } = await plan(sandbox, ['--role-name', 'flux-own'])
    expect(actionOf(report, 'instance-release')).toMatchObject({ kind: 'keep', reason: `managed by ${owner}; handed off` })
    const notice = report.notices.find((text) => text.includes('FluxInstance'))
    expect(notice).toContain(`managed by ${owner}`)
    expect(notice).toContain('eks.amazonaws.com/role-arn: arn:aws:iam::123456789012:role/flux-own')

    const writes = await writesDuring(sandbox, () => install(sandbox, ['--role-name', 'flux-own']))
    expect(writes.filter((write) => /fluxinstances|helm/.test(write))).toEqual([])
    expect(object(sandbox, INSTANCE_PATH)['spec']).toEqual(before['spec'])
    expect(work((await plan(sandbox)).report)).toEqual({})
  },
)

test("a FluxInstance that somebody else's release made is a conflict, taken over by --adopt with its values, their patches before ours", async () => {
  const sandbox = await sandboxWithHelm({ cluster: 'lab' })
  onTestFinished(() => sandbox.close())
  const own = {
    target: { kind: 'Deployment', name: 'source-controller' },
    patch: '- op: add\n  path: /metadata/labels/team\n  value: web\n',
  }
  const instance = { distribution: { version: '2.x' }, cluster: { size: 'small' }, kustomize: { patches: [own] } }
  const helm = (name: string, chart: string, input: object) =>
    sandbox.runHelm(
      ['install', name, `${CHARTS}/${chart}`, '--version', '0.58.1', '-n', 'flux-system', '--create-namespace', '--wait', '-f', '-'],
      input,
    )
  expect(await helm('flux-operator', 'flux-operator', {})).toMatchObject({ code: 0 })
  expect(await helm('flux', 'flux-instance', { instance })).toMatchObject({ code: 0 })
  await sandbox.idle()

  expect(actionOf((await plan(sandbox)).report, 'instance-release')).toMatchObject({
    kind: 'conflict',
    reason: 'the Helm release flux was not made by flux-irsa',
  })
  await install(sandbox, ['--adopt'])
  expect(values(sandbox)).toMatchObject({ instance: { cluster: { size: 'small' } } })
  const { patches } = instanceSpec(sandbox)['kustomize'] as { patches: { target: { kind: string } }[] }
  expect(patches.map(({ target }) => target.kind)).toEqual(['Deployment', 'ServiceAccount', 'ServiceAccount'])
  expect(work((await plan(sandbox)).report)).toEqual({})
})

function values(sandbox: Sandbox): unknown {
  return readReleases(sandbox.kube.store, 'flux-system', 'flux').at(-1)?.config
}

function artifact(sandbox: Sandbox): unknown {
  return (instanceSpec(sandbox)['distribution'] as { artifact?: string }).artifact
}

test('a FluxInstance that somebody applied is taken over with every key, its sync under its own name, and stays so', async () => {
  const sandbox = await sandboxWithHelm({ cluster: 'lab' })
  onTestFinished(() => sandbox.close())
  const { store } = sandbox.kube
  const operator = [
    'install',
    'flux-operator',
    `${CHARTS}/flux-operator`,
    '--version',
    '0.58.1',
    '-n',
    'flux-system',
    '--create-namespace',
    '--wait',
  ]
  expect(await sandbox.runHelm(operator)).toMatchObject({ code: 0 })
  const spec = {
    distribution: { version: '2.9.x', registry: 'ghcr.io/fluxcd', imagePullSecret: 'mirror' },
    components: ['source-controller', 'kustomize-controller', 'image-reflector-controller', 'image-automation-controller'],
    cluster: { type: 'aws', networkPolicy: false },
    commonMetadata: { labels: { team: 'platform' } },
    sync: {
      kind: 'GitRepository',
      name: 'fleet',
      interval: '10m',
      provider: 'generic',
      url: 'https://bitbucket.org/acme/fleet.git',
      ref: 'refs/heads/main',
      path: './',
    },
    wait: true,
    migrateResources: false,
  }
  const annotations = { 'fluxcd.controlplane.io/reconcileEvery': '30m', 'acme.example/owner': 'sre' }
  const made = {
    apiVersion: 'fluxcd.controlplane.io/v1',
    kind: 'FluxInstance',
    metadata: { name: 'flux', namespace: 'flux-system', annotations },
    spec,
  }
  store.create(INSTANCE_PATH.replace(/\/flux$/, ''), made, 'kubectl-client-side-apply')
  await sandbox.idle()
  const fleet = '/apis/kustomize.toolkit.fluxcd.io/v1/namespaces/flux-system/kustomizations/fleet'
  const { uid } = object(sandbox, fleet).metadata

  expect(actionOf((await plan(sandbox)).report, 'instance-release')).toMatchObject({
    kind: 'conflict',
    reason: 'the FluxInstance flux was not made by flux-irsa',
  })
  await install(sandbox, ['--adopt'])
  for (const args of [[], ['--repository', 'web'], ['--git-path', './apps']]) {
    await install(sandbox, args)
    expect(instanceSpec(sandbox)).toMatchObject({
      ...spec,
      sync: { ...spec.sync, ...(args[0] === '--git-path' ? { path: './apps' } : {}) },
    })
    expect(values(sandbox)).toMatchObject({
      instance: { sync: { name: 'fleet', interval: '10m', provider: 'generic' }, migrateResources: false },
    })
    expect([object(sandbox, INSTANCE_PATH).metadata.annotations, object(sandbox, fleet).metadata.uid]).toEqual([
      expect.objectContaining(annotations),
      uid,
    ])
    expect(work((await plan(sandbox)).report)).toEqual({})
  }
})
