import { generateKeyPairSync } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { drive, type DriveOptions } from '../stories/drive.ts'
import type { Sandbox } from '../../src/sandbox/index.ts'
import { beginAt, CANARY } from './scenario.ts'

let sandbox: Sandbox
let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'flux-irsa-canary-'))
  // Helm's private homes of this test alone.
  vi.stubEnv('TMPDIR', folder)
  sandbox = await beginAt()
})
afterEach(async () => {
  await sandbox.close()
  vi.unstubAllEnvs()
  await rm(folder, { recursive: true })
})

const HTTPS = ['--git-url', 'https://bitbucket.org/acme/fleet.git']
const KEY = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs1', format: 'pem' }).toString()

interface Way {
  args: string[]
  options?: DriveOptions
  secret?: string
}

/** Each way in which a password or key may be given. */
const WAYS: Record<string, (file: (name: string, text: string) => Promise<string>) => Promise<Way>> = {
  'in the environment': async () => ({ args: HTTPS, options: { env: { FLUX_IRSA_GIT_PASSWORD: CANARY } } }),
  'in a file': async (file) => ({ args: [...HTTPS, '--git-password-file', await file('password', `${CANARY}\n`)] }),
  'in a file that the config file names': async (file) => {
    const password = await file('password', CANARY)
    return { args: ['-f', await file('flux-irsa.yaml', `gitUrl: https://bitbucket.org/acme/fleet.git\ngitPasswordFile: ${password}\n`)] }
  },
  'in a file that the environment names': async (file) => ({
    args: HTTPS,
    options: { env: { FLUX_IRSA_GIT_PASSWORD_FILE: await file('password', CANARY) } },
  }),
  'on stdin': async () => ({ args: [...HTTPS, '--git-password-stdin'], options: { stdin: CANARY } }),
  'as an SSH key': async (file) => ({
    args: [
      '--git-url',
      'ssh://git@github.com/acme/fleet',
      '--git-ssh-key-file',
      await file('key', KEY),
      '--git-known-hosts-file',
      await file('known', 'github.com ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl\n'),
    ],
    secret: KEY.split('\n')[3] ?? '',
  }),
}

test.each(Object.keys(WAYS))(
  'a secret that is given %s shows nowhere but in the Git Secret',
  async (way) => {
    const file = async (name: string, text: string) => {
      await writeFile(join(folder, name), text, { mode: 0o600 })
      return join(folder, name)
    }
    const { args, options = {}, secret = CANARY } = await (WAYS[way] as (typeof WAYS)[string])(file)
    const base = ['--cluster', 'lab', ...args]
    const outputs: string[] = []
    for (const line of [
      ['plan', ...base, '-vvv'],
      ['install', ...base, '--yes', '-vvv'],
      ['install', ...base, '--yes', '-o', 'json'],
      ['verify', '--cluster', 'lab', '-o', 'json'],
      ['uninstall', '--cluster', 'lab', '--yes', '--dry-run'],
    ]) {
      const { code, stdout, stderr } = await drive(sandbox, line, { ...options, helm: 'process' })
      expect(code === 0 || line.includes('--dry-run') ? '' : `${line.join(' ')}: ${code}\n${stdout}${stderr}`).toBe('')
      outputs.push(stdout, stderr)
    }
    await sandbox.idle()

    const forms = [secret, Buffer.from(secret).toString('base64').replace(/=+$/, '').slice(0, -1), encodeURIComponent(secret)]
    const shows = (text: string) => forms.some((form) => text.includes(form))
    expect(outputs.filter(shows)).toEqual([])
    expect(shows(JSON.stringify(sandbox.helm.calls))).toBe(false)
    expect(shows(JSON.stringify(sandbox.aws.calls)) || shows(JSON.stringify(sandbox.aws.snapshot()))).toBe(false)
    const holders = sandbox.kube.store.table.rows().filter(({ object }) => shows(JSON.stringify(object)) || shows(unpacked(object['data'])))
    expect(holders.map(({ object }) => `${object.kind} ${object.metadata.name}`)).toEqual(['Secret flux-irsa-git'])
    expect(JSON.stringify(sandbox.snapshot().helm)).not.toContain(secret)
    expect(await leftInTmp()).toEqual([])
  },
  120_000,
)

/** What stands in the `data` of Secrets and releases, decoded as far as it goes. */
function unpacked(data: unknown): string {
  const values = Object.values((data ?? {}) as Record<string, string>)
  return values.map((value) => Buffer.from(value, 'base64').toString()).join('\n')
}

async function leftInTmp(): Promise<string[]> {
  const names = (await readdir(tmpdir())).filter((name) => name.startsWith('flux-irsa-helm'))
  const read = names.map(async (name) => `${name}: ${(await readdir(join(tmpdir(), name)).catch(() => [])).join(', ')}`)
  return Promise.all(read)
}

test('a secret in a place where none is allowed is refused without being repeated', async () => {
  const file = join(folder, 'flux-irsa.yaml')
  await writeFile(file, `cluster: lab\ngitUrl: https://bitbucket.org/acme/fleet.git\ngitPassword: ${CANARY}\n`)
  const lines = [
    ['install', '--cluster', 'lab', '--git-password', CANARY],
    ['install', '--cluster', 'lab', `--git-password=${CANARY}`],
    ['install', '-f', file],
    ['install', '--cluster', 'lab', '--git-url', `https://user:${CANARY}@bitbucket.org/acme/fleet.git`, '--yes'],
  ]
  for (const line of lines) {
    const { code, stdout, stderr } = await drive(sandbox, [...line, '-vvv'])
    expect({ line, code }).toEqual({ line, code: 64 })
    expect(stdout + stderr).not.toContain(CANARY)
  }
  expect(await readFile(file, 'utf8')).toContain(CANARY)
})
