import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2019 } from 'ajv/dist/2019.js'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { startSandbox, type Sandbox } from '../../src/sandbox/index.ts'
import { drive } from '../stories/drive.ts'
import { LAB } from './lab-server.ts'

const OPTIONS: [string, string[]][] = [
  ['nothing but the cluster', []],
  ['Git over HTTPS', ['--git-url', 'https://bitbucket.org/acme/fleet.git', '--git-secret-name', 'fleet', '--git-path', '/']],
  [
    'Git over SSH',
    ['--git-url', 'ssh://git@github.com/acme/fleet', '--git-ref', 'refs/tags/v1', '--git-path', 'clusters/prod', '--git-secret', 'theirs'],
  ],
  ["the article's versions", ['--operator-version', '0.32.0', '--flux-version', '2.4.x']],
  [
    'few components and another registry',
    ['--components', 'source-controller,kustomize-controller', '--registry', 'registry.example.com/fluxcd'],
  ],
  [
    'three ServiceAccounts',
    [
      '--service-account',
      'source-controller',
      '--service-account',
      'image-reflector-controller',
      '--service-account',
      'image-automation-controller',
    ],
  ],
]

/** The charts' own rules, which stand beside the lab's folder and are read there. */
describe.skipIf(!LAB)("the values that are given to helm keep to the real charts' schemas", () => {
  const ajv = new Ajv2019({ strict: false, allErrors: true })
  const schemaOf = (chart: string) =>
    ajv.compile(JSON.parse(readFileSync(join(LAB, '..', 'charts', `${chart}.values.schema.json`), 'utf8')) as object)
  let sandbox: Sandbox
  beforeAll(async () => {
    sandbox = await startSandbox({ cluster: 'lab' })
  })
  afterAll(() => sandbox.close())

  test.each(OPTIONS)('with %s', async (_, options) => {
    const { code, stdout, stderr } = await drive(sandbox, ['render', '--cluster', 'lab', ...options, '-o', 'helm'])
    expect(code, stderr).toBe(0)
    const values = parseAllDocuments(stdout).map((document) => (document.toJS() ?? {}) as Record<string, unknown>)
    const instance = values.find((one) => 'instance' in one)
    const operator = values.find((one) => one !== instance)
    for (const [chart, given] of [
      ['flux-operator', operator],
      ['flux-instance', instance],
    ] as const) {
      const valid = schemaOf(chart)
      expect(given, chart).toBeDefined()
      valid(given)
      // Helm lays the values over the chart's own, which have all that is required.
      expect(valid.errors?.filter((error) => error.keyword !== 'required') ?? []).toEqual([])
      expect(unknownKeys(given ?? {}, valid.schema as Schema), `${chart} ignores what it does not know`).toEqual([])
    }
  })

  test('and a typo of the article is told from what the schemas know', () => {
    const schema = schemaOf('flux-instance').schema as Schema
    expect(unknownKeys({ instance: { sync: { eks: 'GitRepository' } }, installCRDs: true }, schema)).toEqual([
      'instance.sync.eks',
      'installCRDs',
    ])
  })
})

interface Schema {
  properties?: Record<string, Schema>
}

/** Keys that no schema names: helm takes them in silence. */
function unknownKeys(values: Record<string, unknown>, { properties }: Schema, path = ''): string[] {
  if (!properties) return []
  return Object.entries(values).flatMap(([key, value]) => {
    const known = properties[key]
    if (!known) return [`${path}${key}`]
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? unknownKeys(value as Record<string, unknown>, known, `${path}${key}.`)
      : []
  })
}
