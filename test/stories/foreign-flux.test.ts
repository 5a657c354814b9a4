import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { BindingList } from '../../src/identity/binding/list-bindings.ts'
import type { InstallReport, UninstallReport } from '../../src/model/report.ts'
import type { VerifyReport } from '../../src/model/verify-report.ts'
import type { KubeObject } from '../../src/model/kube.ts'
import type { Plan } from '../../src/model/plan.ts'
import type { BroughtFlux } from '../../src/sandbox/actors/foreign-flux.ts'
import type { Sandbox } from '../../src/sandbox/index.ts'
import { CHARTS, sandboxWithHelm } from '../sandbox/actors/installed.ts'
import { drive, driveJson } from './drive.ts'
import {
  ANNOTATION,
  AUTOMATION,
  CLUSTER,
  freshSandbox,
  install,
  installedSandbox,
  INSTANCE_PATH,
  MERGE,
  object,
  plan,
  podRoles,
  REFLECTOR,
  REPOSITORIES,
  ROLE_ARN,
  uninstall,
  work,
  writesDuring,
} from './story.ts'

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

/** What is in the way of everything: nobody runs it, and its owner would lose it. */
const IN_THE_WAY = ['one in another namespace', 'CRDs without controllers']
const STANDING = KINDS.filter(([name]) => !IN_THE_WAY.includes(name))

/** Everything but what carries our marks on the ServiceAccounts: field by field what others have. */
function ofOthers({ snapshot }: Sandbox): string[] {
  const theirs = snapshot().kubernetes.filter(({ kind }) => !['Lease', 'Pod', 'ReplicaSet'].includes(kind))
  return theirs.map((one) => JSON.stringify(withoutOurs(one))).toSorted()
}

function withoutOurs(one: KubeObject): KubeObject {
  const { annotations = {}, managedFields = [], resourceVersion: _, ...metadata } = one.metadata
  const kept = Object.entries(annotations).filter(([key]) => !/^(flux-irsa\/|eks\.amazonaws\.com\/role-arn$)/.test(key))
  return {
    ...one,
    metadata: {
      ...metadata,
      annotations: Object.fromEntries(kept),
      managedFields: managedFields.filter(({ manager }) => manager !== 'flux-irsa'),
    },
  }
}

describe.each(STANDING)('%s', (name, flux, told) => {
  const isHalf = name === 'half a Flux'
  const accounts = isHalf ? ['source-controller'] : [AUTOMATION, REFLECTOR]

  test('gets its identity where it stands, and nothing else of it changes: install, again, break, fix, another role, uninstall', async () => {
    const sandbox = await withFlux(flux)
    const [before, iam] = [ofOthers(sandbox), JSON.stringify(sandbox.snapshot().iam.roles)]
    const report = await install(sandbox, REPOSITORIES)
    expect(report.plan.notices).toContainEqual(expect.stringMatching(told))
    const inAws = ['oidc-provider', 'iam-role', 'iam-policy', 'policy-attachment']
    expect(Object.keys(work(report))).toEqual([
      ...inAws,
      ...['service-account', 'pods'].flatMap((kind) => accounts.map((one) => `${kind}/${one}`)),
    ])
    expect(sandbox.snapshot().helm.filter((release) => release.name !== 'flux2')).toEqual([])
    for (const account of accounts) {
      expect(podRoles(sandbox, account)).toEqual([ROLE_ARN])
      expect(report.plan.lasting?.text).toContain(ROLE_ARN)
    }
    expect(report.plan.flux).toMatchObject([{ kind: flux.by, namespace: 'flux-system', owner: expect.any(String) }])
    expect(ofOthers(sandbox)).toEqual(before)

    expect(await writesDuring(sandbox, () => install(sandbox))).toEqual([])
    const verified = await driveJson<VerifyReport>(sandbox, ['verify', ...CLUSTER])
    expect([verified.code, verified.report.checks.filter(({ status }) => status === 'fail')]).toEqual([0, []])

    if (!isHalf) {
      await sandbox.faults.cutTrust()
      const broken = await driveJson<VerifyReport>(sandbox, ['verify', ...CLUSTER])
      expect(broken.report.checks.find(({ status }) => status === 'fail')).toMatchObject({
        id: `trust/${REFLECTOR}`,
        fix: expect.stringMatching(/^flux-irsa install /),
      })
      expect(work(await install(sandbox))).toEqual({ 'iam-role': 'update' })
    }
    const other = 'arn:aws:iam::123456789012:role/another'
    await install(sandbox, ['--role-name', 'another'])
    for (const account of accounts) expect(podRoles(sandbox, account)).toEqual([other])

    const { code, report: gone } = await uninstall(sandbox, ['--delete-oidc-provider'])
    expect([code, gone.results.flatMap(({ error }) => error ?? [])]).toEqual([0, []])
    expect(gone.leftovers).toContainEqual(
      expect.objectContaining({ resource: 'flux', reason: expect.stringMatching(told), expected: true }),
    )
    expect(JSON.stringify(sandbox.snapshot().iam.roles)).toBe(iam)
    await sandbox.idle()
    for (const account of accounts) expect(podRoles(sandbox, account)).toEqual([undefined])
    expect(ofOthers(sandbox)).toEqual(before)
  })
})

