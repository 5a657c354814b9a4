import { expect, test } from 'vitest'
import { chartDigest } from '../../src/sandbox/helm/catalogue.ts'
import { readReleases, updateRelease } from '../../src/sandbox/helm/releases.ts'
import type { HelmMajor } from '../../src/sandbox/helm/flags.ts'
import { actionOf, freshSandbox, install, installedSandbox, plan, tryInstall, work, writesDuring } from './story.ts'
import type { Sandbox } from '../../src/sandbox/index.ts'
import { CHARTS, sandboxWithHelm } from '../sandbox/actors/installed.ts'

const OPERATOR = 'flux-operator'
const AT_ONCE = { waitTimes: { pendingReleaseMs: 0 } }

test.each([
  ['pending-install', 1],
  ['pending-upgrade', 2],
] as const)('a release that a killed helm left %s is freed by an upgrade, never uninstalled or rolled back', async (status, revision) => {
  const sandbox = await installedSandbox()
  if (revision === 2) await install(sandbox, ['--operator-version', '0.60.0'])
  await sandbox.faults.stuckRelease(OPERATOR)
  const { report } = await plan(sandbox)
  expect(actionOf(report, 'operator-release')).toMatchObject({
    kind: 'update',
    changes: [{ path: 'status', before: status, after: 'deployed' }],
  })

  const before = sandbox.helm.calls.length
  await install(sandbox, [], AT_ONCE)
  const lines = sandbox.helm.calls.slice(before).map(({ argv }) => argv.join(' '))
  expect(lines.join('\n')).not.toMatch(/uninstall|rollback|--atomic|--rollback-on-failure|--force(?!-conflicts)/)
  expect(
    releases(sandbox, OPERATOR)
      .map(({ version, info }) => [version, info.status])
      .at(-1),
  ).toEqual([revision + 1, 'deployed'])
  expect(releases(sandbox, OPERATOR).find(({ version }) => version === revision)?.info.status).not.toBe(status)
})

test('a release that became pending a moment ago is left to the helm that may still be at work', async () => {
  const sandbox = await installedSandbox()
  await sandbox.faults.stuckRelease(OPERATOR)
  const before = sandbox.kube.calls.length
  const running = tryInstall(sandbox, [], { waitTimes: { pendingReleaseMs: 600_000 } })
  const looks = () =>
    sandbox.kube.calls.slice(before).filter(({ verb, path }) => verb === 'list' && path.endsWith('/flux-system/secrets')).length
  await expect.poll(looks, { timeout: 10_000 }).toBeGreaterThan(4)
  const [stuck] = releases(sandbox, OPERATOR).slice(-1)
  expect(stuck?.info.status).toBe('pending-install')
  updateRelease(sandbox.kube.store, { ...stuck!, info: { ...stuck!.info, status: 'deployed' } }, 'helm')
  expect((await running).code).toBe(0)
  // Marking it failed would be a patch of its Secret.
  expect(sandbox.kube.calls.filter(({ verb, path }) => verb === 'patch' && path.includes('sh.helm.release'))).toEqual([])
})

test('a release whose last upgrade failed is upgraded', async () => {
  const sandbox = await installedSandbox()
  const [release] = releases(sandbox, OPERATOR)
  updateRelease(sandbox.kube.store, { ...release!, info: { ...release!.info, status: 'failed' } }, 'helm')
  expect(actionOf((await plan(sandbox)).report, 'operator-release').changes).toEqual([
    { path: 'status', before: 'failed', after: 'deployed' },
  ])
  await install(sandbox)
  expect(releases(sandbox, OPERATOR).at(-1)?.info.status).toBe('deployed')
})

test('an operator that was scaled away or deleted by hand comes back, though helm takes its release for deployed', async () => {
  const sandbox = await installedSandbox()
  await sandbox.faults.stopOperator()
  expect(actionOf((await plan(sandbox)).report, 'operator-release').changes).toEqual([
    { path: 'Deployment.spec.replicas', before: 0, after: 1 },
  ])
  await install(sandbox)
  expect(work((await plan(sandbox)).report)).toEqual({})

  sandbox.kube.store.delete('/apis/apps/v1/namespaces/flux-system/deployments/flux-operator')
  await sandbox.idle()
  expect(actionOf((await plan(sandbox)).report, 'operator-release').changes).toEqual([
    { path: 'Deployment', before: null, after: OPERATOR },
  ])
  await install(sandbox)
  expect(work((await plan(sandbox)).report)).toEqual({})
})

