import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { OPTIONS } from '../../../src/config/options.ts'
import { startSandbox, type Sandbox } from '../../../src/sandbox/index.ts'
import { drive } from '../../stories/drive.ts'

let folder = ''
let sandbox: Sandbox

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'completion-'))
  sandbox = await startSandbox({ cluster: 'lab' })
})
afterAll(() => Promise.all([sandbox.close(), rm(folder, { recursive: true })]))

const nowhere = { env: { HOME: '/nowhere' }, ca: '' }

/** The candidates behind `flux-irsa`, the last word being typed. */
async function tab(words: string[], world: Pick<Sandbox, 'env' | 'ca'> = nowhere, env: Record<string, string> = {}): Promise<string[]> {
  const { code, stdout, stderr } = await drive(world, ['__complete', 'words', ...words], { env: { HOME: folder, ...env } })
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  return stdout
    .split('\n')
    .slice(0, -1)
    .map((line) => line.split('\t')[0] ?? '')
}

describe('completes', () => {
  test.each<[string[], string[]]>([
    [['ins'], ['install']],
    [
      ['completion', ''],
      ['bash', 'zsh', 'fish'],
    ],
    [
      ['verify', '-o', ''],
      ['text', 'short', 'json', 'junit', 'github', 'html', 'mermaid'],
    ],
    [
      ['verify', '--output=j'],
      ['--output=json', '--output=junit'],
    ],
    [['render', '-o', 'k'], ['kubernetes']],
    [
      ['plan', '--access', ''],
      ['minimal', 'read'],
    ],
    [
      ['plan', '--region', 'eu-w'],
      ['eu-west-1', 'eu-west-2', 'eu-west-3'],
    ],
    [['uninstall', '--only', ''], ['irsa']],
    [['install', '--components', 'source-controller,he'], ['source-controller,helm-controller']],
    [['install', '--git-pat'], ['--git-path']],
    [
      ['help', 'ex'],
      ['explain', 'exit-codes'],
    ],
    [['explain', ''], [':files']],
    [['install', '-f', ''], [':files']],
    [['install', '--git-password-file='], [':files']],
    [['install', '--git-url', ''], []],
    [['install', '--yes='], []],
    [['nothing-known', ''], []],
    [['install', '--no-such', ''], expect.arrayContaining(['--cluster'])],
  ])('%j', async (words, candidates) => {
    expect(await tab(words)).toEqual(candidates)
  })

  test('a command, by its name; the program itself completes nothing else there', async () => {
    expect(await tab([''])).toEqual(expect.arrayContaining(['install', 'verify', 'completion', 'help']))
    expect(await tab([''])).not.toContain('__complete')
  })

  test('every flag of a command, but not again what was said and can be said once', async () => {
    const flags = OPTIONS.flatMap(({ flag, commands }) => (flag && commands.includes('install') ? [flag] : []))
    expect(await tab(['install', '--'])).toEqual(expect.arrayContaining(flags))
    const left = await tab(['install', '--region', 'eu-west-1', '--repository', 'a', '--'])
    expect(left).toContain('--repository')
    expect(left).not.toContain('--region')
    expect(await tab(['plan', '--cluster', 'a', '--cl'])).toEqual(['--cluster'])
    expect(await tab(['render', '--cluster', 'a', '--cl'])).toEqual([])
  })

  test('what a candidate means is told, for the shells that show it', async () => {
    const { stdout } = await drive(nowhere, ['__complete', 'words', 'ver'])
    expect(stdout).toBe('verify\tprove the identity end to end, or name what breaks it\n')
  })

  test('profiles of the AWS files', async () => {
    const files = { AWS_CONFIG_FILE: join(folder, 'config'), AWS_SHARED_CREDENTIALS_FILE: join(folder, 'credentials') }
    await writeFile(files.AWS_CONFIG_FILE, '[default]\nregion = x\n[profile prod]\n[sso-session s]\n')
    await writeFile(files.AWS_SHARED_CREDENTIALS_FILE, '[default]\n[ci]\n')
    expect(await tab(['plan', '--profile', ''], nowhere, files)).toEqual(['default', 'prod', 'ci'])
  })
})