describe.each(KINDS.filter(([name]) => IN_THE_WAY.includes(name)))('%s', (name, flux, told) => {
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
    })
    expect(writes).toEqual([])
    expect(everything(sandbox)).toEqual(before)
  })

  test('an uninstall finds nothing of ours, leaves it and names it', async () => {
    const sandbox = await withFlux(flux)
    const before = everything(sandbox)
    const { code, report } = await driveJson<UninstallReport>(sandbox, ['uninstall', ...CLUSTER, '--yes'])
    expect([code, report.plan.actions]).toEqual([0, []])
    expect(report.leftovers).toContainEqual(
      expect.objectContaining({ resource: 'flux', reason: expect.stringMatching(told), expected: true }),
    )
    expect(everything(sandbox)).toEqual(before)
  })

  test.runIf(name === 'one in another namespace')('gets its identity there, once its namespace is named', async () => {
    const sandbox = await withFlux(flux)
    expect(conflicts((await plan(sandbox)).report)).toContain('--namespace gitops')
    await install(sandbox, ['--namespace', 'gitops'])
    expect((await driveJson<VerifyReport>(sandbox, ['verify', ...CLUSTER, '--namespace', 'gitops'])).code).toBe(0)
  })
})

test('--git-checkout sets the roles in the working copy too; one that is wrong is refused before anything is written', async () => {
  const sandbox = await withFlux({ by: 'bootstrap' })
  const root = mkdtempSync(join(tmpdir(), 'checkout-'))
  onTestFinished(() => rmSync(root, { recursive: true }))
  const refused = await driveJson(sandbox, ['install', ...CLUSTER, '--yes', '--git-checkout', root])
  expect(refused).toMatchObject({ code: 64, report: { message: expect.stringContaining('gotk-components.yaml') } })
  expect(sandbox.aws.account.roles.size).toBe(0)

  const folder = join(root, 'clusters/lab/flux-system')
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'gotk-components.yaml'), '')
  writeFileSync(join(folder, 'kustomization.yaml'), 'resources:\n- gotk-components.yaml\n')
  const { code, stderr } = await drive(sandbox, ['install', ...CLUSTER, '--yes', '--git-checkout', root])
  expect([code, stderr]).toEqual([0, expect.stringContaining('commit and push it')])
  expect(readFileSync(join(folder, 'kustomization.yaml'), 'utf8')).toContain(ROLE_ARN)
})

test('list names every Flux of the cluster, in JSON and in text', async () => {
  const sandbox = await withFlux({ by: 'bootstrap' })
  await sandbox.bringFlux({ by: 'chart', namespace: 'gitops', version: 'v2.7.2' })
  const { report } = await driveJson<BindingList>(sandbox, ['list', ...CLUSTER])
  expect(report.flux?.map(({ kind, namespace, version, owner }) => [kind, namespace, version, owner])).toEqual([
    ['bootstrap', 'flux-system', '2.9.4', GIT],
    ['chart', 'gitops', '2.7.2', 'the Helm release gitops/flux2'],
  ])
  const text = (await drive(sandbox, ['list', ...CLUSTER])).stdout.replaceAll(/\s+/g, ' ')
  expect(text).toContain(`Flux 2.9.4 runs in flux-system, set up by flux bootstrap: ${GIT} keeps it.`)
  expect(text).toContain('Flux 2.7.2 runs in gitops, set up by a Helm chart: the Helm release gitops/flux2 keeps it.')
})

test('two that share a namespace are told, and nobody guesses which ServiceAccount is whose', async () => {
  const sandbox = await withFlux({ by: 'bootstrap', components: ['source-controller', 'kustomize-controller'] })
  await sandbox.bringFlux({ by: 'manifests', components: [REFLECTOR, AUTOMATION] })
  const { code, report } = await plan(sandbox)
  expect([code, conflicts(report)]).toEqual([64, expect.stringContaining('flux-system')])
})

