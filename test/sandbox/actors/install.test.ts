import { afterEach, expect, test } from 'vitest'
import {
  conditionOf, fluxInstance, grant, imageRepository, installFlux, podOf, REFLECTOR, sandboxWithHelm, type TestSandbox,
} from './installed.ts'

let sandbox: TestSandbox
afterEach(() => sandbox.close())

test('a fresh install ends with a ready instance, pods with their role and green image scans', async () => {
  sandbox = await sandboxWithHelm()
  sandbox.seedImageRepositories()
  const began = performance.now()
  await installFlux(sandbox, { role: grant(sandbox), git: { url: 'https://bitbucket.org/team/infra.git' } })
  console.log('took', performance.now() - began, sandbox.helm.calls.map(({ argv, durationMs }) => [argv[0], durationMs]), sandbox.aws.calls.length)
  const t = performance.now(); await sandbox.idle(); console.log('idle', performance.now() - t)
  expect(conditionOf(fluxInstance(sandbox))).toMatchObject({ status: 'True', reason: 'ReconciliationSucceeded' })
  expect(JSON.stringify(podOf(sandbox, REFLECTOR)?.['spec'])).toContain('role/test-irsa')
  for (const name of ['apps-main', 'apps-api', 'web']) {
    expect(conditionOf(imageRepository(sandbox, name))?.message).toMatch(/^successful scan: found 3 tags with checksum \d+$/)
  }
  expect(sandbox.actors.problems).toEqual([])
})
