import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { configFileText } from '../../src/config/config-file-text.ts'
import { readConfigFile } from '../../src/config/read-file.ts'
import type { Said, SaidValue } from '../../src/config/said.ts'
import { startSandbox, type Sandbox } from '../../src/sandbox/index.ts'
import { drive, type DriveOptions, type Outcome } from './drive.ts'
import { freshSandbox, installedSandbox, role, writesDuring } from './story.ts'

const nowhere = { env: { AWS_ENDPOINT_URL: 'http://127.0.0.1:1', AWS_REGION: 'eu-west-1' }, ca: '' }
const SECRET = 'canary-7c0ffee'
let sandbox: Sandbox
let folder = ''

beforeAll(async () => void (sandbox = await startSandbox({ cluster: 'lab' })))
afterAll(() => sandbox.close())
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'init-'))
  return () => rm(folder, { recursive: true })
})

const path = () => join(folder, 'flux-irsa.yaml')
const HOME = { HOME: '/nowhere' }

function init(args: string[], options: DriveOptions = {}, world: Pick<Sandbox, 'env' | 'ca'> = sandbox): Promise<Outcome> {
  return drive(world, ['init', '-f', path(), ...args], { ...options, env: { ...HOME, ...options.env } })
}

async function file(): Promise<{ text: string; said: Record<string, SaidValue> }> {
  const text = await readFile(path(), 'utf8')
  const { said } = readConfigFile(text, '-f')
  return { text, said: Object.fromEntries([...said].map(([key, { value }]) => [key, value])) }
}

/** What somebody types at the terminal, a line for each question. */
const typing = (...lines: string[]): DriveOptions => ({ terminal: true, stdin: lines.map((line) => `${line}\n`).join('') })

describe('without a terminal', () => {
  test('it takes the options and what it finds, asks nothing, writes nothing anywhere else and says what comes next', async () => {
    let outcome: Outcome | undefined
    const writes = await writesDuring(sandbox, async () => (outcome = await init(['--cluster', 'lab', '--repository', 'apps/*'])))
    expect(writes).toEqual([])
    expect(outcome).toEqual({
      code: 0,
      stdout: `wrote    ${path()}\n         ${join(folder, 'flux-irsa.schema.json')}\nnext     flux-irsa plan -f ${path()}\n`,
      stderr: '',
    })
    expect((await file()).said).toEqual({ cluster: 'lab', region: 'eu-west-1', repository: ['apps/*'] })
    expect((await readdir(folder)).toSorted()).toEqual(['flux-irsa.schema.json', 'flux-irsa.yaml'])
  })

  test('the first line leads an editor to the schema that lies beside the file', async () => {
    await init(['--cluster', 'lab'])
    const [, reference = ''] = /^# yaml-language-server: \$schema=(\S+)\n/.exec((await file()).text) ?? []
    const schema = JSON.parse(await readFile(join(folder, reference), 'utf8')) as { properties: object }
    expect(schema.properties).toHaveProperty('cluster')
  })

  test('the cluster is the one that the kubeconfig points to', async () => {
    const KUBECONFIG = join(folder, 'kubeconfig')
    const arn = 'arn:aws:eks:eu-west-1:123456789012:cluster/lab'
    await writeFile(KUBECONFIG, `current-context: x\ncontexts: [{name: x, context: {cluster: "${arn}"}}]\n`)
    expect(await init([], { env: { KUBECONFIG } })).toMatchObject({ code: 0 })
    expect((await file()).said).toEqual({ cluster: 'lab', region: 'eu-west-1' })
  })

  test('whatever the kubeconfig calls it, its endpoint tells which one it is', async () => {
    const named = await freshSandbox({ namedEndpoint: true })
    const KUBECONFIG = join(folder, 'kubeconfig')
    const server = named.aws.account.clusters[0]?.endpoint
    const [contexts, clusters] = [[{ name: 'mine', context: { cluster: 'alias' } }], [{ name: 'alias', cluster: { server } }]]
    await writeFile(KUBECONFIG, JSON.stringify({ 'current-context': 'mine', contexts, clusters }))
    expect(await init([], { env: { KUBECONFIG } }, named)).toMatchObject({ code: 0 })
    expect((await file()).said).toEqual({ cluster: 'lab', region: 'eu-west-1' })
  })

  test('no cluster is guessed: it is refused with those that there are', async () => {
    const { code, stdout, stderr } = await init([])
    expect({ code, stdout, files: await readdir(folder) }).toEqual({ code: 64, stdout: '', files: [] })
    expect(stderr).toMatch(/--cluster: is needed[\s\S]+allowed +lab/)
  })

  test('without AWS it writes what was said, and tells what could not be read', async () => {
    const { code, stderr } = await init(['--cluster', 'prod'], {}, nowhere)
    expect(code).toBe(0)
    expect(stderr).toContain('could not be read')
    expect((await file()).said).toEqual({ cluster: 'prod', region: 'eu-west-1' })
  })

  test.each([
    ['--region', 'nowhere'],
    ['--git-url', 'git@github.com:acme/fleet'],
    ['--git-ssh-key-file', 'id'],
  ])('%s %s is refused before anything is asked or written', async (...args) => {
    const { code, stdout } = await init(['--cluster', 'lab', ...args])
    expect({ code, stdout, files: await readdir(folder) }).toEqual({ code: 64, stdout: '', files: [] })
  })
})

