import { generateKeyPairSync } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { Sandbox } from '../../src/sandbox/index.ts'
import { actionOf, freshSandbox, install, instanceSpec, object, plan, planText, work, writesDuring } from './story.ts'

const BITBUCKET = ['--git-url', 'https://bitbucket.org/acme/fleet.git', '--git-path', '/']
const PASSWORD = 's3cret-of-the-test'
const given = (password: string) => ({ env: { FLUX_IRSA_GIT_PASSWORD: password } })
const SECRETS = '/api/v1/namespaces/flux-system/secrets'
const KNOWN_HOSTS = 'github.com ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl\n'

test('a password is written with the user name of its host, kept by a run without it, and rotated by a run with another', async () => {
  const sandbox = await freshSandbox()
  await install(sandbox, BITBUCKET, given(PASSWORD))
  expect(secretData(sandbox)).toEqual({ username: 'x-token-auth', password: PASSWORD })
  expect(instanceSpec(sandbox)['sync']).toMatchObject({
    kind: 'GitRepository',
    path: '/',
    ref: 'refs/heads/main',
    pullSecret: 'flux-irsa-git',
  })

  expect(await writesDuring(sandbox, () => install(sandbox))).toEqual([])
  expect(secretData(sandbox)).toEqual({ username: 'x-token-auth', password: PASSWORD })

  const rotation = given('n3w-secret-of-the-test')
  const { code, report } = await plan(sandbox, [], rotation)
  expect(code).toBe(2)
  expect(work(report)).toEqual({ 'git-secret': 'update' })
  expect(actionOf(report, 'git-secret').changes).toEqual([{ path: 'data.password', before: '(secret)', after: '(secret)' }])
  expect(await writesDuring(sandbox, () => install(sandbox, [], rotation))).toEqual([`patch ${SECRETS}/flux-irsa-git`])
  expect(secretData(sandbox)).toEqual({ username: 'x-token-auth', password: 'n3w-secret-of-the-test' })
})

test('an API token of Bitbucket goes under the user name that was said', async () => {
  const sandbox = await freshSandbox()
  await install(sandbox, [...BITBUCKET, '--git-username', 'x-bitbucket-api-token-auth', '--git-secret-name', 'bitbucket'], given(PASSWORD))
  expect(secretData(sandbox, 'bitbucket')).toEqual({ username: 'x-bitbucket-api-token-auth', password: PASSWORD })
})

test('an SSH key takes the place of a password, and nothing of the password stays beside it', async () => {
  const sandbox = await freshSandbox()
  const folder = await mkdtemp(join(tmpdir(), 'flux-irsa-story-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const [key, hosts] = [join(folder, 'id'), join(folder, 'known_hosts')]
  const { privateKey } = generateKeyPairSync('ed25519', {
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  })
  await Promise.all([writeFile(key, privateKey), writeFile(hosts, KNOWN_HOSTS)])

  await install(sandbox, ['--git-url', 'https://github.com/acme/fleet'], given(PASSWORD))
  expect(secretData(sandbox)).toEqual({ username: 'git', password: PASSWORD })
  await install(sandbox, ['--git-url', 'ssh://git@github.com/acme/fleet', '--git-ssh-key-file', key, '--git-known-hosts-file', hosts])
  expect(secretData(sandbox)).toEqual({ identity: privateKey, known_hosts: KNOWN_HOSTS })
})

test('the password is in no output, however much is said, and helm never sees it', async () => {
  const sandbox = await freshSandbox()
  const { report, stderr } = await plan(sandbox, [...BITBUCKET, '-vvv'], given(PASSWORD))
  const text = await planText(sandbox, [...BITBUCKET, '-vvv'], given(PASSWORD))
  const done = await install(sandbox, [...BITBUCKET, '-vvv'], given(PASSWORD))
  const said = [JSON.stringify([report, done]), stderr, text.stdout, text.stderr, JSON.stringify(sandbox.helm.calls)].join('\n')
  for (const form of [PASSWORD, Buffer.from(PASSWORD).toString('base64')]) expect(said).not.toContain(form)
  expect(sandbox.helm.calls.flatMap(({ environment }) => environment)).not.toContain('FLUX_IRSA_GIT_PASSWORD')
})

test("a Secret of that name that is somebody else's is a conflict that shows all three ways out", async () => {
  const sandbox = await withForeignSecret()
  const { code, report } = await plan(sandbox, BITBUCKET, given(PASSWORD))
  expect(code).toBe(64)
  const conflict = actionOf(report, 'git-secret')
  expect(conflict).toMatchObject({ kind: 'conflict', reason: 'Secret flux-system/flux-irsa-git was not made by flux-irsa' })
  for (const way of ['--git-secret flux-irsa-git', '--git-secret-name', '--adopt']) expect(conflict.fix).toContain(way)

  await install(sandbox, [...BITBUCKET, '--adopt'], given(PASSWORD))
  expect(secretData(sandbox)).toEqual({ username: 'x-token-auth', password: PASSWORD })
})

test('--git-secret uses what is there and never writes it; one that is not there is refused before any write', async () => {
  const sandbox = await withForeignSecret()
  const missing = await plan(sandbox, [...BITBUCKET, '--git-secret', 'nowhere'])
  expect(missing.code).toBe(64)
  expect(actionOf(missing.report, 'git-secret')).toMatchObject({
    kind: 'conflict',
    name: 'nowhere',
    reason: expect.stringContaining('there is no Secret flux-system/nowhere'),
  })

  const writes = await writesDuring(sandbox, () => install(sandbox, [...BITBUCKET, '--git-secret', 'flux-irsa-git']))
  expect(writes.filter((write) => write.endsWith('/flux-irsa-git'))).toEqual([])
  expect(instanceSpec(sandbox)['sync']).toMatchObject({ pullSecret: 'flux-irsa-git' })
})

async function withForeignSecret(): Promise<Sandbox> {
  const sandbox = await freshSandbox()
  const { store } = sandbox.kube
  store.create('/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'flux-system' } }, 'kubectl-create')
  const data = { username: Buffer.from('me').toString('base64'), password: Buffer.from('mine').toString('base64') }
  store.create(
    SECRETS,
    { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'flux-irsa-git', namespace: 'flux-system' }, data },
    'kubectl-create',
  )
  return sandbox
}

function secretData(sandbox: Sandbox, name = 'flux-irsa-git'): Record<string, string> {
  const data = object(sandbox, `${SECRETS}/${name}`)['data'] as Record<string, string>
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, Buffer.from(value, 'base64').toString()]))
}
