import { format } from '@cdktn/hcl-tools'
import { parse } from '@cdktn/hcl2json'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { block, call, hclText, hclValue, ref, type BodyItem } from '../../src/render/hcl.ts'

/** hcl2json hands templates back unread; this reads the escapes of those that hold none. */
function literal(text: string): string {
  return text.replaceAll('$${', '${').replaceAll('%%{', '%{')
}

const text = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 12 }).map((value) => value.normalize('NFC')),
  fc.stringMatching(/^[$%{}"\\a\n\t ]{0,12}$/),
)

test("any text comes back from Terraform's own parser as it was, with no template in it", async () => {
  await fc.assert(
    fc.asyncProperty(text, async (value) => {
      const parsed = (await parse('main.tf', hclText([['value', value]]))) as { value: string }
      expect(literal(parsed.value)).toBe(value)
    }),
    { numRuns: 200 },
  )
})

const value = fc.letrec((tie) => ({
  any: fc.oneof(
    { maxDepth: 3 },
    text,
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('any'), { maxLength: 3 }),
    fc.dictionary(fc.stringMatching(/^[a-z.:/_-]{1,8}$/), tie('any'), { maxKeys: 4 }),
  ),
})).any

test('whatever is written is formatted as terraform fmt leaves it', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(value, { maxLength: 4 }), value, async (items, inner) => {
      const body: BodyItem[] = items.map((item, at) => [`argument${'s'.repeat(at)}`, hclValue(item)])
      const written = hclText([
        block(
          'resource',
          ['a', 'b'],
          [...body, { comment: 'why' }, block('inner', [], [['x', call('yamlencode', hclValue(inner))]]), ['last', ref('a.b')]],
        ),
      ])
      expect(await format(written)).toBe(written)
      await parse('main.tf', written)
    }),
    { numRuns: 100 },
  )
})

describe('what must not become a template does not', () => {
  test.each(['${var.secret}', '$${x}', '%{ if true }', '$$${x}', '%%{x}', '$%{x}', 'cost: $5 {x}'])('%s', async (written) => {
    const parsed = (await parse('main.tf', hclText([['value', written]]))) as { value: string }
    expect(literal(parsed.value)).toBe(written)
  })
})
