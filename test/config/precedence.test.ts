import { expect, test } from 'vitest'
import { load } from './load.ts'

const file = (text: string) => ({ 'f.yaml': text })

test('a flag is stronger than its variable, the variable than the file, the file than the default', async () => {
  const files = file('cluster: prod\nregion: eu-north-1\nnamespace: from-file\naccess: read\n')
  const env = { FLUX_IRSA_REGION: 'eu-central-1', FLUX_IRSA_NAMESPACE: 'from-env' }
  const { settings, origins } = await load(['plan', '-f', 'f.yaml', '--region', 'eu-west-1'], { env, files })
  expect(settings.target.region).toBe('eu-west-1')
  expect(settings.namespace).toBe('from-env')
  expect(settings.access).toBe('read')
  expect(settings.helm).toBe('helm')
  expect(origins).toMatchObject({
    region: { value: 'eu-west-1', source: 'flag' },
    namespace: { value: 'from-env', source: 'env' },
    access: { value: 'read', source: 'file' },
    helm: { value: 'helm', source: 'default' },
  })
})

test('a list of flags replaces the list of the file and does not add to it', async () => {
  const files = file('cluster: c1\nrepository: [a1, b1]\n')
  const { settings } = await load(['plan', '-f', 'f.yaml', '--repository', 'c1', '--repository', 'd1'], { files })
  expect(settings.repositories).toEqual(['c1', 'd1'])
})

test('what nobody said stays undefined, so that what is installed can stay', async () => {
  const { settings, origins } = await load(['install', '--cluster', 'prod'])
  expect(settings).toEqual({
    target: { cluster: 'prod' },
    namespace: 'flux-system',
    git: {},
    iam: { tags: {} },
    flux: { chartDigests: {} },
    chartValues: { operator: {}, instance: {} },
    adopt: false,
    helm: 'helm',
    timeoutMs: 900_000,
  })
  expect(origins).not.toHaveProperty('access')
})

test('every form of a list says the same', async () => {
  const expected = ['apps/*', 'base']
  const forms = [
    load(['plan', '--cluster', 'c1', '--repository', 'apps/*', '--repository', 'base']),
    load(['plan', '--cluster', 'c1', '--repository', 'apps/*,base']),
    load(['plan', '--cluster', 'c1'], { env: { FLUX_IRSA_REPOSITORY: 'apps/*, base' } }),
    load(['plan', '--cluster', 'c1', '-f', 'f.yaml'], { files: file('repository: [apps/*, base]') }),
  ]
  for (const { settings } of await Promise.all(forms)) expect(settings.repositories).toEqual(expected)
})

test('tags and chart digests are the same from flags, environment and file', async () => {
  const digest = `sha256:${'a'.repeat(64)}`
  const forms = [
    load(['plan', '--cluster', 'c1', '--tag', 'team=web', '--tag', 'note=a=b', '--chart-digest', `flux-operator=${digest}`]),
    load(['plan', '--cluster', 'c1'], { env: { FLUX_IRSA_TAG: 'team=web,note=a=b', FLUX_IRSA_CHART_DIGEST: `flux-operator=${digest}` } }),
    load(['plan', '--cluster', 'c1', '-f', 'f.yaml'], {
      files: file(`tag: { team: web, note: a=b }\nchartDigest: { flux-operator: '${digest}' }`),
    }),
  ]
  for (const { settings } of await Promise.all(forms)) {
    expect(settings.iam.tags).toEqual({ team: 'web', note: 'a=b' })
    expect(settings.flux.chartDigests).toEqual({ 'flux-operator': digest })
  }
})

test('an empty variable counts as not set', async () => {
  const { settings } = await load(['plan', '--cluster', 'c1'], { env: { FLUX_IRSA_REGION: '', FLUX_IRSA_ADOPT: '' } })
  expect(settings.target.region).toBeUndefined()
  expect(settings.adopt).toBe(false)
})

test('switches are heard from the environment and the file, and can be said off', async () => {
  const files = file('adopt: true\nyes: true\n')
  const loaded = await load(['install', '--cluster', 'c1', '-f', 'f.yaml'], { files, env: { FLUX_IRSA_ADOPT: 'false' } })
  expect(loaded.settings.adopt).toBe(false)
  expect(loaded.run.yes).toBe(true)
})

test('a variable meant for another command does nothing', async () => {
  const { run } = await load(['verify', '--cluster', 'c1'], { env: { FLUX_IRSA_YES: '1', FLUX_IRSA_DRY_RUN: '1', FLUX_IRSA_ONLY: 'irsa' } })
  expect(run).toMatchObject({ yes: false, dryRun: false, only: undefined })
})

test('the run options of a command line arrive', async () => {
  const plan = await load(['plan', '--cluster', 'c1', '-vv', '-o', 'json', '--detailed-exitcode', '--no-color'])
  expect(plan.run).toMatchObject({ output: 'json', verbosity: 2, dryRun: true, detailedExitcode: true, color: false })
  const removal = await load(['uninstall', '--cluster', 'c1', '--yes', '--delete-oidc-provider', '--timeout', '1h30m'])
  expect(removal.run).toMatchObject({ yes: true, deleteOidcProvider: true })
  expect(removal.settings.timeoutMs).toBe(5_400_000)
  expect((await load(['verify', '--cluster', 'c1', '--wait', '-o', 'short'])).run).toMatchObject({ wait: true, output: 'short' })
  expect((await load(['install', '--cluster', 'c1', '--dry-run', '--detailed-exitcode'])).run.dryRun).toBe(true)
})

test("the article's own input is accepted: operator 0.32.0 with Flux 2.4.x and the root path of a Bitbucket repository", async () => {
  const { settings } = await load([
    'install',
    '--cluster',
    'prod',
    '--operator-version',
    '0.32.0',
    '--flux-version',
    '2.4.x',
    '--registry',
    'ghcr.io/fluxcd',
    '--git-url',
    'https://bitbucket.org/acme/fleet.git',
    '--git-ref',
    'refs/heads/main',
    '--git-path',
    '/',
    '--access',
    'read',
  ])
  expect(settings.flux).toMatchObject({ operatorVersion: '0.32.0', fluxVersion: '2.4.x' })
  expect(settings.git).toMatchObject({ path: '/', ref: 'refs/heads/main' })
})

test('a version of the operator may carry the v of its tag', async () => {
  expect((await load(['plan', '--cluster', 'c1', '--operator-version', 'v0.58.1'])).settings.flux.operatorVersion).toBe('0.58.1')
})

test('~/ is the home folder where no shell expanded it', async () => {
  const { settings } = await load(['plan', '--cluster', 'c1', '--helm=~/bin/helm'], { env: { HOME: '/home/ada' } })
  expect(settings.helm).toBe('/home/ada/bin/helm')
})

test('demo hears nothing but its own few options', async () => {
  const { settings, run } = await load(['demo', '-v'], { env: { FLUX_IRSA_CLUSTER: 'not a name', FLUX_IRSA_CONFIG: 'nowhere.yaml' } })
  expect(settings.target.cluster).toBe('')
  expect(run.verbosity).toBe(1)
})
