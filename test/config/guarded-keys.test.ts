import { describe, expect, it, test } from 'vitest'
import { load, refusal } from './load.ts'

const KEYS = ['helm', 'kubeconfig', 'gitPasswordFile', 'gitSshKeyFile', 'gitKnownHostsFile', 'reportFile']
const ARGS = ['plan', '-f', 'flux-irsa.yaml']
const fileWith = (line: string) => ({ 'flux-irsa.yaml': `cluster: prod\nregion: eu-west-1\n${line}\n` })

describe('a configuration file in the checkout of a pull request', () => {
  it.each(KEYS)('names no program and no file of the machine in CI: %s', async (key) => {
    const reads: string[] = []
    const failure = await refusal(ARGS, { env: { CI: 'true' }, files: fileWith(`${key}: ./x.md`) }, reads)
    expect(failure).toMatchObject({ exitCode: 64, message: expect.stringContaining(`${key}: names a program or a file`) })
    expect(reads).toEqual(['flux-irsa.yaml'])
  })

  it.each(['GITHUB_ACTIONS', 'GITLAB_CI', 'BITBUCKET_BUILD_NUMBER', 'JENKINS_URL', 'TF_BUILD'])('knows CI by %s', async (name) => {
    expect((await refusal(ARGS, { env: { [name]: '1' }, files: fileWith('helm: ./evil') })).message).toContain('helm')
  })

  test('not for one of its clusters either', async () => {
    const files = { 'flux-irsa.yaml': 'region: eu-west-1\nclusters:\n  prod:\n    kubeconfig: ./evil\n' }
    expect((await refusal(ARGS, { env: { CI: 'true' }, files })).message).toContain('clusters.prod.kubeconfig')
  })

  test('cannot allow itself to', async () => {
    expect((await refusal(ARGS, { env: { CI: 'true' }, files: fileWith('allowPrograms: true') })).message).toContain('allowPrograms')
  })
})

test.each([
  ['at a terminal', ARGS, {}],
  ['with the flag', [...ARGS, '--allow-programs'], { CI: 'true' }],
  ['with the variable', ARGS, { CI: 'true', FLUX_IRSA_ALLOW_PROGRAMS: '1' }],
])('it may %s', async (_name, args, env) => {
  expect((await load(args, { env, files: fileWith('helm: /opt/helm') })).settings.helm).toBe('/opt/helm')
})

test('what the job itself says is used, and the file not', async () => {
  const { settings } = await load([...ARGS, '--helm', '/opt/helm'], { env: { CI: 'true' }, files: fileWith('helm: ./evil') })
  expect(settings.helm).toBe('/opt/helm')
})
