import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { yamlText } from '../../src/render/yaml-text.ts'

const tricky = [
  'yes',
  'No',
  'on',
  'null',
  '~',
  '0o17',
  '017',
  '1_000',
  '12:30',
  '2001-01-01',
  '.inf',
  '1e3',
  '#x',
  'a: b',
  'a #b',
  '- x',
  ' x',
  'x ',
  '',
  '*',
  '&a',
  '!t',
  '%x',
  '@x',
  'a\n',
  'a\nb\n',
  '\n',
  ' a\nb\n',
  'a\n\nb\n',
  'a \nb\n',
  '<<',
  '=',
]
const text = fc.oneof(fc.constantFrom(...tricky), fc.string({ unit: 'grapheme', maxLength: 10 }), fc.stringMatching(/^[ab:# \n-]{0,10}$/))
const value = fc.letrec((tie) => ({
  any: fc.oneof(
    { maxDepth: 3 },
    text,
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('any'), { maxLength: 3 }),
    fc.dictionary(text, tie('any'), { maxKeys: 4 }),
  ),
})).any

test('any value comes back as it was, from readers of YAML 1.1 and of 1.2', () => {
  fc.assert(
    fc.property(value, (one) => {
      const written = yamlText({ one })
      for (const version of ['1.1', '1.2'] as const) expect(parse(written, { version }), written).toEqual({ one })
    }),
    { numRuns: 500 },
  )
})

test('a patch stands as a block that can be read', () => {
  expect(yamlText({ patch: '# why\nkind: X\nmetadata:\n  name: y\n' })).toBe('patch: |\n  # why\n  kind: X\n  metadata:\n    name: y\n')
})
