import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { PolicyDocument } from '../../src/domain/policy-document.ts'
import type { InstallReport } from '../../src/model/report.ts'
import { addUser } from '../../src/sandbox/aws/index.ts'
import { startSandbox, type Sandbox } from '../../src/sandbox/index.ts'
import { without } from '../lab/documented-rights.ts'
import { drive } from '../stories/drive.ts'
import { exampleWorld } from './example-world.ts'
import { createBoundary, documentedPolicy, grantKubernetes, page, printedDocuments } from './permissions-page.ts'

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
  const { code, stdout, stderr } = await drive(sandbox, [...args, '--timeout', '50s'], { env, lockTimes: LOCK })
  expect(code, `${args.join(' ')}\n${stdout}\n${stderr}`).toBe(0)
  await sandbox.idle()
}

test('every document of the page is what its command prints', async () => {
  const { run } = await exampleWorld({ installed: false })
  const printed = printedDocuments()
  expect(printed.length).toBeGreaterThanOrEqual(10)
  for (const { line, args, text } of printed) {
    const { code, stdout } = await run({ text: line, args })
    expect({ line, code, text: stdout }).toEqual({ line, code: 0, text })
  }
})

test('each set of rights begins with what it amounts to', () => {
  const sections = page.split('\n### ').slice(1)
  const withDocuments = sections.filter((section) => section.includes('\nflux-irsa permissions ') && !section.startsWith('Boundary'))
  expect(withDocuments.length).toBeGreaterThanOrEqual(8)
  for (const section of withDocuments) expect(section.split('\n')[2]).toMatch(/^Amounts to /)
})

test('the policies of the page, with cluster-admin, are enough to install, to mend and to uninstall', async () => {
  const installer = caller('installer', [documentedPolicy(sandbox, 'Install')], ['system:masters'])
  const bounded = [...INSTALL, ...createBoundary(sandbox)]
  await expectSuccess(bounded, { ...installer, ...PASSWORD })
  await expectSuccess([...bounded, '--repository', 'apps/*', '--repository', 'web'], installer)
  const remover = caller('remover', [documentedPolicy(sandbox, 'Uninstall')], ['system:masters'])
  await expectSuccess(['uninstall', '--cluster', 'prod', '--yes', '--delete-oidc-provider'], remover)
})

test('a role of our name that stands without the boundary gets it, with the same rights', async () => {
  await expectSuccess(INSTALL, PASSWORD)
  const installer = caller('installer', [documentedPolicy(sandbox, 'Install')], ['system:masters'])
  await expectSuccess([...INSTALL, ...createBoundary(sandbox)], installer)
  expect(sandbox.aws.account.roles.get('prod-flux-imgctrl-irsa')?.boundary).toBe(
    `arn:aws:iam::${sandbox.accountId}:policy/prod-flux-boundary`,
  )
})

test('where the boundary stands and none is named, the install ends before its first write and names it', async () => {
  const [, arn] = createBoundary(sandbox)
  const installer = caller('installer', [documentedPolicy(sandbox, 'Install')], ['system:masters'])
  const { code, stdout } = await drive(sandbox, [...INSTALL, '-o', 'json'], { env: { ...installer, ...PASSWORD } })
  expect(code).toBe(64)
  expect(JSON.parse(stdout)).toMatchObject({
    code: 'boundary-required',
    fix: `Add --permissions-boundary ${arn} to the same command.`,
    message: expect.stringContaining('nothing was changed'),
  })
  expect([...sandbox.aws.account.providers.keys(), ...sandbox.aws.account.roles.keys()]).toEqual([])
})

test('where the boundary stands and none is named, the plan tells that install will refuse it, and the next command names it', async () => {
  const [, arn] = createBoundary(sandbox)
  const planner = caller('planner', [documentedPolicy(sandbox, 'Read')], ['system:masters'])
  const PLAN = ['plan', '--cluster', 'prod', '--git-url', 'https://github.com/acme/fleet']
  const env = { ...planner, ...PASSWORD }
  const { code, stdout } = await drive(sandbox, PLAN, { env })
  expect(code).toBe(0)
  expect(stdout.replaceAll(/\s+/g, ' ')).toContain(`install will refuse this: an administrator made the permissions boundary`)
  expect(stdout).toMatch(new RegExp(`flux-irsa install .*--permissions-boundary ${arn}`))
  const named = await drive(sandbox, [...PLAN, '--permissions-boundary', arn ?? ''], { env })
  expect(named.stdout).not.toContain('will refuse')
})

