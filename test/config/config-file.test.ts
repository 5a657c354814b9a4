import { describe, expect, test } from 'vitest'
import { allTexts, load, refusal } from './load.ts'

const args = ['install', '--cluster', 'prod', '-f', 'f.yaml']
const withFile = (text: string) => ({ files: { 'f.yaml': text } })

test("values for both charts are handed on, the user's patches among them", async () => {
  const text = `
values:
  operator: { resources: { limits: { memory: 2Gi } }, installCRDs: true }
  instance:
    commonLabels: { team: web }
    instance:
      cluster: { size: large }
      kustomize:
        patches:
          - target: { kind: Deployment }
            patch: |
              - op: add
                path: /metadata/labels/x
                value: y
`
  const { settings, origins } = await load(args, withFile(text))
  expect(settings.chartValues.operator).toEqual({ resources: { limits: { memory: '2Gi' } }, installCRDs: true })
  expect(settings.chartValues.instance).toHaveProperty('instance.kustomize.patches.0.target', { kind: 'Deployment' })
  expect(origins['values.instance']).toEqual({ value: 'commonLabels, instance', source: 'file' })
})

test('an empty file says nothing', async () => {
  expect((await load(args, withFile('# nothing yet\n'))).settings.target.cluster).toBe('prod')
})

test('one item may stand for a list of it', async () => {
  expect((await load(args, withFile('repository: apps/main'))).settings.repositories).toEqual(['apps/main'])
})

describe('refuses, naming the key:', () => {
  test.each([
    ['repositories: [a]', 'repositories: is not a known key; did you mean repository?'],
    ['git-url: https://github.com/acme/fleet', 'git-url: is not a known key; did you mean gitUrl?'],
    ['clutser: prod', 'clutser: is not a known key; did you mean cluster?'],
    ['zzzzzz: 1', 'zzzzzz: is not a known key'],
    ['config: other.yaml', 'config: is not a known key'],
    ['values: { instnace: {} }', 'values.instnace: is not a known key; did you mean instance?'],
    ['cluster: 5', 'cluster: is a number'],
    ['fluxVersion: 2.7', 'fluxVersion: is a number'],
    ['cluster:', 'cluster: is empty'],
    ['region: ""', 'region: is empty'],
    ['repository: { a: b }', 'repository: is a map'],
    ['repository: [a1, 5]', 'repository.1: is a number'],
    ['repository: []', 'repository: is an empty list'],
    ['tag: { team: 5 }', 'tag.team: is a number'],
    ['tag: [a=b]', 'tag: is a list'],
    ['adopt: "true"', 'adopt: is text'],
    ['verbose: 7', 'verbose: is a number'],
    ['values: 5', 'values: is a number'],
    ['values: { operator: [] }', 'values.operator: is a list'],
    ['values: { instance: { fullnameOverride: x } }', 'values.instance.fullnameOverride: is set by flux-irsa itself'],
    ['values: { operator: { nameOverride: x } }', 'values.operator.nameOverride: is set by flux-irsa itself'],
    ['values: { instance: { instance: { distribution: { version: 2.x } } } }', 'values.instance.instance.distribution.version: is set by'],
    ['values: { instance: { instance: { distribution: { registry: a } } } }', 'values.instance.instance.distribution.registry: is set by'],
    ['values: { operator: { image: { tag: 0.58 } } }', 'values.operator.image.tag: is a number, not text'],
    [
      'values: { instance: { instance: { cluster: { domain: "yes" } } } }',
      'values.instance.instance.cluster.domain: is not what the chart',
    ],
    ['values: { instance: { instance: { components: [] } } }', 'values.instance.instance.components: is set by'],
    ['values: { instance: { instance: { sync: { eks: GitRepository } } } }', 'values.instance.instance.sync: is set by'],
    ['values: { instance: { kustomize: { patches: [] } } }', 'values.instance.kustomize: is one level too high'],
    ['values: { instance: { instance: { kustomize: { patches: x } } } }', 'values.instance.instance.kustomize.patches: is not a list'],
    ['values: { operator: { a: { b: [.inf] } } }', 'values.operator.a.b.0: is not a value that JSON knows'],
    ['cluster: a\ncluster: b', '--config: line 2, column 1: the key cluster is there twice'],
    ['- a', '--config: does not hold a map'],
    ['just text', '--config: does not hold a map'],
    ['a: [', '--config: line 1'],
    ['a: 1\n---\nb: 2', '--config: line 2, column 1: a second document begins'],
    ['cluster: !!js/function x', '--config: line 1, column 10: an unknown tag'],
    ['cluster: *nowhere', '--config: '],
    ['? [a]\n: b', '--config: line 1'],
  ])('%j', async (text, says) => {
    const failure = await refusal(args, withFile(text))
    expect(failure.message).toContain(says)
    expect(failure).toMatchObject({ exitCode: 64, source: 'user' })
  })
})

test.each(['gitPassword', 'password', 'git-password', 'token', 'gitSshKey'])(
  'refuses a secret under %s without repeating it',
  async (key) => {
    const failure = await refusal(args, withFile(`${key}: hunter2`))
    expect(failure.message).toBe(`${key}: a secret does not belong in a file`)
    expect(allTexts(failure)).not.toContain('hunter2')
  },
)

test('a syntax error does not repeat the text around it', async () => {
  const failure = await refusal(args, withFile('gitPassword: "hunter2\nb: ]'))
  expect(allTexts(failure)).not.toContain('hunter2')
})

test('a flood of aliases is refused, not expanded', async () => {
  const level = (n: number) => `l${n}: &l${n} [${Array.from({ length: 10 }, () => `*l${n - 1}`).join(', ')}]`
  const text = ['l0: &l0 x', ...Array.from({ length: 9 }, (_, index) => level(index + 1))].join('\n')
  expect((await refusal(args, withFile(text))).message).toContain('aliases')
})

test('a file that is not there is named by the option', async () => {
  const failure = await refusal(['plan', '--cluster', 'c1'], { env: { FLUX_IRSA_CONFIG: 'nowhere.yaml' } })
  expect(failure.message).toBe('FLUX_IRSA_CONFIG: there is no such file')
  expect(failure).toMatchObject({ code: 'file-unreadable', exitCode: 64 })
})
