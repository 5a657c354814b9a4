import { afterEach, beforeEach, expect, test } from 'vitest'
import type { InstallReport } from '../../src/model/report.ts'
import { startSandbox, type Sandbox } from '../../src/sandbox/index.ts'
import { driveJson } from './drive.ts'

let sandbox: Sandbox
beforeEach(async () => {
  sandbox = await startSandbox({ cluster: 'lab' })
})
afterEach(() => sandbox.close())

const INSTALL = [
  'install',
  '--cluster',
  'lab',
  '--yes',
  '--git-url',
  'https://bitbucket.org/acme/fleet.git',
  '--git-path',
  '/',
  '--repository',
  'apps/*',
  '--repository',
  'web',
]
const PASSWORD = { env: { FLUX_IRSA_GIT_PASSWORD: 's3cret' } }

test('a fresh install brings everything about, restarts no pod and ends with all checks passed', async () => {
  sandbox.seedImageRepositories()
  const { code, report } = await driveJson<InstallReport>(sandbox, INSTALL, PASSWORD)
  expect(code).toBe(0)
  expect(report.ok).toBe(true)
  expect(report.results.every((result) => result.outcome === 'done')).toBe(true)
  expect(report.plan.summary.restart).toBe(0)
  expect(report.verify?.verdict).toBe('pass')
  expect(sandbox.kube.calls.filter((call) => call.verb === 'delete' && call.path.includes('/pods/'))).toEqual([])
})

test('a second install writes nothing', async () => {
  await driveJson<InstallReport>(sandbox, INSTALL, PASSWORD)
  await sandbox.idle()
  const before = sandbox.snapshot()
  const aws = sandbox.aws.calls.length
  const kube = sandbox.kube.calls.length
  const { code, report } = await driveJson<InstallReport>(sandbox, INSTALL, PASSWORD)
  expect(code).toBe(0)
  expect(report.results.every((result) => result.outcome === 'kept')).toBe(true)
  expect(sandbox.aws.calls.slice(aws).filter((call) => call.write)).toEqual([])
  expect(sandbox.kube.calls.slice(kube).filter((call) => call.write)).toEqual([])
  expect(sandbox.snapshot()).toEqual(before)
})
