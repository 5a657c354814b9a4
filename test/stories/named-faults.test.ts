import { expect, test } from 'vitest'
import type { VerifyReport } from '../../src/model/verify-report.ts'
import { FAULT_NAMES } from '../../src/sandbox/named-faults.ts'
import { driveJson } from './drive.ts'
import { CLUSTER, REFLECTOR, freshSandbox, installedSandbox } from './story.ts'

/** Nothing that stands is wrong yet: pods that are created later are. */
const LATER = ['webhook']

test.for(FAULT_NAMES)('%s is broken so that verify names it, and put back so that verify is green', async (name) => {
  const sandbox = await installedSandbox(
    ['--repository', 'apps/*', '--repository', 'web', '--git-url', 'https://bitbucket.org/acme/fleet.git'],
    {
      env: { FLUX_IRSA_GIT_PASSWORD: 'x' },
    },
  )
  sandbox.seedImageRepositories()
  await sandbox.idle()
  const verdict = async () => (await driveJson<VerifyReport>(sandbox, ['verify', ...CLUSTER])).report.verdict
  const roles = structuredClone([...sandbox.aws.account.roles])
  expect(await verdict()).toBe('pass')
  await sandbox.namedFaults.break(name)
  if (LATER.includes(name)) {
    for (const { metadata } of sandbox.kube.store.list('/api/v1/namespaces/flux-system/pods'))
      if (metadata.name.startsWith(REFLECTOR)) sandbox.kube.store.delete(`/api/v1/namespaces/flux-system/pods/${metadata.name}`)
    await sandbox.idle()
  }
  expect(await verdict()).not.toBe('pass')
  expect(sandbox.namedFaults.list().filter(({ isBroken }) => isBroken)).toMatchObject([{ name }])
  await sandbox.namedFaults.mend(name)
  if (LATER.includes(name)) return
  await expect.poll(verdict, { timeout: 10_000 }).toBe('pass')
  expect(sandbox.namedFaults.list().some(({ isBroken }) => isBroken)).toBe(false)
  expect([...sandbox.aws.account.roles]).toEqual(roles)
})

test('mending leaves what was changed for another reason', async () => {
  const sandbox = await installedSandbox()
  await sandbox.namedFaults.break('trust')
  const [role] = sandbox.aws.account.policies.values()
  role!.tags['somebody'] = 'else'
  await sandbox.namedFaults.mend('trust')
  expect([...sandbox.aws.account.policies.values()][0]!.tags).toMatchObject({ somebody: 'else' })
})

test('what is not there yet cannot be broken, and nothing is marked broken', async () => {
  const sandbox = await freshSandbox()
  await expect(sandbox.namedFaults.break('trust')).rejects.toThrow('no role behind ServiceAccount')
  expect(sandbox.namedFaults.list().some(({ isBroken }) => isBroken)).toBe(false)
})
