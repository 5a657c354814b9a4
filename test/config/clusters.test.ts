import { describe, expect, test } from 'vitest'
import { allTexts, load, loadAll, refusal } from './load.ts'

const text = `
region: eu-west-1
repository: [apps/*]
tag: { team: web, tier: shared }
values:
  instance: { instance: { cluster: { size: small, domain: cluster.local } } }
clusters:
  staging:
  prod:
    profile: prod
    repository: [apps/*, base]
    tag: { team: platform }
    values:
      instance: { instance: { cluster: { size: large } } }
  prod-us:
    cluster: main
    region: us-east-1
    context: bastion
    kubeconfig: ~/kube.yaml
`
const withFile = (content: string, env = {}) => ({ files: { 'f.yaml': content }, env: { HOME: '/home/ada', ...env } })
const of = (cluster: string) => ['plan', '-f', 'f.yaml', '--cluster', cluster]

test('a cluster takes what is shared', async () => {
  const { settings, origins } = await load(of('staging'), withFile(text))
  expect(settings.target).toEqual({ cluster: 'staging', region: 'eu-west-1' })
  expect(settings.repositories).toEqual(['apps/*'])
  expect(origins['region']).toEqual({ value: 'eu-west-1', source: 'file', field: 'region' })
})

test('what a cluster says replaces what is shared, a list and pairs as a whole; chart values are merged', async () => {
  const { settings, origins } = await load(of('prod'), withFile(text))
  expect(settings.target).toEqual({ cluster: 'prod', region: 'eu-west-1', profile: 'prod' })
  expect(settings.repositories).toEqual(['apps/*', 'base'])
  expect(settings.iam.tags).toEqual({ team: 'platform' })
  expect(settings.chartValues.instance).toEqual({ instance: { cluster: { size: 'large', domain: 'cluster.local' } } })
  expect(origins['profile']).toEqual({ value: 'prod', source: 'file', field: 'clusters.prod.profile' })
})

test('a cluster may have another name in EKS, and is found by both', async () => {
  const expected = { cluster: 'main', region: 'us-east-1', context: 'bastion', kubeconfig: '/home/ada/kube.yaml' }
  expect((await load(of('prod-us'), withFile(text))).settings.target).toEqual(expected)
  expect((await load(of('main'), withFile(text))).settings.target).toEqual(expected)
})

test('flags and variables are stronger than what the file says for a cluster', async () => {
  const world = withFile(text, { FLUX_IRSA_REGION: 'eu-central-1', FLUX_IRSA_CLUSTER: 'prod' })
  const { settings } = await load(['plan', '-f', 'f.yaml', '--profile', 'other'], world)
  expect(settings.target).toEqual({ cluster: 'prod', region: 'eu-central-1', profile: 'other' })
})

test('the only cluster needs no choice, and `cluster` at the top chooses one of several', async () => {
  expect((await load(['plan', '-f', 'f.yaml'], withFile('clusters: { prod: {} }'))).settings.target.cluster).toBe('prod')
  expect((await load(['plan', '-f', 'f.yaml'], withFile(`cluster: staging\n${text}`))).settings.target.cluster).toBe('staging')
})

const targets = async (args: string[], world = withFile(text)) =>
  (await loadAll(args, world)).map(({ name, settings: { target } }) => [name, target.cluster, target.region])
const TWO = [
  ['prod', 'prod', 'eu-west-1'],
  ['staging', 'staging', 'eu-west-1'],
]

test('several clusters are named one by one, comma separated or in the variable, each once', async () => {
  const file = ['-f', 'f.yaml']
  expect(await targets(['plan', ...file, '--cluster', 'prod', '--cluster', 'staging', '--cluster', 'prod'])).toEqual(TWO)
  expect(await targets(['install', ...file, '--cluster', 'prod,staging'])).toEqual(TWO)
  expect(await targets(['verify', ...file], withFile(text, { FLUX_IRSA_CLUSTER: 'prod, staging' }))).toEqual(TWO)
  expect(await targets(['verify', ...file, '--cluster', 'prod-us,main'])).toEqual([['prod-us', 'main', 'us-east-1']])
})

test('without a file every name is taken as it is', async () => {
  expect(await targets(['plan', '--cluster', 'a1', '--cluster', 'b1'], { files: { 'f.yaml': '' }, env: { HOME: '/' } })).toEqual([
    ['a1', 'a1', undefined],
    ['b1', 'b1', undefined],
  ])
})

test('--all are those of the file in its order; a cluster that is named by something stronger holds', async () => {
  const all = [
    ['staging', 'staging', 'eu-west-1'],
    ['prod', 'prod', 'eu-west-1'],
    ['prod-us', 'main', 'us-east-1'],
  ]
  expect(await targets(['plan', '-f', 'f.yaml', '--all'])).toEqual(all)
  expect(await targets(['plan', '-f', 'f.yaml', '--all'], withFile(text, { FLUX_IRSA_CLUSTER: 'prod' }))).toEqual(all)
  expect(await targets(['plan', '-f', 'f.yaml'], withFile(`all: true\ncluster: prod\n${text}`))).toEqual(all)
  const named = ['plan', '-f', 'f.yaml', '--cluster', 'prod']
  expect(await targets(named, withFile(text, { FLUX_IRSA_ALL: 'true' }))).toEqual([['prod', 'prod', 'eu-west-1']])
  expect(await targets(['uninstall', '-f', 'f.yaml'], withFile(`all: true\ncluster: prod\n${text}`))).toEqual([
    ['prod', 'prod', 'eu-west-1'],
  ])
})

