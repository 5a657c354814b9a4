import { expect, test } from 'vitest'
import { driveJson } from './drive.ts'
import { ERROR, INSTALL, PLAN, UNINSTALL, VERIFY } from './json-shapes.ts'
import { CLUSTER, foreignRole, freshSandbox, install, ROLE } from './story.ts'

test('every command writes one JSON document with exactly the fields of its contract', async () => {
  const sandbox = await freshSandbox()
  sandbox.seedImageRepositories()
  const json = async (args: string[]) => (await driveJson<unknown>(sandbox, args)).report
  const planned = PLAN.parse(await json(['plan', ...CLUSTER]))
  const installed = INSTALL.parse(await json(['install', ...CLUSTER, '--yes', '-vvv']))
  expect(planned).toMatchObject(installed.plan)
  expect(installed.results.map(({ id }) => id)).toEqual(installed.plan.actions.map(({ id }) => id))
  expect(installed.verify?.verdict).toBe('pass')

  await sandbox.faults.cutTrust()
  const verified = VERIFY.parse(await json(['verify', ...CLUSTER]))
  const counted = Object.fromEntries(
    Object.keys(verified.summary).map((status) => [status, verified.checks.filter((check) => check.status === status).length]),
  )
  expect(verified.summary).toEqual(counted)
  expect(verified.checks.filter(({ status }) => status === 'fail').every(({ fix }) => fix)).toBe(true)
  await install(sandbox)

  const removed = UNINSTALL.parse(await json(['uninstall', ...CLUSTER, '--yes']))
  expect(removed).toMatchObject({
    ok: true,
    leftovers: expect.arrayContaining([expect.objectContaining({ resource: 'crd', expected: true })]),
  })
  ERROR.parse(await json(['install', '--cluster', 'nowhere', '--yes']))
  ERROR.parse(await json(['install', ...CLUSTER, '--yes', '--no-such-flag']))
})

test('a conflict, and an install that failed half way, keep to the same contracts', async () => {
  const sandbox = await freshSandbox()
  const role = foreignRole(sandbox, ROLE)
  const { report: planned } = await driveJson<unknown>(sandbox, ['plan', ...CLUSTER])
  expect(PLAN.parse(planned).actions.find(({ kind }) => kind === 'conflict')).toMatchObject({
    id: 'iam-role',
    reason: expect.any(String),
    fix: expect.any(String),
  })
  const { report: refused } = await driveJson<unknown>(sandbox, ['install', ...CLUSTER, '--yes'])
  expect(INSTALL.parse(refused)).toMatchObject({ ok: false })

  sandbox.aws.account.roles.delete(role.name)
  sandbox.aws.faults.push({ match: 'iam:CreatePolicy', code: 'AccessDenied', status: 403, message: 'no', times: -1 })
  const { report: failed } = await driveJson<unknown>(sandbox, ['install', ...CLUSTER, '--yes'])
  expect(INSTALL.parse(failed).results.find(({ outcome }) => outcome === 'failed')).toMatchObject({
    id: 'iam-policy',
    error: { code: expect.any(String) },
  })
})
