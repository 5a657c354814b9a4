import { describe, expect, test } from 'vitest'
import type { VerifyReport } from '../../src/model/verify-report.ts'
import type { BroughtFlux } from '../../src/sandbox/actors/foreign-flux.ts'
import type { Sandbox } from '../../src/sandbox/index.ts'
import { driveJson } from './drive.ts'
import { CLUSTER, freshSandbox, writesDuring } from './story.ts'

async function verified(sandbox: Sandbox, args: string[] = []) {
  await sandbox.idle()
  const { report } = await driveJson<VerifyReport>(sandbox, ['verify', ...CLUSTER, ...args])
  return report
}

async function withFlux(flux: BroughtFlux): Promise<Sandbox> {
  const sandbox = await freshSandbox()
  await sandbox.bringFlux(flux)
  return sandbox
}

const statusOf = ({ checks }: VerifyReport, id: string) => checks.find((check) => check.id === id)?.status
const troubles = ({ checks }: VerifyReport) => checks.filter(({ status }) => status === 'fail' || status === 'warn' || status === 'unknown')

describe.each<[string, BroughtFlux]>([
  ['flux bootstrap', { by: 'bootstrap' }],
  ['the community chart', { by: 'chart' }],
  ['flux install', { by: 'manifests' }],
])('of %s', (_name, flux) => {
  test('what is there is verified, nothing is written, and no fix is an install, which would be a conflict', async () => {
    const sandbox = await withFlux(flux)
    sandbox.seedImageRepositories()
    let report: VerifyReport | undefined
    expect(await writesDuring(sandbox, async () => void (report = await verified(sandbox)))).toEqual([])
    if (!report) throw new Error('no report')
    expect(report.checks.find(({ id }) => id === 'flux-operator')).toMatchObject({
      status: 'skip',
      message: expect.stringContaining('runs without flux-operator'),
    })
    for (const id of ['flux-components', 'flux-ready', 'flux-versions', 'image-repositories'])
      expect([id, statusOf(report, id)]).toEqual([id, 'pass'])
    expect(report.checks.filter(({ id }) => id.startsWith('image/'))).toHaveLength(3)
    expect(troubles(report).length).toBeGreaterThan(0)
    for (const { id, fix } of troubles(report)) expect([id, fix]).not.toEqual([id, expect.stringContaining('flux-irsa install')])
    if (flux.by === 'bootstrap')
      for (const id of ['git-repository', 'kustomization']) expect([id, statusOf(report, id)]).toEqual([id, 'pass'])
  })
})

test('half a Flux has no image controllers: those checks are skipped with the reason', async () => {
  const sandbox = await withFlux({ by: 'bootstrap', components: ['source-controller', 'kustomize-controller'] })
  const report = await verified(sandbox)
  expect(troubles(report).map(({ id, message }) => `${id}: ${message}`)).toEqual([])
  expect(report.checks.find(({ id }) => id === 'image-repositories')).toMatchObject({
    status: 'skip',
    message: expect.stringContaining('image-reflector-controller'),
  })
})

test('in another namespace it is found by --namespace', async () => {
  const sandbox = await withFlux({ by: 'bootstrap', namespace: 'gitops' })
  const report = await verified(sandbox, ['--namespace', 'gitops'])
  expect(statusOf(report, 'flux-components')).toBe('pass')
  expect(troubles(report).every(({ fix = '' }) => !fix.includes('flux-irsa install'))).toBe(true)
})
