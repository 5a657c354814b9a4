import { expect, test } from 'vitest'
import type { Sandbox } from '../../src/sandbox/index.ts'
import { bind, bound, namespace } from './binding.ts'
import { drive } from './drive.ts'
import {
  annotation,
  ANNOTATION,
  CLUSTER,
  foreignRole,
  install,
  INSTANCE_PATH,
  installedSandbox,
  MERGE,
  object,
  podRoles,
  REFLECTOR,
  REPOSITORIES,
  role,
  ROLE_ARN,
  serviceAccount,
  uninstall,
  work,
  writesDuring,
} from './story.ts'

const HAND_ARN = 'arn:aws:iam::123456789012:role/by-hand'
const STAYS = { resource: 'iam-role', name: 'by-hand', expected: true, reason: expect.stringContaining('others are let in by it') }

/** Flux runs without us, and somebody's tool gave its reflector a role that lets in others too. */
async function givenBy(manager: string): Promise<Sandbox> {
  const sandbox = await installedSandbox(REPOSITORIES)
  expect((await drive(sandbox, ['uninstall', ...CLUSTER, '--yes', '--only', 'irsa'])).code).toBe(0)
  await sandbox.idle()
  foreignRole(sandbox, 'by-hand')
  annotate(sandbox, `/api/v1/namespaces/flux-system/serviceaccounts/${REFLECTOR}`, manager)
  await sandbox.idle()
  return sandbox
}

function annotate(sandbox: Sandbox, path: string, manager: string): void {
  sandbox.kube.store.patch(path, { metadata: { annotations: { [ANNOTATION]: HAND_ARN } } }, { type: MERGE, manager })
}

for (const manager of ['eksctl', 'terraform-provider-kubernetes', 'kubectl-annotate']) {
  test(`--only irsa after the adoption of a role that ${manager} gave: annotation, pods and role are theirs again, and that is success`, async () => {
    const sandbox = await givenBy(manager)
    const [hand, account] = [structuredClone(role(sandbox, 'by-hand')), structuredClone(serviceAccount(sandbox, REFLECTOR))]
    expect((await drive(sandbox, ['adopt', ...CLUSTER, '--yes'])).code).toBe(0)
    await sandbox.idle()
    const { code, report } = await uninstall(sandbox, ['--only', 'irsa'])
    expect({ code, errors: report.results.flatMap(({ error }) => error ?? []) }).toEqual({ code: 0, errors: [] })
    await sandbox.idle()
    expect(role(sandbox, 'by-hand')).toEqual(hand)
    expect(serviceAccount(sandbox, REFLECTOR).metadata.annotations).toEqual(account.metadata.annotations)
    expect(podRoles(sandbox, REFLECTOR)).toEqual([HAND_ARN])
    expect(work(report)['iam-role/by-hand']).toBe('update')
    expect(report.leftovers).toEqual([STAYS])
    expect(
      await writesDuring(sandbox, async () => {
        const again = await uninstall(sandbox, ['--only', 'irsa'])
        expect([again.code, work(again.report)]).toEqual([0, {}])
      }),
    ).toEqual([])
  })
}

test('a role that the adoption replaced comes back, and the new pod carries it', async () => {
  const sandbox = await givenBy('eksctl')
  expect((await drive(sandbox, ['install', ...CLUSTER, '--yes', '--adopt', '--role-name', 'ours', ...REPOSITORIES])).code).toBe(0)
  await sandbox.idle()
  expect(annotation(sandbox, REFLECTOR)).toMatch(/role\/ours$/)
  const { code, report } = await uninstall(sandbox, ['--only', 'irsa'])
  expect([code, report.leftovers]).toEqual([0, []])
  await sandbox.idle()
  expect([annotation(sandbox, REFLECTOR), podRoles(sandbox, REFLECTOR)]).toEqual([HAND_ARN, [HAND_ARN]])
})

test('a role of ours that somebody else names too is not deleted under the running pods: the error names who', async () => {
  const sandbox = await installedSandbox(REPOSITORIES)
  const path = `/api/v1/namespaces/flux-system/serviceaccounts/${REFLECTOR}`
  const metadata = { name: REFLECTOR, annotations: { [ANNOTATION]: ROLE_ARN } }
  sandbox.kube.store.apply(path, { apiVersion: 'v1', kind: 'ServiceAccount', metadata }, { manager: 'argocd-controller', force: false })
  const { code, report } = await uninstall(sandbox, ['--only', 'irsa'])
  expect(code).toBe(1)
  expect(report.results.find(({ error }) => error)?.error).toMatchObject({
    code: 'annotation-held',
    message: expect.stringContaining('argocd-controller'),
  })
  expect(podRoles(sandbox, REFLECTOR)).toEqual([ROLE_ARN])
  expect(role(sandbox).attached).toHaveLength(1)
})

test('where somebody else keeps Flux, a whole uninstall replaces the pods before the role goes', async () => {
  const sandbox = await installedSandbox(REPOSITORIES)
  expect((await drive(sandbox, ['uninstall', ...CLUSTER, '--yes', '--only', 'irsa'])).code).toBe(0)
  const { store } = sandbox.kube
  const git = { metadata: { labels: { 'kustomize.toolkit.fluxcd.io/name': 'flux-system' } } }
  for (const path of [INSTANCE_PATH, '/apis/apps/v1/namespaces/flux-system/deployments/flux-operator'])
    store.patch(path, git, { type: MERGE, manager: 'kustomize-controller' })
  for (const { metadata } of store.list('/api/v1/namespaces/flux-system/secrets'))
    if (metadata.name.startsWith('sh.helm.release')) store.delete(`/api/v1/namespaces/flux-system/secrets/${metadata.name}`)
  await install(sandbox, REPOSITORIES)
  expect(podRoles(sandbox, REFLECTOR)).toEqual([ROLE_ARN])
  const instance = structuredClone(object(sandbox, INSTANCE_PATH)['spec'])
  expect((await uninstall(sandbox)).code).toBe(0)
  await sandbox.idle()
  expect(podRoles(sandbox, REFLECTOR)).toEqual([undefined])
  expect(object(sandbox, INSTANCE_PATH)['spec']).toEqual(instance)
})

test('unbind after an adopted role: with --restart the pods keep what is theirs, and the role that stays is listed', async () => {
  const sandbox = await installedSandbox(REPOSITORIES)
  namespace(sandbox, 'shop')
  const account = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'cart' } }
  const path = '/api/v1/namespaces/shop/serviceaccounts'
  sandbox.kube.store.create(path, account, 'eksctl')
  annotate(sandbox, `${path}/cart`, 'eksctl')
  const hand = structuredClone(foreignRole(sandbox, 'by-hand'))
  await bound(sandbox, ['shop/cart', '--adopt', '--role-name', 'by-hand', '--ecr-read', 'apps/*'])
  const { code, report } = await bind(sandbox, ['shop/cart', '--restart'], 'unbind')
  expect({ code, errors: report.results.flatMap(({ error }) => error ?? []) }).toEqual({ code: 0, errors: [] })
  expect(report.leftovers).toEqual([STAYS])
  expect(role(sandbox, 'by-hand')).toEqual(hand)
  expect(object(sandbox, `${path}/cart`).metadata.annotations).toEqual({ [ANNOTATION]: HAND_ARN })
})