test('the read policy and the objects for verify are enough to verify, with nothing unknown, and to plan the identity; no Secret is read', async () => {
  await expectSuccess(INSTALL, PASSWORD)
  grantKubernetes(sandbox, 'For verify')
  const auditor = caller('auditor', [documentedPolicy(sandbox, 'Read')], ['flux-irsa'])
  await expectSuccess(['verify', '--cluster', 'prod'], auditor)
  await expectSuccess(['plan', '--only', 'irsa', '--cluster', 'prod', '--detailed-exitcode'], auditor)
})

test('without the right to ask for tokens, verify --no-token is green', async () => {
  await expectSuccess(INSTALL, PASSWORD)
  grantKubernetes(sandbox, 'For verify')
  const role = '/apis/rbac.authorization.k8s.io/v1/namespaces/flux-system/roles/flux-irsa'
  const rules = (sandbox.kube.store.get(role)!['rules'] as { resources: string[] }[]).filter(
    ({ resources }) => !resources.includes('serviceaccounts/token'),
  )
  sandbox.kube.store.patch(role, { rules }, { type: 'application/merge-patch+json', manager: 'kubectl' })
  const auditor = caller('auditor', [documentedPolicy(sandbox, 'Read')], ['flux-irsa'])
  expect(await drive(sandbox, ['verify', '--cluster', 'prod'], { env: auditor })).toMatchObject({ code: 3 })
  await expectSuccess(['verify', '--cluster', 'prod', '--no-token'], auditor)
})

test('the objects for plan are enough to plan all of it', async () => {
  await expectSuccess(INSTALL, PASSWORD)
  grantKubernetes(sandbox, 'For plan')
  const planner = caller('planner', [documentedPolicy(sandbox, 'Read')], ['flux-irsa-plan'])
  await expectSuccess(['plan', '--cluster', 'prod', '--detailed-exitcode'], planner)
})

test('CI with the rights to the identity alone changes and proves it, without helm and without Secrets', async () => {
  const bounded = createBoundary(sandbox)
  await expectSuccess([...INSTALL, ...bounded], PASSWORD)
  grantKubernetes(sandbox, 'For the identity alone')
  const ci = caller('ci', [documentedPolicy(sandbox, 'Install')], ['flux-irsa-identity'])
  const before = sandbox.kube.calls.length
  await expectSuccess(
    ['install', '--only', 'irsa', '--cluster', 'prod', '--yes', ...bounded, '--repository', 'apps/*', '--repository', 'web'],
    {
      ...ci,
      FLUX_IRSA_HELM: '/there/is/no/helm',
    },
  )
  expect(sandbox.kube.calls.slice(before).filter(({ path, status }) => path.includes('/secrets') && status === 200)).toEqual([])
  await expectSuccess(['verify', '--cluster', 'prod'], ci)
  const policy = sandbox.aws.account.policies.get(`arn:aws:iam::${sandbox.accountId}:policy/prod-flux-ecr-ro`)
  expect(JSON.stringify(policy?.versions)).toContain('repository/apps/*')
})

test('the identity alone is not given to a Flux that is not there, nor against what the FluxInstance says', async () => {
  const only = ['install', '--only', 'irsa', '--cluster', 'prod', '--yes']
  expect(await drive(sandbox, [...only, '-o', 'json'], { env: {} })).toMatchObject({
    code: 64,
    stdout: expect.stringContaining('flux-missing'),
  })
  await expectSuccess(INSTALL, PASSWORD)
  const { code, stdout } = await drive(sandbox, [...only, '--role-name', 'another'], { env: {} })
  expect({ code, stdout }).toEqual({ code: 64, stdout: expect.stringContaining('the FluxInstance names another role') })
})

