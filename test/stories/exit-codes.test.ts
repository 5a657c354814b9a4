import { expect, test } from 'vitest'
import { Failure } from '../../src/domain/failure.ts'
import type { ErrorReport } from './json-shapes.ts'
import { driveJson, type DriveOptions } from './drive.ts'
import { CLUSTER, freshSandbox, install, installedSandbox, plan, tryInstall, uninstall, writesDuring } from './story.ts'
import type { Sandbox } from '../../src/sandbox/index.ts'

const errorOf = (sandbox: Sandbox, args: string[], options?: DriveOptions) => driveJson<ErrorReport>(sandbox, args, options)

test.each(['install', 'uninstall'])('%s without --yes and without a terminal is refused before any call', async (command) => {
  const sandbox = await freshSandbox()
  const { code, report } = await errorOf(sandbox, [command, ...CLUSTER])
  expect({ code, report }).toMatchObject({
    code: 64,
    report: { schema: 'flux-irsa/error/v1', code: 'needs-yes', fix: 'Add --yes.', source: 'user' },
  })
  expect([sandbox.aws.calls, sandbox.kube.calls]).toEqual([[], []])
})

test('at a terminal the question is asked on stderr: yes goes on, anything else changes nothing', async () => {
  const sandbox = await freshSandbox()
  const said = (stdin: string) => errorOf(sandbox, ['install', ...CLUSTER], { terminal: true, stdin })
  const writes = await writesDuring(sandbox, async () => {
    expect(await said('n\n')).toMatchObject({ code: 64, report: { code: 'declined' } })
  })
  expect(writes).toEqual([])
  expect(await said('y\n')).toMatchObject({ code: 0, report: { schema: 'flux-irsa/install/v1' } })

  const typed = (stdin: string) => errorOf(sandbox, ['uninstall', ...CLUSTER], { terminal: true, stdin })
  expect(await typed('y\n')).toMatchObject({ code: 64, report: { code: 'declined' } })
  expect(sandbox.aws.account.roles.size).toBe(1)
  expect(await typed('lab\n')).toMatchObject({ code: 0, report: { schema: 'flux-irsa/uninstall/v1' } })
})

test('a cluster that is not there, or is still being made, ends the run saying so; one that is UPDATING gets a notice', async () => {
  const sandbox = await freshSandbox()
  const missing = await errorOf(sandbox, ['install', '--cluster', 'nowhere', '--yes'])
  expect(missing).toMatchObject({ code: 1, report: { code: 'cluster-not-found', source: 'environment' } })
  expect(missing.report.message).toMatch(/"nowhere" in eu-west-1, account 123456789012/)

  const [cluster] = sandbox.aws.account.clusters
  cluster!.status = 'CREATING'
  const creating = await errorOf(sandbox, ['install', ...CLUSTER, '--yes'])
  expect(creating).toMatchObject({
    code: 1,
    report: { code: 'cluster-not-ready', fix: expect.stringContaining('aws eks wait cluster-active') },
  })
  expect(sandbox.aws.calls.filter(({ write }) => write)).toEqual([])

  cluster!.status = 'UPDATING'
  const { code, report } = await plan(sandbox)
  expect(code).toBe(2)
  expect(report.notices).toContainEqual(expect.stringContaining('UPDATING'))
})

test('credentials that are missing or wrong end with 4 before any write', async () => {
  const sandbox = await freshSandbox()
  const wrong = await errorOf(sandbox, ['install', ...CLUSTER, '--yes'], { env: { AWS_ACCESS_KEY_ID: 'AKIAUNKNOWN000000000' } })
  expect(wrong).toMatchObject({ code: 4, report: { schema: 'flux-irsa/error/v1', code: 'aws-credentials' } })
  const nobody = {
    AWS_ACCESS_KEY_ID: '',
    AWS_SECRET_ACCESS_KEY: '',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    AWS_CONFIG_FILE: '/dev/null',
  }
  const missing = await errorOf(sandbox, ['verify', ...CLUSTER], { env: nobody })
  expect(missing).toMatchObject({ code: 4, report: { code: 'aws-credentials' } })
  expect(sandbox.aws.calls.filter(({ write }) => write)).toEqual([])
})