test.each<[string, BroughtFlux, manager: string]>([
  ['flux bootstrap', { by: 'bootstrap' }, 'kustomize-controller'],
  ['the community chart', { by: 'chart' }, 'helm'],
  ['kubectl', { by: 'manifests' }, 'kubectl-annotate'],
])('a role that the owner of %s had set is taken over by name, and is back after an uninstall', async (_name, flux, manager) => {
  const sandbox = await withFlux(flux)
  const theirs = 'arn:aws:iam::123456789012:role/theirs'
  const path = `/api/v1/namespaces/flux-system/serviceaccounts/${REFLECTOR}`
  const body = { metadata: { annotations: { [ANNOTATION]: theirs } } }
  sandbox.kube.store.patch(path, body, { type: 'application/merge-patch+json', manager })
  const before = object(sandbox, path)
  const { code, report } = await plan(sandbox)
  expect([code, conflicts(report)]).toEqual([64, expect.stringContaining(theirs)])
  expect((await driveJson(sandbox, ['adopt', ...CLUSTER, '--yes'])).code).toBe(0)
  expect(object(sandbox, path).metadata.annotations?.[ANNOTATION]).toBe(ROLE_ARN)
  expect((await uninstall(sandbox)).code).toBe(0)
  await sandbox.idle()
  expect(object(sandbox, path).metadata.annotations).toEqual(before.metadata.annotations)
  expect(podRoles(sandbox, REFLECTOR)).toEqual([theirs])
  expect(sandbox.aws.account.roles.size).toBe(0)
})

test('a controller that is not there is a conflict that names those that are', async () => {
  const sandbox = await withFlux({ by: 'bootstrap', components: ['source-controller', 'kustomize-controller'] })
  const { code, report } = await plan(sandbox, ['--service-account', REFLECTOR])
  expect([code, conflicts(report)]).toEqual([64, expect.stringContaining('--service-account: kustomize-controller, source-controller')])
})

test('options of Flux itself do nothing there, and are named', async () => {
  const sandbox = await withFlux({ by: 'chart' })
  const { report } = await plan(sandbox, ['--git-url', 'https://github.com/a/b', '--flux-version', '2.8.x'])
  expect(report.notices.join(' ')).toMatch(/nothing else of it is changed; left unused: --git-url, .*--flux-version\./)
})

test('render writes the IAM side, and for the cluster what the owner of that Flux sets; no operator', async () => {
  const sandbox = await withFlux({ by: 'chart' })
  const render = (format: string) => drive(sandbox, ['render', ...CLUSTER, '-o', format])
  expect(JSON.parse((await render('iam')).stdout)).toMatchObject({ role: { arn: ROLE_ARN } })
  for (const format of ['kubernetes', 'helm'])
    expect((await render(format)).stdout).toMatch(/imageReflectionController:\n {2}serviceAccount:/)
  for (const format of ['kubernetes', 'helm', 'terraform']) expect((await render(format)).stdout).not.toMatch(/flux-operator|FluxInstance/)
  const git = await withFlux({ by: 'bootstrap' })
  expect(await drive(git, ['render', ...CLUSTER, '-o', 'helm'])).toMatchObject({
    code: 64,
    stderr: expect.stringContaining('which is no Helm'),
  })
})

test('until its owner sets the role too, verify gives a notice; then none', async () => {
  const sandbox = await withFlux({ by: 'bootstrap' })
  await install(sandbox, REPOSITORIES)
  const notices = async () => {
    const { report } = await driveJson<VerifyReport>(sandbox, ['verify', ...CLUSTER])
    return report.checks.filter(({ id, notice }) => id.startsWith('annotation-owner/') && notice).map(({ notice }) => notice)
  }
  expect(await notices()).toEqual([expect.stringContaining('kustomization.yaml'), expect.stringContaining(GIT)])
  for (const name of [AUTOMATION, REFLECTOR]) {
    const path = `/api/v1/namespaces/flux-system/serviceaccounts/${name}`
    const metadata = { name, namespace: 'flux-system', annotations: { [ANNOTATION]: ROLE_ARN } }
    sandbox.kube.store.apply(
      path,
      { apiVersion: 'v1', kind: 'ServiceAccount', metadata },
      { manager: 'kustomize-controller', force: false },
    )
  }
  expect(await notices()).toEqual([])
})

function conflicts({ actions }: Plan): string {
  return actions.flatMap(({ kind, reason, fix }) => (kind === 'conflict' ? [`${reason} ${fix}`] : [])).join(' ')
}

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
