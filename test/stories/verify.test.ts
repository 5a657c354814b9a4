import { afterAll, beforeAll, expect, test } from 'vitest'
import type { VerifyReport } from '../../src/model/verify-report.ts'
import { Failure } from '../../src/domain/failure.ts'
import { startSandbox, type Sandbox } from '../../src/sandbox/index.ts'
import { drive, driveJson } from './drive.ts'
import { CLUSTER, MERGE, REFLECTOR, ROLE, freshSandbox, install } from './story.ts'

const INSTALL = ['--git-url', 'https://bitbucket.org/acme/fleet.git', '--git-path', '/', '--repository', 'apps/*', '--repository', 'web']
const PASSWORD = { env: { FLUX_IRSA_GIT_PASSWORD: 's3cret' } }

let sandbox: Sandbox
beforeAll(async () => {
  sandbox = await startSandbox({ cluster: 'lab' })
  sandbox.seedImageRepositories()
  await install(sandbox, INSTALL, PASSWORD)
})
afterAll(() => sandbox.close())

const verify = (args: string[] = []) => driveJson<VerifyReport>(sandbox, ['verify', ...CLUSTER, ...args])

interface Broken {
  link: string
  break: () => Promise<void>
  check: string
  cause?: string
  /** Where an install is not what mends it. */
  mend?: () => Promise<void> | void
  verdict?: 'warn'
}

const BROKEN: Broken[] = [
  { link: "the role's trust", break: () => sandbox.faults.cutTrust(), check: `trust/${REFLECTOR}`, cause: 'trust-policy-mismatch' },
  { link: 'the OIDC provider', break: () => sandbox.faults.removeProvider(), check: 'oidc-provider', cause: 'oidc-provider-missing' },
  { link: "the provider's client id", break: () => sandbox.faults.dropClientId(), check: 'oidc-client-id', cause: 'trust-wrong-audience' },
  {
    link: "the policy's attachment",
    break: () => sandbox.faults.detachPolicy(),
    check: `policy-attached/${ROLE}`,
    cause: 'missing-ecr-get-authorization-token',
  },
  {
    link: "the policy's repositories",
    break: () => sandbox.faults.wrongRepositoryArn(),
    check: 'repository-permission/apps/web',
    cause: 'missing-repository-permission',
  },
  { link: 'the role', break: () => sandbox.faults.removeRole(), check: `role/${ROLE}`, cause: 'role-missing' },
  { link: 'the annotation', break: () => sandbox.faults.removeAnnotation(), check: `annotation/${REFLECTOR}`, cause: 'irsa-not-injected' },
  { link: 'the annotated role', break: () => sandbox.faults.wrongAnnotation(), check: 'role/somebody-elses', cause: 'role-missing' },
  { link: 'the identity of a pod', break: () => sandbox.faults.stalePod(), check: `pod/${REFLECTOR}`, cause: 'webhook-down' },
  { link: 'the role in a pod', break: () => sandbox.faults.wrongPodRole(), check: `pod/${REFLECTOR}`, cause: 'irsa-not-injected' },
  {
    link: 'IRSA, by a Pod Identity association',
    break: () => sandbox.faults.podIdentityAssociation(),
    check: `pod-identity/${REFLECTOR}`,
    cause: 'pod-identity-association',
    mend: () => sandbox.aws.account.clusters.forEach((cluster) => (cluster.podIdentity = [])),
  },
  {
    link: 'the Git password',
    break: () => sandbox.faults.gitPasswordWrong(),
    check: 'git-repository',
    cause: 'git-auth-bitbucket',
    mend: async () => void (await install(sandbox, [], PASSWORD)),
  },
  {
    link: 'the Git Secret',
    break: () => sandbox.faults.gitSecretMissing(),
    check: 'git-secret',
    cause: 'git-secret-invalid',
    mend: async () => void (await install(sandbox, [], PASSWORD)),
  },
  {
    link: "an ImageRepository's provider",
    break: () => sandbox.faults.providerGeneric('web'),
    check: 'image-provider/apps/web',
    cause: 'wrong-provider',
    mend: async () => {
      const path = '/apis/image.toolkit.fluxcd.io/v1/namespaces/apps/imagerepositories/web'
      sandbox.kube.store.patch(path, { spec: { provider: 'aws' } }, { type: MERGE, manager: 'kustomize-controller' })
      await sandbox.idle()
    },
  },
  { link: 'the operator', break: () => sandbox.faults.stopOperator(), check: 'flux-operator' },
  { link: 'the reconciling of the instance', break: () => sandbox.faults.pauseInstance(), check: 'flux-reconciling', verdict: 'warn' },
]

test.each(BROKEN)(
  '$link broken: verify names that link as the root, and what it says mends it',
  async ({ break: breaks, check, cause, mend, verdict = 'fail' }) => {
    await breaks()
    const { code, report } = await verify()
    const roots = report.checks.filter(({ status }) => status === 'fail' || status === 'warn' || status === 'unknown')
    expect(roots.map(({ id }) => id)).toContain(check)
    const root = roots.find(({ id }) => id === check)
    expect(root).toMatchObject({ status: verdict, ...(cause ? { cause } : {}) })
    expect(root?.fix).toBeTruthy()
    expect({ code, verdict: report.verdict }).toEqual({ code: verdict === 'warn' ? 0 : 1, verdict })
    expect(roots.filter(({ blockedBy }) => blockedBy)).toEqual([])

    await mend?.()
    await install(sandbox)
    expect((await verify()).report.verdict).toBe('pass')
  },
)