test('the deadline ends with 124 and the report of what was done, and the next run goes on from there', async () => {
  // A machine that is busy may need longer to come as far as Flux.
  for (const seconds of [2, 4, 8, 16, 32]) {
    const sandbox = await freshSandbox()
    sandbox.workloads.fail('flux-system/source-controller', 'ImagePullBackOff')
    const { code, report } = await tryInstall(sandbox, ['--timeout', `${seconds}s`])
    const outcomes = Object.fromEntries((report.results ?? []).map((result) => [result.id, result]))
    if (outcomes['operator-release']?.outcome !== 'done' && seconds < 32) continue
    expect(code).toBe(124)
    expect(report).toMatchObject({ schema: 'flux-irsa/install/v1', ok: false })
    expect(outcomes['iam-role']?.outcome).toBe('done')
    expect(outcomes['instance-release']).toMatchObject({ outcome: 'failed', error: { code: 'deadline' } })
    expect(outcomes['pods/image-reflector-controller']?.outcome).toBe('skipped')
    sandbox.workloads.mend('flux-system/source-controller')
    await install(sandbox)
    return
  }
}, 120_000)

test('Ctrl-C ends with 130 and the report, gives the lock back, and the next run goes on from there', async () => {
  const sandbox = await freshSandbox()
  sandbox.workloads.fail('flux-system/source-controller', 'ImagePullBackOff')
  const interrupt = new AbortController()
  const running = tryInstall(sandbox, [], { interrupted: interrupt.signal })
  await expect
    .poll(() => sandbox.kube.store.get('/api/v1/namespaces/flux-system/serviceaccounts/source-controller'), { timeout: 10_000 })
    .toBeDefined()
  interrupt.abort(new Failure({ code: 'interrupted', source: 'environment', message: 'stopped by SIGINT', exitCode: 130 }))
  const { code, report } = await running
  expect(code).toBe(130)
  expect(report).toMatchObject({ schema: 'flux-irsa/install/v1', ok: false })
  expect(report.results.find(({ id }) => id === 'instance-release')).toMatchObject({ outcome: 'failed', error: { code: 'interrupted' } })
  const lease = sandbox.kube.store.get('/apis/coordination.k8s.io/v1/namespaces/flux-system/leases/flux-irsa')
  expect((lease?.['spec'] as { holderIdentity?: string } | undefined)?.holderIdentity ?? '').toBe('')
  sandbox.workloads.mend('flux-system/source-controller')
  await install(sandbox)
})

test('a write that AWS refuses ends with 1, and what waits for it is skipped', async () => {
  const sandbox = await freshSandbox()
  sandbox.aws.faults.push({
    match: 'iam:CreateRole',
    code: 'AccessDenied',
    status: 403,
    message: 'User is not authorized to perform: iam:CreateRole',
    times: -1,
  })
  const { code, report } = await tryInstall(sandbox)
  expect(code).toBe(1)
  expect(report.results.find(({ id }) => id === 'iam-role')).toMatchObject({
    outcome: 'failed',
    error: { message: expect.stringContaining('iam:CreateRole') },
  })
  expect(report.results.find(({ id }) => id === 'instance-release')?.outcome).toBe('skipped')
  sandbox.aws.faults.length = 0
  await install(sandbox)
})

test('an uninstall that AWS refuses ends with 1 and names what is left', async () => {
  const sandbox = await installedSandbox()
  sandbox.aws.faults.push({
    match: 'iam:DeleteRole',
    code: 'AccessDenied',
    status: 403,
    message: 'User is not authorized to perform: iam:DeleteRole',
    times: -1,
  })
  const { code, report } = await uninstall(sandbox)
  expect(code).toBe(1)
  expect(report.results.find(({ outcome }) => outcome === 'failed')).toMatchObject({ id: 'iam-role/lab-flux-imgctrl-irsa' })
  sandbox.aws.faults.length = 0
  expect((await uninstall(sandbox)).code).toBe(0)
  expect(sandbox.aws.account.roles.size).toBe(0)
})