describe('a file that is there', () => {
  test('stays, unless --force is said', async () => {
    await writeFile(path(), 'cluster: mine\n')
    const refused = await init(['--cluster', 'lab'])
    expect(refused).toMatchObject({ code: 64, stderr: expect.stringContaining('--force') })
    expect(await readFile(path(), 'utf8')).toBe('cluster: mine\n')
    expect(await init(['--cluster', 'lab', '--force'])).toMatchObject({ code: 0 })
    expect((await file()).said).toMatchObject({ cluster: 'lab' })
  })
})

describe('at a terminal', () => {
  test('it asks the few questions; an empty answer takes what is offered, a wrong one is asked for again', async () => {
    const answers = [
      '',
      'no!',
      '',
      'apps/*, web',
      'git@github.com:acme/fleet',
      'https://github.com/acme/fleet',
      'clusters/lab',
      '7',
      '2',
      '~/token',
    ]
    const { code, stdout, stderr } = await init([], typing(...answers))
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining('next     flux-irsa plan') })
    expect(stderr).toMatch(/Region of the cluster \[eu-west-1\]/)
    expect(stderr).toMatch(/EKS cluster \(lab\) \[lab\]/)
    expect(stderr).toContain("is not a cluster's name")
    expect(stderr).toContain('ECR has 3 repositories: apps/api, apps/main, web')
    expect(stderr).toContain('ssh://git@github.com/acme/fleet')
    expect(stderr).toContain('a number from 1 to 4')
    expect((await file()).said).toEqual({
      cluster: 'lab',
      region: 'eu-west-1',
      repository: ['apps/*', 'web'],
      gitUrl: 'https://github.com/acme/fleet',
      gitPath: 'clusters/lab',
      gitPasswordFile: '~/token',
    })
  })

  test('a key for SSH comes with its known hosts', async () => {
    const answers = ['', '', '', 'ssh://git@github.com/acme/fleet', '', '', 'id_ed25519', '']
    expect(await init([], typing(...answers))).toMatchObject({ code: 0 })
    expect((await file()).said).toMatchObject({ gitSshKeyFile: 'id_ed25519', gitKnownHostsFile: '~/.ssh/known_hosts' })
  })

  test('what was said is not asked, and with --yes nothing is', async () => {
    const said = [
      '--region',
      'eu-west-1',
      '--cluster',
      'lab',
      '--repository',
      'web',
      '--git-url',
      'https://github.com/a/b',
      '--git-path',
      '/',
    ]
    const { stderr } = await init([...said, '--git-secret', 'mine'], typing())
    expect(stderr).toBe('')
    expect(await init(['--force', '--yes', '--cluster', 'lab'], typing())).toMatchObject({ code: 0, stderr: '' })
  })

  test('an end of the input instead of an answer writes nothing', async () => {
    const { code, stderr } = await init([], typing('eu-west-1'))
    expect({ code, files: await readdir(folder) }).toEqual({ code: 64, files: [] })
    expect(stderr).toContain('the input ended before there was an answer')
  })
})

test('no secret goes into the file, wherever one is said', async () => {
  const env = { FLUX_IRSA_GIT_PASSWORD: SECRET }
  const { stdout, stderr } = await init(['--cluster', 'lab', '--git-url', 'https://github.com/acme/fleet'], { env })
  const { text } = await file()
  expect(text + stdout + stderr).not.toContain(SECRET)
  expect(text).toContain('FLUX_IRSA_GIT_PASSWORD')
})

describe('what is installed already', () => {
  test('by us: repositories, source and names are in the file, and it plans no change', async () => {
    const args = ['--repository', 'apps/*', '--repository', 'web', '--access', 'read', '--role-name', 'flux-own']
    const git = ['--git-url', 'https://github.com/acme/fleet', '--git-path', 'clusters/lab']
    const installed = await installedSandbox([...args, ...git], { env: { FLUX_IRSA_GIT_PASSWORD: SECRET } })
    expect(await init(['--cluster', 'lab'], {}, installed)).toMatchObject({ code: 0, stdout: expect.stringContaining('flux-irsa plan') })
    expect((await file()).said).toEqual({
      cluster: 'lab',
      region: 'eu-west-1',
      repository: ['apps/*', 'web'],
      access: 'read',
      gitUrl: 'https://github.com/acme/fleet',
      gitPath: 'clusters/lab',
      roleName: 'flux-own',
    })
    expect(await drive(installed, ['plan', '-f', path(), '--detailed-exitcode'])).toMatchObject({ code: 0 })
  })

  test('by others: the way on is to adopt it', async () => {
    const installed = await installedSandbox([])
    role(installed).tags = {}
    expect(await init(['--cluster', 'lab'], {}, installed)).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('flux-irsa adopt --dry-run -f'),
    })
  })
})

test('a file means what it was made from, whatever text is in it', () => {
  const values: Record<string, SaidValue> = {
    cluster: '007',
    region: 'eu-west-1',
    repository: ['*', 'null', '1.0', "it's", '# no comment', 'a: b'],
    gitUrl: 'https://github.com/acme/fleet',
    gitPath: '/',
    adopt: true,
    tag: { team: 'yes', 'cost:center': '0123', empty: '' },
    operatorVersion: '0.58',
    timeout: '15m',
  }
  const answers = new Map(Object.entries(values).map(([key, value]): [string, Said] => [key, { value, source: 'flag', field: key }]))
  const { said } = readConfigFile(configFileText(answers, './flux-irsa.schema.json'), '-f')
  expect(Object.fromEntries([...said].map(([key, one]) => [key, one.value]))).toEqual(values)
})
