import { expect, test } from 'vitest'
import type { Plan } from '../../src/model/plan.ts'
import { driveJson } from './drive.ts'
import { CLUSTER, REPOSITORIES, freshSandbox, install, installedSandbox, plan, planText, tryInstall, writesDuring } from './story.ts'

const GIT = ['--git-url', 'https://bitbucket.org/acme/fleet.git', '--git-path', '/']
const PASSWORD = { env: { FLUX_IRSA_GIT_PASSWORD: 's3cret' } }

test('plan and install --dry-run say the same, write nothing, start no helm, and tell by exit code 2 that there is something to do', async () => {
  const sandbox = await freshSandbox()
  const reports: Plan[] = []
  const writes = await writesDuring(sandbox, async () => {
    const planned = await plan(sandbox, [...REPOSITORIES, ...GIT], PASSWORD)
    expect(planned.code).toBe(2)
    const dry = await driveJson<Plan>(sandbox, ['install', ...CLUSTER, '--dry-run', ...REPOSITORIES, ...GIT], PASSWORD)
    expect(dry.code).toBe(0)
    reports.push(planned.report, dry.report)
  })
  const [planned, dry] = reports.map(({ target, actions, summary, notices }) => ({ target, actions, summary, notices }))
  expect(planned).toEqual(dry)
  expect(writes).toEqual([])
  expect(sandbox.helm.calls).toEqual([])
})

test('what plan predicts is exactly what install then does, action by action', async () => {
  const sandbox = await freshSandbox()
  const fresh = await plan(sandbox, [...REPOSITORIES, ...GIT], PASSWORD)
  const { plan: done, results } = await install(sandbox, [...REPOSITORIES, ...GIT], PASSWORD)
  expect(fresh.report).toMatchObject(done)
  expect(results.map(({ id, outcome }) => [id, outcome])).toEqual(fresh.report.actions.map(({ id }) => [id, 'done']))

  await sandbox.faults.cutTrust()
  await sandbox.faults.stalePod()
  const mend = await plan(sandbox)
  const mended = await install(sandbox)
  expect(mend.report).toMatchObject(mended.plan)
  expect(mended.results.map(({ id, outcome }) => [id, outcome])).toEqual(
    mend.report.actions.map(({ id, kind }) => [id, kind === 'keep' ? 'kept' : 'done']),
  )
})

test('a plan with nothing to do ends with 0, one with a conflict with 64 and --detailed-exitcode or not', async () => {
  const sandbox = await installedSandbox()
  expect(await plan(sandbox)).toMatchObject({ code: 0, report: { summary: { create: 0, update: 0, remove: 0, restart: 0, conflict: 0 } } })
  sandbox.aws.account.roles.get('lab-flux-imgctrl-irsa')!.tags['flux-irsa:cluster'] = 'arn:aws:eks:us-east-1:123456789012:cluster/lab'
  expect(await plan(sandbox)).toMatchObject({ code: 64, report: { summary: { conflict: 1 } } })
  expect((await driveJson<Plan>(sandbox, ['plan', ...CLUSTER])).code).toBe(64)
  const refused = await tryInstall(sandbox)
  expect(refused).toMatchObject({ code: 64, report: { schema: 'flux-irsa/install/v1', ok: false } })
  expect(new Set(refused.report.results.map(({ outcome }) => outcome))).toEqual(new Set(['skipped']))
})

test('a person sees each field before and after, the counts, and with -v where every value came from', async () => {
  const sandbox = await installedSandbox()
  const before = await planText(sandbox, ['--repository', 'web', '-v'], { env: { FLUX_IRSA_ACCESS: 'read' } })
  expect(before.code).toBe(0)
  const { stdout } = before
  expect(stdout).toMatch(/iam-policy/)
  expect(stdout).toMatch(/Plan: .*\d+ to update/)
  expect(stdout).toMatch(/ecr:DescribeImages/)
  const origin = (option: string) =>
    stdout.split('\n').find((line) => line.includes(option) && /\b(flag|env|file|installed|default)\b/.test(line)) ?? stdout
  expect(origin('repository')).toMatch(/flag/)
  expect(origin('access')).toMatch(/env/)
  expect(origin('roleName')).toMatch(/installed/)
})