test.each<[HelmMajor, boolean]>([
  ['3', false],
  ['4', true],
])('helm %s gets the flags that it knows, charts pinned, values by stdin', async (helmVersion, serverSide) => {
  const sandbox = await freshSandbox({ helmVersion })
  await install(sandbox, [], { helm: 'process' })
  const upgrades = sandbox.helm.calls.filter(({ argv }) => argv.includes('upgrade'))
  expect(upgrades.map(({ argv }) => argv.at(-1))).toEqual([`${CHARTS}/flux-operator`, `${CHARTS}/flux-instance`])
  for (const { argv, environment } of upgrades) {
    expect(argv.includes('--server-side=false')).toBe(serverSide)
    expect(argv.join(' ')).toContain('--values - ')
    expect(argv.join(' ')).toContain('--version 0.58.1 ')
    expect(argv.join(' ')).not.toMatch(/--set|--wait|--atomic|--rollback-on-failure/)
    expect(environment).toContain('SSL_CERT_FILE')
  }
  expect(await writesDuring(sandbox, () => install(sandbox))).toEqual([])
})

test('a chart pinned by digest stands without tag and version, is kept by the next run, and a wrong digest changes nothing', async () => {
  const sandbox = await freshSandbox()
  const digest = chartDigest(OPERATOR, '0.58.1')
  const pin = (value: string) => ['--chart-digest', `flux-operator=${value}`]
  const wrong = await tryInstall(sandbox, pin(`sha256:${'0'.repeat(64)}`))
  expect(wrong.code).toBe(1)
  expect(wrong.report.results.find(({ id }) => id === 'operator-release')).toMatchObject({
    outcome: 'failed',
    error: { code: 'helm-failed' },
  })
  expect(releases(sandbox, OPERATOR)).toEqual([])

  await install(sandbox, pin(digest))
  const argv = sandbox.helm.calls.findLast((call) => call.argv.at(-1)?.includes('flux-operator@'))?.argv ?? []
  expect(argv.at(-1)).toBe(`${CHARTS}/flux-operator@${digest}`)
  expect(argv).not.toContain('--version')
  expect(work((await plan(sandbox, pin(digest))).report)).toEqual({})
  expect(actionOf((await plan(sandbox, pin(chartDigest(OPERATOR, '0.60.0')))).report, 'operator-release').kind).toBe('update')
})

test('a release that somebody else made is a conflict; --adopt takes it over with its values', async () => {
  const sandbox = await sandboxWithHelm({ cluster: 'lab' })
  try {
    const values = { reporting: { interval: '10m' } }
    const made = await sandbox.runHelm(
      ['install', OPERATOR, `${CHARTS}/flux-operator`, '--version', '0.58.1', '-n', 'flux-system', '--create-namespace', '-f', '-'],
      values,
    )
    expect(made).toMatchObject({ code: 0 })
    await sandbox.idle()
    const { code, report } = await plan(sandbox)
    expect(code).toBe(64)
    expect(actionOf(report, 'operator-release')).toMatchObject({ kind: 'conflict', fix: 'Add --adopt to take it over.' })
    expect(await writesDuring(sandbox, () => tryInstall(sandbox))).toEqual([])
    await install(sandbox, ['--adopt'])
    expect(releases(sandbox, OPERATOR).at(-1)).toMatchObject({ config: values, labels: { 'flux-irsa': 'owned' } })
    expect(work((await plan(sandbox)).report)).toEqual({})
    // Terraform, or whoever made it, goes on with it: its version and its values stay.
    const theirs = { reporting: { interval: '30m' } }
    await sandbox.runHelm(['upgrade', OPERATOR, `${CHARTS}/flux-operator`, '--version', '0.60.0', '-n', 'flux-system', '-f', '-'], theirs)
    await sandbox.idle()
    await install(sandbox)
    expect(releases(sandbox, OPERATOR).at(-1)).toMatchObject({ config: theirs, chart: { metadata: { version: '0.60.0' } } })
  } finally {
    await sandbox.close()
  }
})

function releases(sandbox: Sandbox, name: string) {
  return readReleases(sandbox.kube.store, 'flux-system', name)
}
