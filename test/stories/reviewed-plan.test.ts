import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { PlanDocument } from '../../src/model/plan-document.ts'
import type { InstallReport } from '../../src/model/report.ts'
import type { Sandbox } from '../../src/sandbox/index.ts'
import { drive, driveJson, type DriveOptions } from './drive.ts'
import {
  CLUSTER,
  foreignRole,
  freshSandbox,
  install,
  installedSandbox,
  plan,
  REPOSITORIES,
  role,
  ROLE,
  work,
  writesDuring,
} from './story.ts'

const GIT = ['--git-url', 'https://bitbucket.org/acme/fleet.git', '--git-path', '/']
const PASSWORD = { env: { FLUX_IRSA_GIT_PASSWORD: 's3cret' } }

interface Refusal {
  code: string
  message: string
}

async function reviewed(sandbox: Sandbox, args: string[] = [], options: DriveOptions = {}): Promise<PlanDocument> {
  const { report } = await driveJson<PlanDocument>(sandbox, ['plan', ...CLUSTER, ...args], options)
  return report
}

async function fileOf(content: unknown): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'flux-irsa-plan-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const path = join(folder, 'plan.json')
  await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content))
  return path
}

async function apply<T = Refusal>(sandbox: Sandbox, document: unknown, args: string[] = [], options: DriveOptions = {}) {
  return driveJson<T>(sandbox, ['install', '--plan', await fileOf(document), ...args], options)
}

async function refusedUnasked(sandbox: Sandbox, document: unknown, args: string[] = [], options: DriveOptions = {}): Promise<string> {
  const asked = () => sandbox.aws.calls.length + sandbox.kube.calls.length
  const before = asked()
  const { code, report } = await apply(sandbox, document, args, options)
  expect({ code, calls: asked() - before }).toEqual({ code: 64, calls: 0 })
  return report.message
}

test('a reviewed plan is applied without its options, without a question, by another identity, and leaves nothing to do', async () => {
  const sandbox = await freshSandbox()
  const document = await reviewed(sandbox, [...REPOSITORIES, ...GIT, '--tag', 'team=fleet'], PASSWORD)
  const { code, report } = await apply<InstallReport>(sandbox, document, [], PASSWORD)
  expect({ code, ok: report.ok }).toEqual({ code: 0, ok: true })
  expect(work(report)).toEqual(work(document))
  expect(role(sandbox).tags).toMatchObject({ team: 'fleet' })
  expect(JSON.stringify(document)).not.toMatch(/s3cret|czNjcmV0/)
  await sandbox.idle()
  expect((await plan(sandbox)).code).toBe(0)
})

test('when the world has changed, nothing is written and each action and field that differs is named', async () => {
  const sandbox = await installedSandbox()
  const document = await reviewed(sandbox, ['--repository', 'apps/*'])
  await install(sandbox, ['--repository', 'apps/main', '--repository', 'web'])
  role(sandbox).tags['flux-irsa:cluster'] = 'arn:aws:eks:eu-west-1:123456789012:cluster/other'
  let refusal: { code: number; report: Refusal } | undefined
  const writes = await writesDuring(sandbox, async () => (refusal = await apply(sandbox, document)))
  expect(writes).toEqual([])
  expect(refusal).toMatchObject({ code: 64, report: { code: 'plan-outdated' } })
  expect(refusal?.report.message).toContain('iam-policy (document.EcrRead.Resource)')
  expect(refusal?.report.message).toContain('iam-role (planned update, now conflict)')
})

test('a change that comes between the first look and the lock is seen too', async () => {
  const sandbox = await installedSandbox()
  const document = await reviewed(sandbox, ['--repository', 'apps/*'])
  // As soon as the lock is asked for, a neighbour makes the very change.
  const stop = sandbox.kube.store.onEvent(({ path }) => {
    if (path.includes('/leases/')) role(sandbox).tags['flux-irsa:policy'] = 'arn:aws:iam::123456789012:policy/other'
  })
  const { code, report } = await apply<InstallReport>(sandbox, document)
  stop()
  expect(code).toBe(64)
  expect(report.results.find(({ outcome }) => outcome === 'failed')?.error?.code).toBe('plan-outdated')
  expect(report.results.filter(({ outcome }) => outcome === 'done')).toEqual([])
})

test('what is no plan, was edited, is of another cluster or holds a conflict is refused before anybody is asked', async () => {
  const sandbox = await freshSandbox()
  const document = await reviewed(sandbox, REPOSITORIES)
  expect(await refusedUnasked(sandbox, '')).toContain('is not a plan')
  expect(await refusedUnasked(sandbox, '{"schema":"flux-irsa/error/v1"}')).toContain('is not a plan')
  expect(await refusedUnasked(sandbox, { ...document, options: { ...document.options, repository: ['*'] } })).toContain(
    'was changed after it was made',
  )
  expect(await refusedUnasked(sandbox, { ...document, actions: document.actions.slice(1) })).toContain('was changed after it was made')
  expect(await refusedUnasked(sandbox, document, ['--cluster', 'other'])).toContain('--cluster: is not what the plan was made with')
  foreignRole(sandbox, ROLE)
  expect(await refusedUnasked(sandbox, await reviewed(sandbox, REPOSITORIES))).toContain('holds a conflict')
})

test('options may be said again in the same words; others are refused, as are credentials that were not planned', async () => {
  const sandbox = await freshSandbox()
  const document = await reviewed(sandbox, REPOSITORIES)
  expect(await refusedUnasked(sandbox, document, ['--access', 'read'])).toContain('--access: is not what the plan was made with')
  expect(await refusedUnasked(sandbox, document, ['--region', 'eu-west-2'])).toContain('--region')
  expect(await refusedUnasked(sandbox, document, [], PASSWORD)).toContain('made without Git credentials')
  const withGit = await reviewed(sandbox, [...REPOSITORIES, ...GIT], PASSWORD)
  expect(await refusedUnasked(sandbox, withGit)).toContain('made with Git credentials')
  const { code } = await apply(sandbox, document, [...CLUSTER, ...REPOSITORIES])
  expect(code).toBe(0)
})

test('the plan of a take-over is applied as it was shown too', async () => {
  const sandbox = await freshSandbox()
  foreignRole(sandbox, ROLE)
  const { report: document } = await driveJson<PlanDocument>(sandbox, ['adopt', ...CLUSTER, ...REPOSITORIES, '--dry-run'])
  const { code, report } = await apply(sandbox, document)
  expect({ code, message: report.message }).toEqual({ code: 0, message: undefined })
  expect(role(sandbox).trust.Statement).toHaveLength(2)
})

test('--dry-run tells whether the plan still holds', async () => {
  const sandbox = await freshSandbox()
  const path = await fileOf(await reviewed(sandbox, REPOSITORIES))
  const dry = () => drive(sandbox, ['install', '--plan', path, '--dry-run'])
  expect((await dry()).code).toBe(0)
  await install(sandbox, REPOSITORIES)
  expect(await dry()).toMatchObject({ code: 64, stderr: expect.stringContaining('the world is not as it was') })
})
