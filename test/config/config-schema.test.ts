import { Ajv } from 'ajv'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { configSchemaText } from '../../src/config/config-schema.ts'
import { CLUSTER_OPTIONS, FILE_OPTIONS } from '../../src/config/file-schema.ts'
import { readConfigFile } from '../../src/config/read-file.ts'
import type { Option } from '../../src/config/option.ts'
import { Failure } from '../../src/domain/failure.ts'
import { fences, pages, textOf } from '../docs/markdown.ts'

const schema = JSON.parse(configSchemaText()) as {
  properties: Record<string, { description?: string; default?: unknown; enum?: string[] }>
}
const bySchema = new Ajv({ strict: false, allErrors: true }).compile(schema)

/** Whether the program reads the file; anything but a refusal fails the test. */
function byProgram(file: unknown): boolean {
  try {
    readConfigFile(JSON.stringify(file), '-f')
    return true
  } catch (error) {
    expect(error).toBeInstanceOf(Failure)
    return false
  }
}

test('the schema in the package is the one that the program knows', async () => {
  await expect(configSchemaText()).toMatchFileSnapshot('../../flux-irsa.schema.json')
})

test('an editor is told what each key means, what it takes and what holds by default', () => {
  expect(FILE_OPTIONS.filter(({ key }) => !schema.properties[key]?.description).map(({ key }) => key)).toEqual([])
  expect(schema.properties['access']).toEqual({
    type: 'string',
    enum: ['minimal', 'read'],
    description: 'Minimal, or read (the wider, describing set)',
    default: 'minimal',
  })
  expect(schema.properties['output']?.enum).toEqual(expect.arrayContaining(['text', 'json', 'junit', 'terraform']))
  expect(schema.properties['gitPassword']).toBeUndefined()
})

const samples = pages.flatMap((page) =>
  fences(textOf(page), 'yaml').flatMap((text): [string, unknown][] => {
    const [first] = parseAllDocuments(text)
    const value = (first?.toJS() ?? {}) as object
    const keys = Object.keys(value)
    return keys.length > 0 && keys.every((key) => Object.hasOwn(schema.properties, key)) ? [[page, value]] : []
  }),
)

test('the docs show files, and the schema accepts them', () => {
  expect(samples.map(([page]) => page)).toContain('docs/configuration.md')
  for (const [page, file] of samples) expect(bySchema(file) || bySchema.errors, page).toBe(true)
})

describe('accepts what the program reads, and refuses what it refuses:', () => {
  test.each<[file: unknown, accepted: boolean]>([
    [{}, true],
    [{ cluster: 'prod', repository: 'apps/*' }, true],
    [{ repository: ['a', 5] }, false],
    [{ access: 'none' }, false],
    [{ components: ['source-controller', 'nonsense'] }, false],
    [{ clutser: 'prod' }, false],
    [{ gitPassword: 'x' }, false],
    [{ config: 'other.yaml' }, false],
    [{ verbose: 4 }, false],
    [{ clusters: { prod: null, staging: { region: 'eu-west-1' } } }, true],
    [{ clusters: {} }, false],
    [{ clusters: { 'not a name': {} } }, false],
    [{ clusters: { prod: { timeout: '5m' } } }, false],
    [{ values: { instance: { instance: { distribution: { version: '2.x' } } } } }, false],
    [{ values: { instance: { instance: { distribution: { artifact: 'oci://a/b:v1.2.3' } } } } }, true],
    [{ values: { instance: { kustomize: {} } } }, false],
    [{ values: { instance: { instance: { kustomize: { patches: {} } } } } }, false],
    [{ clusters: { prod: { values: { operator: { fullnameOverride: 'x' } } } } }, false],
    [{ values: { instance: { instance: 'text' } } }, true],
  ])('%j', (file, accepted) => {
    expect([bySchema(file), byProgram(file)]).toEqual([accepted, accepted])
  })

  const word = fc.constantFrom('prod', 'minimal', 'read', 'irsa', 'json', 'source-controller', '', 'a b', 'k=v')
  const atom = fc.oneof(word, fc.boolean(), fc.integer({ min: -1, max: 4 }), fc.constant(null), fc.constant(1.5))
  const any = fc.oneof(atom, fc.array(atom, { maxLength: 2 }), fc.dictionary(word, atom))
  const ofKind: Record<string, fc.Arbitrary<unknown>> = {
    text: word,
    list: fc.oneof(word, fc.array(word, { maxLength: 3 })),
    map: fc.dictionary(fc.constantFrom('team', 'env'), word),
    boolean: fc.boolean(),
    count: fc.integer({ min: 0, max: 4 }),
  }
  /** One key with a value that mostly is of its kind. */
  const said = (options: readonly Option[]) =>
    fc.constantFrom(...options).chain(({ key, kind, words }) => {
      const fitting = words ? fc.constantFrom(...words, 'nonsense') : (ofKind[kind] ?? any)
      return fc.tuple(fc.constant(key), fc.oneof({ weight: 9, arbitrary: fitting }, any))
    })
  const stray = fc.tuple(fc.constantFrom('unknown', 'password', 'config', 'timeout'), word)
  const section = (options: readonly Option[]) =>
    fc.array(fc.oneof({ weight: 15, arbitrary: said(options) }, stray), { maxLength: 3 }).map((entries) => Object.fromEntries(entries))
  const nested = (depth: number): fc.Arbitrary<unknown> =>
    depth === 0
      ? atom
      : fc.dictionary(
          fc.constantFrom('instance', 'kustomize', 'patches', 'distribution', 'nameOverride', 'sync', 'cluster', 'free'),
          fc.oneof(atom, nested(depth - 1), fc.array(atom, { maxLength: 1 })),
          { maxKeys: 2 },
        )
  const values = fc.record({ operator: nested(2), instance: nested(4) }, { requiredKeys: [] })
  const ofCluster = fc.oneof(fc.constant(null), section(CLUSTER_OPTIONS), fc.record({ values }))
  const clusters = fc.dictionary(fc.constantFrom('prod', 'staging', 'not a name', '-'), ofCluster, { maxKeys: 2 })
  const file = fc
    .tuple(
      section(FILE_OPTIONS),
      fc.oneof(
        { weight: 3, arbitrary: fc.constant({}) },
        fc.record({ values, clusters: fc.oneof({ weight: 4, arbitrary: clusters }, atom) }, { requiredKeys: [] }),
      ),
    )
    .map(([options, rest]) => ({ ...options, ...rest }))

  test('any file', () => {
    let accepted = 0
    fc.assert(
      fc.property(file, (one) => {
        const answer = byProgram(one)
        if (answer) accepted++
        expect(bySchema(one)).toBe(answer)
      }),
      { numRuns: 1500 },
    )
    // A generator whose files are all refused would prove nothing.
    expect(accepted).toBeGreaterThan(150)
  })
})