test('whoever may only read cannot install', async () => {
  const auditor = caller('auditor', [documentedPolicy(sandbox, 'Read')], ['system:masters'])
  const { code, stdout } = await drive(sandbox, INSTALL, { env: { ...auditor, ...PASSWORD } })
  expect(code).toBe(1)
  expect(stdout).toContain('iam:CreateOpenIDConnectProvider')
})

test('an install whose caller may not read all of it back ends at once, and says which right verify lacks', async () => {
  const policies = [without(documentedPolicy(sandbox, 'Install'), ['iam:ListRolePolicies'])]
  const installer = caller('installer', policies, ['system:masters'])
  const { code, stdout } = await drive(sandbox, [...INSTALL, ...createBoundary(sandbox), '-o', 'json'], {
    env: { ...installer, ...PASSWORD },
    lockTimes: LOCK,
  })
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
  grantKubernetes(sandbox, 'For the identity alone')
  const tenant = caller('tenant', [documentedPolicy(sandbox, 'Install')], ['flux-irsa-identity'])
  await expectSuccess(['install', '--only', 'irsa', '--cluster', 'prod', '--yes', ...createBoundary(sandbox)], tenant)
})

test('the policy and the Role of the page are enough to bind a workload, to verify and to unbind it', async () => {
  grantKubernetes(sandbox, 'For bind and unbind')
  const bounded = createBoundary(sandbox, 'prod-bind-boundary', 'Bind')
  const binder = caller('binder', [documentedPolicy(sandbox, 'Bind')], ['flux-irsa-bind'])
  const bind = ['bind', 'shop/cart', '--cluster', 'prod', '--yes', '--create', ...bounded]
  await expectSuccess([...bind, '--policy-arn', 'arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess', '--ecr-read', 'apps/main'], binder)
  await expectSuccess([...bind, '--ecr-read', 'apps/*'], binder)
  await expectSuccess(['verify', 'shop/cart', '--cluster', 'prod'], binder)
  await expectSuccess(['unbind', 'shop/cart', '--cluster', 'prod', '--yes'], binder)
})

test('who may read ServiceAccounts and pods alone gets the list of roles, and reads that the kind of Flux is unknown', async () => {
  const { store } = sandbox.kube
  const rbac = { apiVersion: 'rbac.authorization.k8s.io/v1', metadata: { name: 'lister' } }
  const rules = [{ apiGroups: [''], resources: ['serviceaccounts', 'pods'], verbs: ['list'] }]
  store.create('/apis/rbac.authorization.k8s.io/v1/clusterroles', { ...rbac, kind: 'ClusterRole', rules }, 'test')
  const roleRef = { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'lister' }
  const subjects = [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'Group', name: 'listers' }]
  const binding = { ...rbac, kind: 'ClusterRoleBinding', roleRef, subjects }
  store.create('/apis/rbac.authorization.k8s.io/v1/clusterrolebindings', binding, 'test')
  const lister = caller('lister', [documentedPolicy(sandbox, 'Bind')], ['listers'])
  const { code, stdout, stderr } = await drive(sandbox, ['list', '--cluster', 'prod'], { env: lister })
  expect([code, stdout.replaceAll(/\s+/g, ' ')], stderr).toEqual([0, expect.stringContaining('Which Flux is in the cluster is unknown: ')])
})

test('what others bound in the cluster does not stop who has the rights for one workload, and stays as it is', async () => {
  grantKubernetes(sandbox, 'For bind and unbind')
  const bounded = createBoundary(sandbox, 'prod-bind-boundary', 'Bind')
  await expectSuccess(['bind', 'shop/till', '--cluster', 'prod', '--yes', '--create', '--ecr-read', 'apps/main', ...bounded], {})
  const before = structuredClone(sandbox.aws.account.roles.get('prod-shop-till-irsa'))
  const binder = caller('binder', [documentedPolicy(sandbox, 'Bind')], ['flux-irsa-bind'])
  await expectSuccess(['bind', 'shop/cart', '--cluster', 'prod', '--yes', '--create', '--ecr-read', 'apps/main', ...bounded], binder)
  await expectSuccess(['unbind', 'shop/cart', '--cluster', 'prod', '--yes'], binder)
  expect(sandbox.aws.account.roles.get('prod-shop-till-irsa')).toEqual(before)
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
