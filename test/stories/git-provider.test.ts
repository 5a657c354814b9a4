import { expect, test } from 'vitest'
import type { Plan } from '../../src/model/plan.ts'
import type { VerifyReport } from '../../src/model/verify-report.ts'
import type { Sandbox } from '../../src/sandbox/index.ts'
import { drive, driveJson } from './drive.ts'
import { CLUSTER, freshSandbox, install, instanceSpec, INSTANCE_PATH, MERGE, plan, tryInstall, work, writesDuring } from './story.ts'

const CODECOMMIT = ['--git-url', 'https://git-codecommit.eu-west-1.amazonaws.com/v1/repos/fleet']
const GITHUB = ['--git-url', 'https://github.com/acme/fleet']
const PASSWORD = { env: { FLUX_IRSA_GIT_PASSWORD: 's3cret-of-the-test' } }
const SECRETS = '/api/v1/namespaces/flux-system/secrets'

const syncOf = (sandbox: Sandbox) => instanceSpec(sandbox)['sync'] as Record<string, unknown>
const byHand = (sandbox: Sandbox, provider: string | null) =>
  sandbox.kube.store.patch(INSTANCE_PATH, { spec: { sync: { provider } } }, { type: MERGE, manager: 'kubectl-edit' })

async function gitSecretCheck(sandbox: Sandbox) {
  const { report } = await driveJson<VerifyReport>(sandbox, ['verify', ...CLUSTER])
  return report.checks.find(({ id }) => id === 'git-secret')
}

test('provider aws is rendered without a Secret, kept by a run that does not say it, and taken back by generic', async () => {
  const sandbox = await freshSandbox()
  await install(sandbox, [...CODECOMMIT, '--git-provider', 'aws'])
  expect(syncOf(sandbox)).toMatchObject({ provider: 'aws', url: CODECOMMIT[1] })
  expect(syncOf(sandbox)).not.toHaveProperty('pullSecret')
  expect(await writesDuring(sandbox, () => install(sandbox))).toEqual([])
  expect(await gitSecretCheck(sandbox)).toMatchObject({ status: 'pass' })
  await install(sandbox, ['--git-provider', 'generic'], PASSWORD)
  expect(syncOf(sandbox)).not.toHaveProperty('provider')
})

test('CodeCommit without a login is told by the plan and by verify, and the printed fix sets provider aws', async () => {
  const sandbox = await freshSandbox()
  const { report } = await driveJson<Plan>(sandbox, ['plan', ...CLUSTER, ...CODECOMMIT])
  expect(report.notices.join('\n')).toContain('--git-provider aws')
  await tryInstall(sandbox, CODECOMMIT)
  await sandbox.idle()
  const found = await gitSecretCheck(sandbox)
  expect(found).toMatchObject({ status: 'fail', fix: expect.stringMatching(/^flux-irsa install .*--git-provider aws$/) })
  const { code } = await drive(sandbox, [...(found?.fix ?? '').split(' ').slice(1), '--yes'])
  expect(code).toBe(0)
  expect((await gitSecretCheck(sandbox))?.status).toBe('pass')
})

test('a provider that was set by hand beside a password is drift, and named before and after', async () => {
  const sandbox = await freshSandbox()
  await install(sandbox, GITHUB, PASSWORD)
  byHand(sandbox, 'github')
  await sandbox.idle()
  expect(await gitSecretCheck(sandbox)).toMatchObject({ status: 'fail', message: expect.stringContaining('github') })
  const { report } = await plan(sandbox)
  expect(work(report)).toEqual({ 'instance-release': 'update' })
  await install(sandbox)
  expect(syncOf(sandbox)).not.toHaveProperty('provider')
  expect(await gitSecretCheck(sandbox)).toMatchObject({ status: 'pass' })
})

test('a GitHub App keeps the provider that it needs, and verify asks for it where it is missing', async () => {
  const sandbox = await freshSandbox()
  const data = Object.fromEntries(['githubAppID', 'githubAppInstallationID', 'githubAppPrivateKey'].map((key) => [key, 'MQ==']))
  sandbox.kube.store.create('/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'flux-system' } }, 'test')
  sandbox.kube.store.create(
    SECRETS,
    { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'app', namespace: 'flux-system' }, data },
    'test',
  )
  await install(sandbox, [...GITHUB, '--git-secret', 'app', '--git-provider', 'github'])
  expect(await writesDuring(sandbox, () => install(sandbox))).toEqual([])
  expect(syncOf(sandbox)).toMatchObject({ provider: 'github', pullSecret: 'app' })
  expect(await gitSecretCheck(sandbox)).toMatchObject({ status: 'pass' })
  byHand(sandbox, null)
  await sandbox.idle()
  expect(await gitSecretCheck(sandbox)).toMatchObject({ status: 'fail', fix: expect.stringMatching(/--git-provider github$/) })
})

test.each([
  [['--git-url', 'ssh://git-codecommit.eu-west-1.amazonaws.com/v1/repos/fleet'], 'APKA'],
  [[...GITHUB, '--git-provider', 'aws'], 'CodeCommit'],
  [[...GITHUB, '--git-provider', 'gitlab'], 'generic, github, aws, azure'],
])('%j is refused before anything is read', async (args, says) => {
  const sandbox = await freshSandbox()
  const { code, stderr } = await drive(sandbox, ['plan', ...CLUSTER, ...args])
  expect(code).toBe(64)
  expect(stderr).toContain(says)
})

test('a password does not go with provider github', async () => {
  const sandbox = await freshSandbox()
  const { code, stderr } = await drive(sandbox, ['plan', ...CLUSTER, ...GITHUB, '--git-provider', 'github'], PASSWORD)
  expect(code).toBe(64)
  expect(stderr).toContain('--git-secret')
})
