import { expect, test } from 'vitest'
import type { Sandbox } from '../../src/sandbox/index.ts'
import {
  AUTOMATION,
  REFLECTOR,
  ROLE_ARN,
  actionOf,
  freshSandbox,
  install,
  installedSandbox,
  plan,
  podRoles,
  tryInstall,
  work,
} from './story.ts'
import { CHARTS, sandboxWithHelm } from '../sandbox/actors/installed.ts'

test('pods of a Flux that was there before are replaced once each by deleting them, without a rollout restart', async () => {
  const sandbox = await sandboxWithHelm({ cluster: 'lab' })
  try {
    const values = {
      instance: { components: ['source-controller', 'kustomize-controller', REFLECTOR, AUTOMATION] },
    }
    const helm = (...args: string[]) =>
      sandbox.runHelm(['install', ...args, '-n', 'flux-system', '--create-namespace', '-f', '-'], args[0] === 'flux' ? values : {})
    expect(await helm('flux-operator', `${CHARTS}/flux-operator`, '--version', '0.58.1', '--wait')).toMatchObject({ code: 0 })
    expect(await helm('flux', `${CHARTS}/flux-instance`, '--version', '0.58.1')).toMatchObject({ code: 0 })
    await sandbox.idle()
    expect(podRoles(sandbox, REFLECTOR)).toEqual([undefined])

    const report = await install(sandbox, ['--adopt'])
    expect(actionOf(report, `pods/${REFLECTOR}`)).toMatchObject({
      kind: 'restart',
      changes: [{ path: 'identity', before: 'not-injected', after: ROLE_ARN }],
    })
    for (const name of [REFLECTOR, AUTOMATION]) expect(podRoles(sandbox, name)).toEqual([ROLE_ARN])
    expect(deletions(sandbox)).toHaveLength(2)
    expect(sandbox.kube.calls.filter(({ verb, path, write }) => write && verb === 'patch' && path.includes('/deployments/'))).toEqual([])
    expect(work((await plan(sandbox)).report)).toEqual({})
  } finally {
    await sandbox.close()
  }
})

test('only the pod that is stale is replaced, and only once', async () => {
  const sandbox = await installedSandbox()
  await sandbox.faults.stalePod()
  expect(work((await plan(sandbox)).report)).toEqual({ [`pods/${REFLECTOR}`]: 'restart' })
  await install(sandbox)
  expect(podRoles(sandbox, REFLECTOR)).toEqual([ROLE_ARN])
  expect(deletions(sandbox)).toEqual([expect.stringContaining(REFLECTOR)])
})

test('a pod that still carries an earlier role is replaced', async () => {
  const sandbox = await installedSandbox()
  await sandbox.faults.wrongPodRole()
  expect(actionOf((await plan(sandbox)).report, `pods/${REFLECTOR}`)).toMatchObject({
    kind: 'restart',
    changes: [{ before: 'other-role' }],
  })
  await install(sandbox)
  expect(podRoles(sandbox, REFLECTOR)).toEqual([ROLE_ARN])
})

test('a webhook that missed the first pods of a fresh install is made good by one more pod each', async () => {
  const sandbox = await freshSandbox()
  await sandbox.faults.breakWebhook()
  const waiting = new Set([REFLECTOR, AUTOMATION])
  sandbox.kube.store.onEvent(({ type, object }) => {
    if (object.kind !== 'Pod' || type !== 'ADDED') return
    for (const name of waiting) if (object.metadata.name.startsWith(name)) waiting.delete(name)
    if (waiting.size === 0) sandbox.actors.webhook.broken = false
  })
  await install(sandbox)
  for (const name of [REFLECTOR, AUTOMATION]) expect(podRoles(sandbox, name)).toEqual([ROLE_ARN])
  expect(deletions(sandbox)).toHaveLength(2)
})

test('a webhook that is down is named after one try, and the pods are not deleted over and over', async () => {
  const sandbox = await freshSandbox()
  await sandbox.faults.breakWebhook()
  const { code, report } = await tryInstall(sandbox)
  expect(code).toBe(1)
  expect(report.results.find(({ outcome }) => outcome === 'failed')).toMatchObject({
    id: expect.stringMatching(/^pods\//),
    error: { code: 'pod-without-identity', fix: expect.stringContaining('pod-identity-webhook') },
  })
  expect(deletions(sandbox).length).toBeLessThanOrEqual(2)
  await sandbox.faults.mendWebhook()
  await install(sandbox)
})

/** Paths of the pods that were deleted through the API server. */
function deletions(sandbox: Sandbox): string[] {
  return sandbox.kube.calls.filter(({ verb, path }) => verb === 'delete' && path.includes('/pods/')).map(({ path }) => path)
}
