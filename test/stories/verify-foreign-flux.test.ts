import { describe, expect, onTestFinished, test } from 'vitest'
import type { VerifyReport } from '../../src/model/verify-report.ts'
import type { BroughtFlux } from '../../src/sandbox/actors/foreign-flux.ts'
import type { Sandbox } from '../../src/sandbox/index.ts'
import { driveJson } from './drive.ts'
import type { Plan } from '../../src/model/plan.ts'
import { CHARTS, sandboxWithHelm } from '../sandbox/actors/installed.ts'
import { CLUSTER, freshSandbox, install, INSTANCE_PATH, installedSandbox, writesDuring } from './story.ts'

async function verified(sandbox: Sandbox, args: string[] = []) {
  await sandbox.idle()
  const { report } = await driveJson<VerifyReport>(sandbox, ['verify', ...CLUSTER, ...args])
  return report
}

async function withFlux(flux: BroughtFlux): Promise<Sandbox> {
  const sandbox = await freshSandbox()
  await sandbox.bringFlux(flux)
  return sandbox
}

const statusOf = ({ checks }: VerifyReport, id: string) => checks.find((check) => check.id === id)?.status
const troubles = ({ checks }: VerifyReport) => checks.filter(({ status }) => status === 'fail' || status === 'warn' || status === 'unknown')

describe.each<[string, BroughtFlux]>([
  ['flux bootstrap', { by: 'bootstrap' }],
  ['the community chart', { by: 'chart' }],
  ['flux install', { by: 'manifests' }],
])('of %s', (_name, flux) => {
  test('what is there is verified, nothing is written, and the install that is printed makes it green', async () => {
    const sandbox = await withFlux(flux)
    sandbox.seedImageRepositories()
    let report: VerifyReport | undefined
    expect(await writesDuring(sandbox, async () => void (report = await verified(sandbox)))).toEqual([])
    if (!report) throw new Error('no report')
    expect(report.checks.find(({ id }) => id === 'flux-operator')).toMatchObject({
      status: 'skip',
      message: expect.stringContaining('runs without flux-operator'),
    })
    for (const id of ['flux-components', 'flux-ready', 'flux-versions', 'image-repositories'])
      expect([id, statusOf(report, id)]).toEqual([id, 'pass'])
    expect(report.checks.filter(({ id }) => id.startsWith('image/'))).toHaveLength(3)
    expect(troubles(report).length).toBeGreaterThan(0)
    for (const { id, fix } of troubles(report)) expect([id, fix]).toEqual([id, expect.stringContaining('flux-irsa install')])
    if (flux.by === 'bootstrap')
      for (const id of ['git-repository', 'kustomization']) expect([id, statusOf(report, id)]).toEqual([id, 'pass'])
    await install(sandbox)
    expect(troubles(await verified(sandbox))).toEqual([])
  })

  test('with roles that somebody gave by hand, what is printed is adopt, which makes it green too', async () => {
    const sandbox = await withFlux(flux)
    sandbox.seedImageRepositories()
    const by = { type: 'application/merge-patch+json', manager: 'kustomize-controller' } as const
    const annotated = { metadata: { annotations: { 'eks.amazonaws.com/role-arn': 'arn:aws:iam::123456789012:role/gone' } } }
    sandbox.kube.store.patch('/api/v1/namespaces/flux-system/serviceaccounts/image-reflector-controller', annotated, by)
    const fixes = troubles(await verified(sandbox)).flatMap(({ fix }) => fix ?? [])
    expect(fixes).toContainEqual(expect.stringContaining('flux-irsa adopt'))
    expect(fixes.filter((fix) => fix.includes('flux-irsa install'))).toEqual([])
    expect((await driveJson<Plan>(sandbox, ['plan', ...CLUSTER])).code).toBe(64)
    const adopted = await driveJson(sandbox, ['adopt', ...CLUSTER, '--yes'])
    expect(adopted.code).toBe(0)
    expect(troubles(await verified(sandbox))).toEqual([])
  })
})

test('half a Flux has no image controllers: those checks are skipped with the reason', async () => {
  const sandbox = await withFlux({ by: 'bootstrap', components: ['source-controller', 'kustomize-controller'] })
  const report = await verified(sandbox)
  expect(troubles(report).map(({ id, message }) => `${id}: ${message}`)).toEqual([])
  expect(report.checks.find(({ id }) => id === 'image-repositories')).toMatchObject({
    status: 'skip',
    message: expect.stringContaining('image-reflector-controller'),
  })
})

