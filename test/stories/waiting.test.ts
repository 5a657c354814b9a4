import { expect, test } from 'vitest'
import { freshSandbox, installedSandbox, plan, REPOSITORIES, tryInstall } from './story.ts'

const WAITING = /^\d\d:\d\d:\d\d (phase|wait|note|check) +/

/** What a log says, without the time of day. */
const linesOf = (stderr: string) => stderr.split('\n').flatMap((line) => (WAITING.test(line) ? [line.replace(/^\S+ /, '')] : []))

test('an install whose policy leaves an image out does not wait for what no time heals, and names it', async () => {
  const sandbox = await installedSandbox(REPOSITORIES)
  sandbox.seedImageRepositories()
  await sandbox.idle()
  const { code, stderr, report } = await tryInstall(sandbox, ['--repository', 'web'])
  expect([code, report.verify?.verdict]).toEqual([1, 'fail'])
  const lines = linesOf(stderr)
  expect(lines.filter((line) => line.includes('waiting for lab')).at(-1)).toMatch(
    /waiting for lab, at most 2m 00s: .*; repository-permission\/\S+ fail \(no time heals it\)/,
  )
  expect(new Set(lines).size).toBe(lines.length)
})

test('a run that waits for the lock says once who has it, since when and for how long', async () => {
  const sandbox = await freshSandbox()
  const { store } = sandbox.kube
  store.create('/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'flux-system' } }, 'kubectl')
  const spec = { holderIdentity: 'runner-7_1', leaseDurationSeconds: 3, acquireTime: '2026-12-01T03:00:00.000000Z' }
  const lease = { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata: { name: 'flux-irsa', namespace: 'flux-system' }, spec }
  store.create('/apis/coordination.k8s.io/v1/namespaces/flux-system/leases', lease, 'flux-irsa')
  const { code, stderr } = await tryInstall(sandbox)
  expect(code).toBe(0)
  expect(linesOf(stderr).filter((line) => line.includes('the lock'))).toEqual([
    'note  waiting for the lock in flux-system: another run holds the lock on runner-7 since 2026-12-01T03:00:00Z; if that run is dead, it is free after 3 s',
  ])
})

test('a plan that narrows --repository names each object that would be cut off, and its repository', async () => {
  const sandbox = await installedSandbox(REPOSITORIES)
  sandbox.seedImageRepositories()
  await sandbox.idle()
  const { report } = await plan(sandbox, ['--repository', 'web'])
  expect(report.notices.filter((text) => text.includes('leaves out'))).toEqual(
    expect.arrayContaining([
      '--repository leaves out apps/main, which ImageRepository apps/apps-main reads: it will be denied. Name apps/main too.',
    ]),
  )
  expect((await plan(sandbox, REPOSITORIES)).report.notices.join()).not.toContain('leaves out')
})
