import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { drive, driveJson, type DriveOptions } from './drive.ts'
import { freshSandbox, installedSandbox } from './story.ts'

interface Shown {
  schema: string
  clusters: { name: string; values: { key: string; value?: unknown; words?: string; isSecret?: true; source: string; from: string }[] }[]
}

const nowhere = { env: {}, ca: '' }
const SECRET = 'canary-7c0ffee'
let folder = ''
let file = ''

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'config-show-'))
  file = join(folder, 'flux-irsa.yaml')
  await writeFile(
    file,
    `# shared by both
region: eu-west-1
repository: apps/*
values:
  instance: {commonLabels: {team: web}}
clusters:
  prod:
    gitUrl: https://github.com/acme/fleet
    repository: [web, api]
  staging:
`,
  )
})
afterAll(() => rm(folder, { recursive: true }))

async function shown(args: string[], options: DriveOptions = {}): Promise<Record<string, Shown['clusters'][0]['values'][0]>[]> {
  const { code, report } = await driveJson<Shown>(nowhere, ['config', 'show', ...args], options)
  expect({ code, schema: report.schema }).toEqual({ code: 0, schema: 'flux-irsa/config/v1' })
  return report.clusters.map(({ values }) => Object.fromEntries(values.map((one) => [one.key, one])))
}

test('each value has the place where it was said: flag, variable, line of the file, default', async () => {
  const [prod] = await shown(['-f', file, '--cluster', 'prod', '--git-path', '/'], { env: { FLUX_IRSA_ACCESS: 'read' } })
  expect(prod).toMatchObject({
    cluster: { value: 'prod', source: 'flag', from: '--cluster' },
    region: { value: 'eu-west-1', source: 'file', from: `${file}:2` },
    gitUrl: { value: 'https://github.com/acme/fleet', source: 'file', from: `${file}:8` },
    repository: { value: ['web', 'api'], source: 'file', from: `${file}:9` },
    gitPath: { value: '/', source: 'flag', from: '--git-path' },
    access: { value: 'read', source: 'env', from: 'FLUX_IRSA_ACCESS' },
    roleName: { value: 'prod-flux-imgctrl-irsa', source: 'default', from: 'default' },
    gitRef: { value: 'refs/heads/main', source: 'default' },
    adopt: { value: false, source: 'default' },
    timeout: { words: expect.stringContaining('15m for install'), source: 'default' },
    'values.instance': { value: ['commonLabels'], source: 'file', from: `${file}:5` },
  })
})

test('several clusters are shown one after the other', async () => {
  const clusters = await shown(['-f', file, '--all'])
  expect(clusters.map(({ cluster, repository }) => [cluster?.value, cluster?.from, repository?.from])).toEqual([
    ['prod', `${file}:7`, `${file}:9`],
    ['staging', `${file}:10`, `${file}:3`],
  ])
  const { stdout } = await drive(nowhere, ['config', 'show', '-f', file, '--all'])
  expect(stdout).toMatch(/^# prod\n[\s\S]+^# staging$/m)
})

test('the region of the environment, as AWS names it', async () => {
  const [values] = await shown(['--cluster', 'prod'], { env: { AWS_DEFAULT_REGION: 'eu-north-1' } })
  expect(values?.['region']).toMatchObject({ value: 'eu-north-1', source: 'env', from: 'AWS_DEFAULT_REGION' })
})

test('of a secret it says that one is set and where, and nothing else', async () => {
  const env = { FLUX_IRSA_GIT_PASSWORD: SECRET, FLUX_IRSA_GIT_URL: 'https://github.com/acme/fleet' }
  const [values] = await shown(['--cluster', 'prod'], { env })
  expect(values?.['gitPassword']).toEqual({
    key: 'gitPassword',
    group: 'Git source',
    isSecret: true,
    source: 'env',
    from: 'FLUX_IRSA_GIT_PASSWORD',
  })
  for (const args of [[], ['-o', 'json'], ['-vvv']]) {
    const { stdout, stderr } = await drive(nowhere, ['config', 'show', '--cluster', 'prod', ...args], { env })
    expect(stdout + stderr).not.toContain(SECRET)
  }
  // People do put the password where its file should be named.
  const { stdout } = await drive(nowhere, ['config', 'show', '--cluster', 'prod', '--git-password-file', SECRET])
  expect(stdout).toMatch(/gitPasswordFile +--git-password-file +\(set, not shown\)/)
  expect(stdout).not.toContain(SECRET)
})

describe('what would be refused later is refused here', () => {
  test.each([
    [['--region', 'nowhere'], '--region'],
    [['--git-secret', 'a', '--git-ssh-key-file', 'b'], '--git-ssh-key-file'],
    [['-f', '/no/such/file.yaml'], '--config: there is no such file'],
  ])('%j', async (args, words) => {
    const { code, stdout, stderr } = await drive(nowhere, ['config', 'show', '--cluster', 'prod', ...args])
    expect({ code, stdout }).toEqual({ code: 64, stdout: '' })
    expect(stderr).toContain(words)
  })

  test('but the form that another command shall take is only shown', async () => {
    const { code, stdout } = await drive(nowhere, ['config', 'show', '--cluster', 'prod'], { env: { FLUX_IRSA_OUTPUT: 'junit' } })
    expect(code).toBe(0)
    expect(stdout).toMatch(/output +FLUX_IRSA_OUTPUT +junit/)
  })
})

test('what nobody said may be installed: --installed asks the cluster, and says so', async () => {
  const sandbox = await installedSandbox(['--repository', 'apps/*', '--role-name', 'flux-own'])
  const { report } = await driveJson<Shown>(sandbox, ['config', 'show', '--cluster', 'lab', '--installed'])
  const values = Object.fromEntries(report.clusters[0]?.values.map((one) => [one.key, one]) ?? [])
  expect(values).toMatchObject({
    roleName: { value: 'flux-own', source: 'installed', from: 'installed' },
    repository: { value: 'apps/*', source: 'installed' },
    policyName: { source: 'installed' },
    gitPath: { source: 'default' },
  })
  const { stdout } = await drive(sandbox, ['config', 'show', '--cluster', 'lab'])
  expect(stdout).toContain('--installed asks the cluster')
})

test('the cluster that the kubeconfig leads to, where none is said', async () => {
  const sandbox = await freshSandbox({ namedEndpoint: true })
  const KUBECONFIG = join(folder, 'kubeconfig')
  const server = sandbox.aws.account.clusters[0]?.endpoint
  const [contexts, clusters] = [[{ name: 'mine', context: { cluster: 'alias' } }], [{ name: 'alias', cluster: { server } }]]
  await writeFile(KUBECONFIG, JSON.stringify({ 'current-context': 'mine', contexts, clusters }))
  const { report } = await driveJson<Shown>(sandbox, ['config', 'show', '--installed'], { env: { KUBECONFIG } })
  const cluster = report.clusters[0]?.values.find(({ key }) => key === 'cluster')
  expect(cluster).toMatchObject({ value: 'lab', source: 'kubeconfig', from: 'context mine' })
})

test('config schema is the schema of the file', async () => {
  const { code, stdout } = await drive(nowhere, ['config', 'schema'])
  expect({ code, title: (JSON.parse(stdout) as { title: string }).title }).toEqual({ code: 0, title: 'Options of flux-irsa' })
})