test('a green verify writes nothing and proves every repository live', async () => {
  const [aws, kube] = [sandbox.aws.calls.length, sandbox.kube.calls.length]
  const { code, report } = await verify()
  expect(code).toBe(0)
  expect(report.checks.filter(({ id }) => id.startsWith('proof-tags/')).map(({ status }) => status)).toEqual(['pass', 'pass', 'pass'])
  const calls = sandbox.aws.calls.slice(aws)
  for (const action of ['AssumeRoleWithWebIdentity', 'GetAuthorizationToken']) expect(calls.map((call) => call.action)).toContain(action)
  expect(calls.filter(({ write }) => write)).toEqual([])
  expect(sandbox.kube.calls.slice(kube).filter(({ write }) => write)).toEqual([])
})

test.each([
  ['is throttled', { code: 'Throttling', message: 'Rate exceeded' }],
  ['breaks off', { hangup: true }],
  ['fails once', { code: 'ServiceFailure', status: 500 }],
])('a listing of tags that %s is asked for again, and proves its repository', async (_what, fault) => {
  sandbox.aws.faults.push({ match: 'registry:/v2/*', ...fault })
  const { code, report } = await verify()
  expect(sandbox.aws.faults.splice(0)).toMatchObject([{ times: 0 }])
  expect({ code, failed: report.checks.filter(({ status }) => status !== 'pass' && status !== 'skip') }).toEqual({ code: 0, failed: [] })
})

test('-o short is the target and the counts when all is well, and the broken link with its fix between them when not', async () => {
  const short = () => drive(sandbox, ['verify', ...CLUSTER, '-o', 'short'])
  const well = await short()
  expect(well.code).toBe(0)
  expect(well.stdout.trim().split('\n')).toHaveLength(2)
  await sandbox.faults.cutTrust()
  const broken = await short()
  expect(broken.code).toBe(1)
  expect(broken.stdout).toContain(REFLECTOR)
  expect(broken.stdout).toContain('flux-irsa install --cluster lab')
  await install(sandbox)
})

test('-o text has a line for every section, and with -v one for every check', async () => {
  const { checks } = (await verify()).report as { checks: { id: string; section: string }[] }
  const folded = await drive(sandbox, ['verify', ...CLUSTER])
  expect(folded.code).toBe(0)
  for (const { section } of checks) expect(folded.stdout).toMatch(new RegExp(`^  [✔–] ${section} +\\d+ (passed|skipped)`, 'm'))
  const whole = (await drive(sandbox, ['verify', ...CLUSTER, '-v'])).stdout
  for (const { id } of checks) expect(whole).toContain(` ${id}  `)
})

test('--wait ends green as soon as what was broken is mended, and with 124 and the report when the time is over', async () => {
  await sandbox.faults.dropClientId()
  const provider = [...sandbox.aws.account.providers.values()][0]!
  const late = await verify(['--wait', '--timeout', '1s'])
  expect(late).toMatchObject({ code: 124, report: { schema: 'flux-irsa/verify/v1', verdict: 'fail' } })

  const calls = sandbox.aws.calls.length
  const waiting = verify(['--wait', '--timeout', '15s'])
  await expect
    .poll(() => sandbox.aws.calls.slice(calls).filter(({ action }) => action === 'GetOpenIDConnectProvider').length, { timeout: 10_000 })
    .toBeGreaterThan(1)
  provider.clientIds.push('sts.amazonaws.com')
  expect(await waiting).toMatchObject({ code: 0, report: { verdict: 'pass' } })
})

test('--watch ends by Ctrl-C, without an error and without a report', async () => {
  const interrupt = new AbortController()
  const calls = sandbox.aws.calls.length
  const watching = drive(sandbox, ['verify', ...CLUSTER, '--watch'], { interrupted: interrupt.signal })
  await expect.poll(() => sandbox.aws.calls.slice(calls).some(({ service }) => service === 'registry'), { timeout: 20_000 }).toBe(true)
  interrupt.abort(new Failure({ code: 'interrupted', source: 'environment', message: 'stopped by SIGINT', exitCode: 130 }))
  const { code, stdout, stderr } = await watching
  expect({ code, stdout }).toEqual({ code: 130, stdout: '' })
  expect(stderr).not.toContain('stopped by')
})

test('a cluster with nothing in it fails with the command that installs', async () => {
  const empty = await freshSandbox()
  const { code, report } = await driveJson<VerifyReport>(empty, ['verify', ...CLUSTER])
  expect(code).toBe(1)
  expect(report.checks.filter(({ status }) => status === 'fail').map(({ id }) => id)).toEqual(['oidc-provider', 'namespace'])
})