test('a password from stdin is read once, for all of them', async () => {
  const world = { ...withFile('clusters: { a1: {}, b1: {} }\ngitUrl: https://github.com/acme/fleet\n'), stdin: 'pass' }
  const reads: string[] = []
  const loaded = await loadAll(['install', '-f', 'f.yaml', '--all', '--git-password-stdin'], world, reads)
  expect(loaded.map(({ settings }) => settings.git.credentials)).toMatchObject([{ password: 'pass' }, { password: 'pass' }])
  expect(reads.filter((read) => read === 'stdin')).toHaveLength(1)
})

describe('refuses', () => {
  test.each([
    ['clusters: { prod: { regoin: eu-west-1 } }', 'clusters.prod.regoin: is not a known key; did you mean region?'],
    ['clutsers: {}', 'clutsers: is not a known key; did you mean clusters?'],
    ['clusters: { prod: { values: { instnace: {} } } }', 'clusters.prod.values.instnace: is not a known key; did you mean instance?'],
    ['clusters: { prod: { clusters: {} } }', 'clusters.prod.clusters: is not a known key'],
    ['clusters: { prod: { region: 5 } }', 'clusters.prod.region: is a number'],
    ['clusters: { prod: { repository: [a1, 5] } }', 'clusters.prod.repository.1: is a number'],
    ['clusters: { prod: { region: mars } }', 'clusters.prod.region: "mars" is not a region'],
    ['clusters: { prod: { output: json } }', 'clusters.prod.output: holds for the whole run, not for one cluster'],
    ['clusters: { prod: { timeout: 5m } }', 'clusters.prod.timeout: holds for the whole run, not for one cluster'],
    ['clusters: { prod: [] }', 'clusters.prod: is a list'],
    ['clusters: [prod]', 'clusters: is a list'],
    ['clusters: {}', 'clusters: is an empty map'],
    ['clusters: { "prod eu": {} }', 'clusters.prod eu: cannot be the name of a cluster'],
    ['clusters: { __proto__: { region: x } }', 'clusters.__proto__: cannot be the name of a cluster'],
    ['clusters: { prod: { gitPassword: hunter2 } }', 'clusters.prod.gitPassword: a secret does not belong in a file'],
    [
      'clusters: { prod: { values: { instance: { nameOverride: x } } } }',
      'clusters.prod.values.instance.nameOverride: is set by flux-irsa',
    ],
    ['clusters: { prod: { values: { operator: { a: [.inf] } } } }', 'clusters.prod.values.operator.a.0: is not a value that JSON knows'],
    ['clusters: { staging: {}, prod: {} }', '--cluster: was not said, and the file has several'],
    ['cluster: prd\nclusters: { staging: {}, prod: {} }', 'cluster: "prd" is not among the file\'s clusters; did you mean prod?'],
  ])('%j', async (content, says) => {
    const failure = await refusal(['plan', '-f', 'f.yaml'], withFile(content))
    expect(failure.message).toContain(says)
    expect(failure).toMatchObject({ exitCode: 64, source: 'user' })
    expect(allTexts(failure)).not.toContain('hunter2')
  })

  test('a cluster that the file does not have, with the nearest', async () => {
    const failure = await refusal(of('prod-su'), withFile(text))
    expect(failure.message).toBe('--cluster: "prod-su" is not among the file\'s clusters; did you mean prod-us?')
    expect(JSON.stringify(failure.evidence)).toContain('staging, prod, prod-us')
  })

  test.each([
    ['something that is wrong in one of them', 'clusters: { a1: {}, b1: { region: mars } }', 'clusters.b1.region: "mars" is not a region'],
    [
      'one cluster under two names',
      'clusters: { a1: { cluster: x1 }, b1: { cluster: x1 } }',
      'clusters.b1: is the same cluster as clusters.a1',
    ],
    [
      'a file of a secret that one of them lacks',
      'clusters: { a1: {}, b1: { gitPasswordFile: none } }',
      'clusters.b1.gitPasswordFile: there is no',
    ],
  ])('all of them for %s', async (_, content, says) => {
    expect((await refusal(['plan', '-f', 'f.yaml', '--all'], withFile(content))).message).toContain(says)
  })

  test("EKS's name where several clusters of the file have it", async () => {
    const failure = await refusal(of('main'), withFile('clusters: { eu: { cluster: main }, us: { cluster: main } }'))
    expect(failure.message).toBe('--cluster: "main" is the name of several clusters in the file')
    expect(JSON.stringify(failure.evidence)).toContain('eu, us')
  })
})