test('what an object asks for as a ServiceAccount that it names needs the OIDC provider, whatever the controllers have', async () => {
  const sandbox = await withFlux({ by: 'bootstrap' })
  const bucket = { provider: 'aws', bucketName: 'acme-fleet', endpoint: 's3.eu-west-1.amazonaws.com', serviceAccountName: 'tenant' }
  const { store } = sandbox.kube
  store.create('/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'apps' } }, 'test')
  store.create(
    '/apis/source.toolkit.fluxcd.io/v1/namespaces/apps/buckets',
    { apiVersion: 'source.toolkit.fluxcd.io/v1', kind: 'Bucket', metadata: { name: 'fleet', namespace: 'apps' }, spec: bucket },
    'test',
  )
  const report = await verified(sandbox)
  expect([statusOf(report, 'oidc-provider'), statusOf(report, 'object-account/apps/tenant')]).toEqual(['fail', 'fail'])
})

test('in another namespace it is found by --namespace', async () => {
  const sandbox = await withFlux({ by: 'bootstrap', namespace: 'gitops' })
  const report = await verified(sandbox, ['--namespace', 'gitops'])
  expect(statusOf(report, 'flux-components')).toBe('pass')
  expect(troubles(report).every(({ fix = '' }) => !fix.includes('flux-irsa install'))).toBe(true)
})

test('where it is not, the fix names the namespace where it is', async () => {
  const sandbox = await installedSandbox()
  const { report } = await driveJson<VerifyReport>(sandbox, ['verify', ...CLUSTER, '--namespace', 'elsewhere'])
  const [, fix] = [report.verdict, report.checks.find(({ id }) => id === 'namespace')?.fix]
  expect(report.checks.find(({ id }) => id === 'namespace')?.message).toContain('runs in flux-system')
  expect(fix).toMatch(/^flux-irsa verify .*--namespace flux-system$/)
  expect(troubles(report).filter((one) => one.fix?.includes('install --cluster') && one.section === 'flux')).toEqual([])
})

describe('of a FluxInstance that is not ours', () => {
  async function byHelm(): Promise<Sandbox> {
    const sandbox = await sandboxWithHelm({ cluster: 'lab' })
    onTestFinished(() => sandbox.close())
    for (const [name, chart] of [
      ['flux-operator', 'flux-operator'],
      ['flux', 'flux-instance'],
    ] as const) {
      const release = ['install', name, `${CHARTS}/${chart}`, '--version', '0.58.1', '--create-namespace', '-n', 'flux-system', '--wait']
      expect(await sandbox.runHelm(release)).toMatchObject({ code: 0 })
      await sandbox.idle()
    }
    const components = ['source-controller', 'kustomize-controller', 'image-reflector-controller', 'image-automation-controller']
    sandbox.kube.store.patch(INSTANCE_PATH, { spec: { components } }, { type: 'application/merge-patch+json', manager: 'helm' })
    await sandbox.idle()
    return sandbox
  }
  const planned = async (sandbox: Sandbox, command: string[]) => driveJson<Plan>(sandbox, [...command, ...CLUSTER])

  test("somebody's own waits for adopt: that is printed, and is not refused", async () => {
    const sandbox = await byHelm()
    const report = await verified(sandbox)
    const annotation = report.checks.find(({ id }) => id.startsWith('annotation/'))
    expect(annotation).toMatchObject({ status: 'fail', fix: expect.stringMatching(/^flux-irsa adopt --cluster lab/) })
    expect(troubles(report).filter(({ fix }) => fix?.includes('flux-irsa install'))).toEqual([])
    expect((await planned(sandbox, ['plan'])).code).toBe(64)
    expect((await planned(sandbox, ['adopt', '--dry-run'])).code).not.toBe(64)
  })

  test("half of Git's and half of somebody's Helm: an install gives it the identity alone", async () => {
    const sandbox = await byHelm()
    const git = { metadata: { labels: { 'kustomize.toolkit.fluxcd.io/name': 'flux-system' } } }
    sandbox.kube.store.patch(INSTANCE_PATH, git, { type: 'application/merge-patch+json', manager: 'kustomize-controller' })
    sandbox.seedImageRepositories()
    const report = await verified(sandbox)
    expect(report.checks.find(({ id }) => id === 'annotation/image-reflector-controller')).toMatchObject({
      status: 'fail',
      fix: expect.stringMatching(/^flux-irsa install /),
    })
    const before = sandbox.snapshot().helm
    const done = await install(sandbox)
    expect(done.plan.lasting?.where).toContain('in the FluxInstance, under spec.kustomize.patches')
    expect(troubles(await verified(sandbox))).toEqual([])
    expect(sandbox.snapshot().helm).toEqual(before)
  })

  test('ours, handed off to Git: what is to change in it is for its keeper, and the identity is for install', async () => {
    const sandbox = await installedSandbox()
    const { store } = sandbox.kube
    const git = { metadata: { labels: { 'kustomize.toolkit.fluxcd.io/name': 'flux-system' } } }
    store.patch(INSTANCE_PATH, git, { type: 'application/merge-patch+json', manager: 'kustomize-controller' })
    await sandbox.faults.driftInstance({ components: ['source-controller', 'kustomize-controller'] })
    await sandbox.faults.removeProvider()
    const report = await verified(sandbox)
    expect(report.checks.find(({ id }) => id === 'flux-components')?.fix).toBe(
      'Change the FluxInstance flux-system/flux where Git (Flux delivers it) keeps it: spec.components: add image-automation-controller, image-reflector-controller.',
    )
    expect(report.checks.find(({ id }) => id === 'oidc-provider')?.fix).toMatch(/^flux-irsa install /)
  })
})
