import { afterEach, expect, test } from 'vitest'
import {
  applyAccount,
  conditionOf,
  fluxInstance,
  grant,
  imageRepository,
  installFlux,
  NAMESPACE,
  podOf,
  REFLECTOR,
  sandboxWithHelm,
  type TestSandbox,
} from './installed.ts'

let sandbox: TestSandbox
afterEach(() => sandbox.close())

test('a fresh install ends with a ready instance, pods born with their role and green image scans', async () => {
  sandbox = await sandboxWithHelm()
  sandbox.seedImageRepositories()
  await installFlux(sandbox, { role: grant(sandbox), git: { url: 'https://bitbucket.org/team/infra.git' } })
  expect(conditionOf(fluxInstance(sandbox))).toMatchObject({ status: 'True', reason: 'ReconciliationSucceeded' })
  expect(JSON.stringify(podOf(sandbox, REFLECTOR)?.['spec'])).toContain('role/test-irsa')
  for (const name of ['apps-main', 'apps-api', 'web']) {
    expect(conditionOf(imageRepository(sandbox, name))?.message).toMatch(/^successful scan: found 3 tags with checksum \d+$/)
  }
  expect(sandbox.actors.problems).toEqual([])
})

test('Flux that was there before keeps failing until its pod is replaced, although the account is annotated', async () => {
  sandbox = await sandboxWithHelm()
  sandbox.seedImageRepositories()
  await installFlux(sandbox)
  expect(conditionOf(imageRepository(sandbox, 'web'))?.message).toContain('no EC2 IMDS role found')
  applyAccount(sandbox, grant(sandbox))
  await sandbox.idle()
  expect(conditionOf(imageRepository(sandbox, 'web'))?.status).toBe('False')
  sandbox.kube.store.delete(`/api/v1/namespaces/${NAMESPACE}/pods/${podOf(sandbox, REFLECTOR)?.metadata.name}`)
  await sandbox.idle()
  expect(conditionOf(imageRepository(sandbox, 'web'))?.status).toBe('True')
})

test('two installs of the same end in equal snapshots', async () => {
  sandbox = await sandboxWithHelm()
  await installFlux(sandbox, { role: grant(sandbox) })
  const first = sandbox.snapshot()
  await sandbox.runHelm(['uninstall', '-n', NAMESPACE, '--wait', 'flux'])
  await sandbox.runHelm(['uninstall', '-n', NAMESPACE, '--wait', 'flux-operator'])
  await sandbox.idle()
  sandbox.kube.store.delete(`/api/v1/namespaces/${NAMESPACE}`)
  await sandbox.idle()
  await installFlux(sandbox, { role: grant(sandbox) })
  expect(sandbox.snapshot()).toEqual(first)
})
