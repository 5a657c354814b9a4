import { describe, expect, onTestFinished, test } from 'vitest'
import type { InstallReport, UninstallReport } from '../../src/model/report.ts'
import type { Plan } from '../../src/model/plan.ts'
import type { BroughtFlux } from '../../src/sandbox/actors/foreign-flux.ts'
import type { Sandbox } from '../../src/sandbox/index.ts'
import { CHARTS, sandboxWithHelm } from '../sandbox/actors/installed.ts'
import { drive, driveJson } from './drive.ts'
import { CLUSTER, freshSandbox, installedSandbox, INSTANCE_PATH, MERGE, object, plan, uninstall, work, writesDuring } from './story.ts'

const GIT = 'Git (Kustomization flux-system/flux-system)'
const KINDS: [name: string, flux: BroughtFlux, told: RegExp][] = [
  ['flux bootstrap', { by: 'bootstrap' }, /Flux 2\.9\.4 runs in flux-system, set up by flux bootstrap: Git \(Kustomization/],
  [
    'the community chart',
    { by: 'chart', version: 'v2.7.2' },
    /Flux 2\.7\.2 .* set up by a Helm chart: the Helm release flux-system\/flux2/,
  ],
  ['flux install', { by: 'manifests' }, /Flux 2\.9\.4 .* set up by plain manifests: whoever ran flux install keeps it/],
  ['kubectl', { by: 'manifests', manager: 'kubectl-client-side-apply' }, /plain manifests: whoever ran kubectl keeps it/],
  ['Terraform', { by: 'manifests', manager: 'Terraform' }, /plain manifests: Terraform keeps it/],
  ['Argo CD, by its mark', { by: 'manifests', annotations: { 'argocd.argoproj.io/tracking-id': 'flux:apps/x' } }, /Argo CD keeps it/],
  ['half a Flux', { by: 'bootstrap', components: ['source-controller', 'kustomize-controller'] }, /Flux 2\.9\.4 .*\(Kustomization/],
  ['one in another namespace', { by: 'bootstrap', namespace: 'gitops' }, /Flux 2\.9\.4 runs in gitops, set up by flux bootstrap/],
  ['CRDs without controllers', { by: 'chart', onlyCrds: true }, /CRDs of Flux 2\.9\.4 .* without controllers.*flux-system\/flux2 keeps/],
]

async function withFlux(flux: BroughtFlux): Promise<Sandbox> {
  const sandbox = await freshSandbox()
  await sandbox.bringFlux(flux)
  return sandbox
}

function everything({ snapshot }: Sandbox): string[] {
  const { iam, kubernetes } = snapshot()
  return [JSON.stringify(iam), ...kubernetes.map((one) => JSON.stringify(one)).toSorted()]
}

describe.each(KINDS)('%s', (_name, flux, told) => {
  test('is a conflict for everything that would install, adopting or not, and nothing is written', async () => {
    const sandbox = await withFlux(flux)
    const before = everything(sandbox)
    const writes = await writesDuring(sandbox, async () => {
      const planned = await driveJson<Plan>(sandbox, ['plan', ...CLUSTER])
      expect([planned.code, conflicts(planned.report)]).toEqual([64, expect.stringMatching(told)])
      for (const args of [['install'], ['install', '--adopt'], ['adopt']]) {
        const { code, report } = await driveJson<InstallReport>(sandbox, [...args, ...CLUSTER, '--yes'])
        expect([args, code, conflicts(report.plan)]).toEqual([args, 64, expect.stringMatching(told)])
      }
      const rendered = await drive(sandbox, ['render', ...CLUSTER, '-o', 'iam'])
      expect([rendered.code, rendered.stderr.replaceAll(/\s+/g, ' ')]).toEqual([0, expect.stringMatching(told)])
    })
    expect(writes).toEqual([])
    expect(everything(sandbox)).toEqual(before)
  })

  test('an uninstall finds nothing of ours, leaves it and says so', async () => {
    const sandbox = await withFlux(flux)
    const before = everything(sandbox)
    const { code, report } = await driveJson<UninstallReport>(sandbox, ['uninstall', ...CLUSTER, '--yes'])
    expect([code, report.plan.actions]).toEqual([0, []])
    expect(report.leftovers).toContainEqual(
      expect.objectContaining({ resource: 'flux', reason: expect.stringMatching(told), expected: true }),
    )
    expect(everything(sandbox)).toEqual(before)
  })
})

function conflicts({ actions }: Plan): string {
  return actions.flatMap(({ kind, reason, fix }) => (kind === 'conflict' ? [`${reason} ${fix}`] : [])).join(' ')
}

test('the way out says where its owner sets the role, and that --adopt does not help', async () => {
  const sandbox = await withFlux({ by: 'bootstrap' })
  const { stdout, code } = await drive(sandbox, ['plan', ...CLUSTER])
  expect(code).toBe(64)
  expect(stdout.replaceAll(/\s+/g, ' ')).toContain(GIT)
  expect(stdout).toContain('--adopt does not take it over')
  expect(stdout).toContain('gotk-components.yaml')
})

test('a namespace that is going with its Flux is no place for ours: the CRDs stay behind, and they are not ours', async () => {
  const sandbox = await withFlux({ by: 'bootstrap' })
  const { store } = sandbox.kube
  const holds = { name: 'holds', namespace: 'flux-system', finalizers: ['example.com/wait'] }
  store.create('/api/v1/namespaces/flux-system/configmaps', { apiVersion: 'v1', kind: 'ConfigMap', metadata: holds }, 'test')
  store.delete('/api/v1/namespaces/flux-system')
  await sandbox.idle()
  expect(object(sandbox, '/api/v1/namespaces/flux-system').metadata.deletionTimestamp).toBeDefined()
  expect(store.list('/apis/apps/v1/namespaces/flux-system/deployments')).toEqual([])
  const { code, report } = await plan(sandbox, ['--adopt'])
  expect([code, conflicts(report)]).toEqual([64, expect.stringMatching(/CRDs of Flux 2\.9\.4 .* Git \(Kustomization/)])
})

test('bind and unbind work beside any Flux, and change nothing of it', async () => {
  const sandbox = await withFlux({ by: 'bootstrap' })
  const { store } = sandbox.kube
  store.create('/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'apps' } }, 'test')
  const account = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'web', namespace: 'apps' } }
  store.create('/api/v1/namespaces/apps/serviceaccounts', account, 'test')
  await sandbox.idle()
  const flux = () => everything(sandbox).filter((one) => one.includes('flux-system') && !one.includes('"kind":"Lease"'))
  const before = flux()
  for (const command of [
    ['bind', 'apps/web', '--ecr-read', 'web'],
    ['unbind', 'apps/web'],
  ]) {
    const { code, stderr } = await drive(sandbox, [...command, ...CLUSTER, '--yes'])
    expect([command[0], code, stderr]).toEqual([command[0], 0, expect.any(String)])
  }
  expect(flux()).toEqual(before)
})

test('an operator of ours that came to such a Flux before it was known goes again, and nothing else', async () => {
  const sandbox = await sandboxWithHelm({ cluster: 'lab' })
  onTestFinished(() => sandbox.close())
  await sandbox.bringFlux({ by: 'bootstrap' })
  const left = () => everything(sandbox).filter((one) => !/fluxcd\.controlplane\.io|flux-operator|"kind":"Lease"/.test(one))
  const before = left()
  const release = ['install', 'flux-operator', `${CHARTS}/flux-operator`, '--version', '0.58.1', '--labels', 'flux-irsa=owned']
  expect(await sandbox.runHelm([...release, '-n', 'flux-system', '--wait'])).toMatchObject({ code: 0 })
  await sandbox.idle()
  const refused = await plan(sandbox)
  expect([refused.code, conflicts(refused.report)]).toEqual([64, expect.stringContaining(GIT)])
  const { code, report } = await uninstall(sandbox)
  expect([code, work(report)]).toEqual([0, { 'operator-release': 'remove' }])
  await sandbox.idle()
  expect(left()).toEqual(before)
})

describe('beside ours', () => {
  test('another Flux is told and left, and only an uninstall that would take its CRDs is refused', async () => {
    const sandbox = await installedSandbox()
    await sandbox.bringFlux({ by: 'manifests', namespace: 'gitops', components: ['source-controller', 'helm-controller'] })
    const planned = await plan(sandbox)
    expect([planned.code, work(planned.report)]).toEqual([0, {}])
    expect(planned.report.notices.join()).toMatch(/runs in gitops, set up by plain manifests: .* it stays as it is/)

    const before = everything(sandbox)
    const { code, report } = await uninstall(sandbox)
    expect([code, conflicts(report.plan)]).toEqual([64, expect.stringMatching(/runs in gitops.* would delete its CRDs.* --only irsa/)])
    expect(everything(sandbox)).toEqual(before)
    expect((await uninstall(sandbox, ['--only', 'irsa'])).code).toBe(0)
  })

  test.each([
    ['somebody applied', {}, 'kubectl-client-side-apply', 'is not ours'],
    ['Git delivers', { labels: { 'kustomize.toolkit.fluxcd.io/name': 'apps' } }, 'kustomize-controller', 'managed by Git'],
  ])('our operator stays with a FluxInstance that %s: only it holds its finalizer', async (_who, metadata, manager, told) => {
    const sandbox = await installedSandbox()
    const { store } = sandbox.kube
    for (const secret of store.list('/api/v1/namespaces/flux-system/secrets'))
      if (secret.metadata.labels?.['name'] === 'flux') store.delete(`/api/v1/namespaces/flux-system/secrets/${secret.metadata.name}`)
    store.patch(
      INSTANCE_PATH,
      { metadata: { ...metadata, annotations: { by: manager } }, spec: { kustomize: { patches: [] } } },
      { type: MERGE, manager },
    )
    await sandbox.idle()
    const { code, report } = await uninstall(sandbox)
    expect([code, report.results.flatMap(({ error }) => error ?? []), report.leftovers?.filter((one) => !one.expected)]).toEqual([
      0,
      [],
      [],
    ])
    expect(report.leftovers).toContainEqual(
      expect.objectContaining({ resource: 'operator-release', reason: expect.stringContaining(told), expected: true }),
    )
    await sandbox.idle()
    expect(object(sandbox, INSTANCE_PATH).metadata.deletionTimestamp).toBeUndefined()
    expect(store.get('/apis/apps/v1/namespaces/flux-system/deployments/flux-operator')).toBeDefined()
  })

  test('what the operator left when its FluxInstance went is a conflict that --adopt solves', async () => {
    const sandbox = await freshSandbox()
    const labels = { 'fluxcd.controlplane.io/name': 'flux', 'fluxcd.controlplane.io/namespace': 'flux-system' }
    await sandbox.bringFlux({ by: 'manifests', manager: 'flux-operator', labels })
    const refused = await plan(sandbox)
    expect([refused.code, conflicts(refused.report)]).toEqual([
      64,
      expect.stringMatching(/Flux 2\.9\.4 .*flux-operator.*that is gone.*--adopt/),
    ])
    expect((await plan(sandbox, ['--adopt'])).code).toBe(2)
  })

  test("another namespace's operator and its Flux are a conflict that names --namespace", async () => {
    const sandbox = await installedSandbox()
    const { code, report } = await plan(sandbox, ['--namespace', 'elsewhere', '--name-prefix', 'other'])
    expect([code, conflicts(report)]).toEqual([
      64,
      expect.stringMatching(/Flux 2\.9\.4 runs in flux-system, .*FluxInstance flux-system\/flux.*--namespace flux-system/),
    ])
  })
})