describe('for bash, which begins a word anew at = and :', () => {
  test.each([
    ['flux-irsa ins', 'ins', 'install\n'],
    ['flux-irsa verify --output=js', 'js', 'json\n'],
    ['flux-irsa verify --output=j', '', 'son\nunit\n'],
    ['flux-irsa verify -o ', '', 'text\nshort\njson\njunit\ngithub\nhtml\nmermaid\n'],
    ['flux-irsa plan --repository "a b" --acc', '--acc', '--access\n'],
  ])('%s', async (line, word, stdout) => {
    expect(await drive(nowhere, ['__complete', 'bash', line, word])).toEqual({ code: 0, stdout, stderr: '' })
  })
})

describe('clusters', () => {
  const arn = 'arn:aws:eks:eu-central-1:123456789012:cluster/by-arn'
  const kubeconfig = `
current-context: mine
contexts:
  - {name: mine, context: {cluster: ${arn}, user: u}}
  - {name: me@eksctl, context: {cluster: by-eksctl.eu-west-1.eksctl.io, user: u}}
  - {name: token, context: {cluster: c, user: by-token}}
  - {name: other, context: {cluster: kind-kind, user: kind}}
users:
  - {name: by-token, user: {exec: {command: aws, args: [--region, us-east-1, eks, get-token, --cluster-name, by-args]}}}
`

  test('those of the account, and those that the kubeconfig knows', async () => {
    expect(await tab(['install', '--cluster', ''], sandbox)).toEqual(['lab'])
    expect(await tab(['install', '--cluster', 'prod,l'], sandbox)).toEqual(['prod,lab'])
    const KUBECONFIG = join(folder, 'kubeconfig')
    await writeFile(KUBECONFIG, kubeconfig)
    expect(await tab(['install', '--cluster', ''], sandbox, { KUBECONFIG })).toEqual(['by-arn', 'by-eksctl', 'by-args', 'lab'])
    expect(await tab(['install', '--region', 'eu-west-1', '--cluster', ''], sandbox, { KUBECONFIG })).toEqual(['by-eksctl', 'lab'])
    expect(await tab(['install', '--context', ''], nowhere, { KUBECONFIG })).toEqual(['mine', 'me@eksctl', 'token', 'other'])
  })

  test('with a file that has clusters, those', async () => {
    const file = join(folder, 'flux-irsa.yaml')
    await writeFile(file, 'clusters:\n  prod:\n  staging:\n')
    expect(await tab(['install', '-f', file, '--cluster', ''], sandbox)).toEqual(['prod', 'staging'])
  })

  test('AWS refuses, or there are no credentials: nothing is said and nothing is shown', async () => {
    const AWS_ENDPOINT_URL = 'http://127.0.0.1:1'
    expect(await tab(['install', '--cluster', ''], { env: { ...sandbox.env, AWS_ENDPOINT_URL }, ca: sandbox.ca })).toEqual([])
  })

  test('AWS does not answer: the kubeconfig alone is shown, before anybody would give up', async () => {
    const started = performance.now()
    const slow = await startSandbox({ cluster: 'lab', latencyMs: 30_000 })
    const KUBECONFIG = join(folder, 'kubeconfig')
    await writeFile(KUBECONFIG, kubeconfig)
    expect(await tab(['install', '--region', 'eu-west-1', '--cluster', ''], slow, { KUBECONFIG })).toEqual(['by-eksctl'])
    expect(performance.now() - started).toBeLessThan(15_000)
    await slow.close()
  })

  test('names that a shell would take for more than a word are left out', async () => {
    const KUBECONFIG = join(folder, 'odd')
    await writeFile(KUBECONFIG, 'contexts: [{name: "$(reboot)", context: {}}, {name: "a b", context: {}}, {name: fine, context: {}}]')
    expect(await tab(['install', '--context', ''], nowhere, { KUBECONFIG })).toEqual(['fine'])
  })
})
