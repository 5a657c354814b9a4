import { generateKeyPairSync } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { allTexts, load, refusal } from './load.ts'

const https = ['install', '--cluster', 'prod', '--git-url', 'https://github.com/acme/fleet']
const bitbucket = ['install', '--cluster', 'prod', '--git-url', 'https://bitbucket.org/acme/fleet']
const ssh = [
  'install',
  '--cluster',
  'prod',
  '--git-url',
  'ssh://git@github.com/acme/fleet',
  '--git-ssh-key-file',
  'id',
  '--git-known-hosts-file',
  'kh',
]
const knownHosts = 'github.com ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl\n'
const pem = (passphrase?: string) =>
  generateKeyPairSync('ec', {
    namedCurve: 'P-256',
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem', ...(passphrase && { cipher: 'aes-256-cbc', passphrase }) },
  }).privateKey

function opensshKey(cipher: string): string {
  const sized = (text: string) => Buffer.concat([Buffer.from([0, 0, 0, text.length]), Buffer.from(text)])
  const body = Buffer.concat([Buffer.from('openssh-key-v1\0'), sized(cipher), sized('none'), Buffer.alloc(64)])
  return `-----BEGIN OPENSSH PRIVATE KEY-----\n${body.toString('base64')}\n-----END OPENSSH PRIVATE KEY-----\n`
}

test.each([
  ['the environment', https, { env: { FLUX_IRSA_GIT_PASSWORD: 's3cret' } }],
  ['a file, whose last line break is dropped', [...https, '--git-password-file', 'pw'], { files: { pw: 's3cret\n' } }],
  ['a file of Windows', [...https, '--git-password-file', 'pw'], { files: { pw: 's3cret\r\n' } }],
  ['stdin', [...https, '--git-password-stdin'], { stdin: 's3cret\n' }],
  ['a file that the configuration names', [...https, '-f', 'f.yaml'], { files: { 'f.yaml': 'gitPasswordFile: pw', pw: 's3cret' } }],
])('the password comes from %s', async (_, args, world) => {
  const { settings, origins } = await load(args, world)
  expect(settings.git.credentials).toEqual({ kind: 'basic', password: 's3cret' })
  expect(Object.values(origins)).toContainEqual(expect.objectContaining({ value: '(secret)' }))
  expect(JSON.stringify(origins)).not.toContain('s3cret')
})

test('the user name is the one that was said, or is left to be found with the URL', async () => {
  const env = { FLUX_IRSA_GIT_PASSWORD: 's3cret' }
  expect((await load(bitbucket, { env })).settings.git.credentials).toEqual({ kind: 'basic', password: 's3cret' })
  const said = await load([...bitbucket, '--git-username', 'x-bitbucket-api-token-auth'], { env })
  expect(said.settings.git.credentials).toMatchObject({ username: 'x-bitbucket-api-token-auth' })
})

test('without a password there are no credentials, so that the Secret of an earlier run stays', async () => {
  expect((await load([...https, '--git-username', 'me'])).settings.git.credentials).toBeUndefined()
})

test.each([
  ['PEM', pem()],
  ['OpenSSH', opensshKey('none')],
])('an SSH key in %s form is read with its host keys', async (_, key) => {
  const { settings } = await load(ssh, { files: { id: key.replaceAll('\n', '\r\n'), kh: knownHosts } })
  expect(settings.git.credentials).toEqual({ kind: 'ssh', identity: key, knownHosts })
})

test.each(['verify', 'uninstall'])('%s reads no secret, whatever the environment names', async (command) => {
  const reads: string[] = []
  const env = { FLUX_IRSA_GIT_PASSWORD_FILE: 'pw', FLUX_IRSA_GIT_PASSWORD_STDIN: 'true' }
  const { settings } = await load([command, '--cluster', 'c1'], { env }, reads)
  expect(settings.git.credentials).toBeUndefined()
  expect(reads).toEqual([])
})

describe('refuses without repeating the content:', () => {
  test.each([
    ['--git-password-file: holds nothing', [...https, '--git-password-file', 'pw'], { pw: '\n' }],
    ['--git-password-file: holds a line break', [...https, '--git-password-file', 'pw'], { pw: 'hunter2\nhunter2' }],
    ['--git-password-file: holds a line break, a NUL', [...https, '--git-password-file', 'pw'], { pw: 'hunter2\0' }],
    ['--git-password-file: holds a line break, a NUL or bytes', [...https, '--git-password-file', 'pw'], { pw: 'hunter2\uFFFD' }],
    ['--git-password-file: there is no such file', [...https, '--git-password-file', 'hunter2'], {}],
    ['--git-ssh-key-file: there is no such file', ssh, { kh: knownHosts }],
    ['--git-ssh-key-file: holds a public key', ssh, { id: 'ssh-ed25519 hunter2', kh: knownHosts }],
    ['--git-ssh-key-file: holds no private key', ssh, { id: 'hunter2', kh: knownHosts }],
    ['--git-ssh-key-file: holds a key that needs a passphrase', ssh, { id: pem('hunter2'), kh: knownHosts }],
    ['--git-ssh-key-file: holds a key that needs a passphrase', ssh, { id: opensshKey('aes256-ctr'), kh: knownHosts }],
    ['--git-known-hosts-file: holds no host key', ssh, { id: pem(), kh: '# hunter2\n' }],
  ])('%s', async (says, args, files) => {
    const failure = await refusal(args, { files })
    expect(failure.message).toContain(says)
    expect(failure.exitCode).toBe(64)
    expect(allTexts(failure)).not.toContain('hunter2')
  })
})

test('a password of several lines in the environment or on stdin is refused without repeating it', async () => {
  const fromEnv = await refusal(https, { env: { FLUX_IRSA_GIT_PASSWORD: 'hunter2\nx' } })
  expect(fromEnv.message).toMatch(/^FLUX_IRSA_GIT_PASSWORD: holds a line break/)
  const fromStdin = await refusal([...https, '--git-password-stdin'], { stdin: 'hunter2\nx' })
  expect(fromStdin.message).toMatch(/^--git-password-stdin: holds a line break/)
  expect(allTexts(fromEnv) + allTexts(fromStdin)).not.toContain('hunter2')
})
