import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { PolicyDocument } from '../../src/domain/policy-document.ts'
import type { InstallReport } from '../../src/model/report.ts'
import { addUser } from '../../src/sandbox/aws/index.ts'
import { startSandbox, type Sandbox } from '../../src/sandbox/index.ts'
import { without } from '../lab/documented-rights.ts'
import { drive } from '../stories/drive.ts'
import { documentedPolicy, grantKubernetes } from './permissions-page.ts'

// Several whole runs each: seconds, but many times that on a machine that is busy with other things.
vi.setConfig({ testTimeout: 60_000 })

let sandbox: Sandbox
beforeEach(async () => {
  sandbox = await startSandbox({ cluster: 'prod' })
  sandbox.seedImageRepositories()
})
afterEach(() => sandbox.close())

const INSTALL = ['install', '--cluster', 'prod', '--yes', '--git-url', 'https://github.com/acme/fleet']
/** Longer than any run here, so that no renewal falls into the moment in which the namespace goes. */
const LOCK = { durationMs: 30_000, renewMs: 10_000 }
const PASSWORD = { FLUX_IRSA_GIT_PASSWORD: 'not-a-real-one' }

/** A user with these policies and an access entry with these groups, as the environment of a run. */
function caller(name: string, policies: PolicyDocument[], groups: string[]): Record<string, string> {
  const key = addUser(sandbox.aws.account, name, policies)
  const cluster = sandbox.aws.account.clusters[0]
  const { arn } = sandbox.aws.account.users.get(name) ?? {}
  if (cluster && arn) cluster.accessEntries[arn] = { groups }
  return { AWS_ACCESS_KEY_ID: key.accessKeyId, AWS_SECRET_ACCESS_KEY: key.secretAccessKey }
}

async function expectSuccess(args: string[], env: Record<string, string>): Promise<void> {
  const { code, stdout, stderr } = await drive(sandbox, args, { env, lockTimes: LOCK })
  expect(code, `${args.join(' ')}\n${stdout}\n${stderr}`).toBe(0)
  await sandbox.idle()
}

test('the policies of the page, with cluster-admin, are enough to install, to mend and to uninstall', async () => {
  const installer = caller('installer', [documentedPolicy(sandbox, 'Read'), documentedPolicy(sandbox, 'Install')], ['system:masters'])
  await expectSuccess(INSTALL, { ...installer, ...PASSWORD })
  await expectSuccess([...INSTALL, '--repository', 'apps/*', '--repository', 'web'], installer)
  const remover = caller('remover', [documentedPolicy(sandbox, 'Read'), documentedPolicy(sandbox, 'Uninstall')], ['system:masters'])
  await expectSuccess(['uninstall', '--cluster', 'prod', '--yes', '--delete-oidc-provider'], remover)
})

test('the read policy and the Roles of the page are enough to plan and to verify, with nothing unknown', async () => {
  await expectSuccess(INSTALL, PASSWORD)
  grantKubernetes(sandbox)
  const auditor = caller('auditor', [documentedPolicy(sandbox, 'Read')], ['flux-irsa'])
  await expectSuccess(['plan', '--cluster', 'prod', '--detailed-exitcode'], auditor)
  await expectSuccess(['verify', '--cluster', 'prod'], auditor)
})

test('whoever may only read cannot install', async () => {
  const auditor = caller('auditor', [documentedPolicy(sandbox, 'Read')], ['system:masters'])
  const { code, stdout } = await drive(sandbox, INSTALL, { env: { ...auditor, ...PASSWORD } })
  expect(code).toBe(1)
  expect(stdout).toContain('iam:CreateOpenIDConnectProvider')
})

test('an install whose caller may not read all of it back ends at once, and says which right verify lacks', async () => {
  const policies = [without(documentedPolicy(sandbox, 'Read'), ['iam:ListRolePolicies']), documentedPolicy(sandbox, 'Install')]
  const installer = caller('installer', policies, ['system:masters'])
  const { code, stdout } = await drive(sandbox, [...INSTALL, '-o', 'json'], { env: { ...installer, ...PASSWORD }, lockTimes: LOCK })
  const { verify } = JSON.parse(stdout) as InstallReport
  expect({ code, verdict: verify?.verdict }).toEqual({ code: 3, verdict: 'unknown' })
  const unknown = verify?.checks.filter(({ status }) => status !== 'pass' && status !== 'skip') ?? []
  expect(unknown.length).toBeGreaterThan(0)
  for (const check of unknown) {
    expect(check).toMatchObject({ status: 'unknown', cause: 'installer-iam-denied', fix: expect.stringContaining('iam:ListRolePolicies') })
  }
})

test('where Git keeps operator and FluxInstance, the narrow Role of the page gives the identity', async () => {
  await expectSuccess(INSTALL, PASSWORD)
  await expectSuccess(['uninstall', '--cluster', 'prod', '--yes', '--only', 'irsa'], {})
  deliverByGit()
  grantKubernetes(sandbox)
  const tenant = caller('tenant', [documentedPolicy(sandbox, 'Read'), documentedPolicy(sandbox, 'Install')], ['flux-irsa'])
  await expectSuccess(['install', '--cluster', 'prod', '--yes'], tenant)
})

test('the policy and the Role of the page are enough to bind a workload, to verify and to unbind it', async () => {
  grantKubernetes(sandbox)
  const binder = caller('binder', [documentedPolicy(sandbox, 'Read'), documentedPolicy(sandbox, 'Bind')], ['flux-irsa-bind'])
  const bind = ['bind', 'shop/cart', '--cluster', 'prod', '--yes', '--create']
  await expectSuccess([...bind, '--policy-arn', 'arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess', '--ecr-read', 'apps/main'], binder)
  await expectSuccess([...bind, '--ecr-read', 'apps/*'], binder)
  await expectSuccess(['verify', 'shop/cart', '--cluster', 'prod'], binder)
  await expectSuccess(['unbind', 'shop/cart', '--cluster', 'prod', '--yes'], binder)
})

/** Labels that Flux puts on what it delivers. */
function deliverByGit(): void {
  const paths = [
    '/apis/apps/v1/namespaces/flux-system/deployments/flux-operator',
    '/apis/fluxcd.controlplane.io/v1/namespaces/flux-system/fluxinstances/flux',
  ]
  const body = { metadata: { labels: { 'kustomize.toolkit.fluxcd.io/name': 'flux-system' } } }
  for (const path of paths) sandbox.kube.store.patch(path, body, { type: 'application/merge-patch+json', manager: 'kustomize-controller' })
}
