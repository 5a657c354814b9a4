import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { asList, differences, equivalent, policySize, statementsOf } from '../../src/domain/canonical.ts'
import type { PolicyDocument, Statement } from '../../src/domain/policy-document.ts'

const doc = (...statements: Partial<Statement>[]): PolicyDocument => ({
  Version: '2012-10-17',
  Statement: statements.map((statement) => ({ Effect: 'Allow', ...statement })),
})
const allow = (extra: Partial<Statement> = {}): PolicyDocument =>
  doc({ Sid: 'A', Action: ['s3:Get', 's3:Put'], Resource: ['r1', 'r2'], ...extra })
const condition = (block: Statement['Condition']): PolicyDocument => allow(block && { Condition: block })
const principal = (value: Statement['Principal']): PolicyDocument => allow(value && { Principal: value })

describe('two policy documents mean the same', () => {
  const same: [why: string, a: PolicyDocument, b: PolicyDocument][] = [
    ['with lists in another order', allow(), allow({ Action: ['s3:Put', 's3:Get'], Resource: ['r2', 'r1'] })],
    ['with a list of one as a string', allow({ Action: ['s3:Get'] }), allow({ Action: 's3:Get' })],
    ['with actions in another case', allow(), allow({ Action: ['S3:get', 's3:PUT'] })],
    ['with an entry given twice', allow(), allow({ Resource: ['r1', 'r1', 'r2'] })],
    ['with one statement outside of a list', allow(), { Version: '2012-10-17', Statement: statementsOf(allow())[0] as Statement }],
    ['with statements in another order', doc({ Sid: 'A' }, { Sid: 'B' }), doc({ Sid: 'B' }, { Sid: 'A' })],
    ['with an account id for its root', principal({ AWS: '123456789012' }), principal({ AWS: ['arn:aws-cn:iam::123456789012:root'] })],
    ['with an empty set of principals', allow(), principal({ AWS: [] })],
    [
      'with unquoted scalars',
      condition({ Bool: { k: true }, NumericEquals: { n: 12 } }),
      condition({ Bool: { k: 'true' }, NumericEquals: { n: '12' } }),
    ],
    ['with condition keys in another case', condition({ StringEquals: { 'aws:X': 'v' } }), condition({ stringequals: { 'AWS:x': ['v'] } })],
    ['with an empty condition', allow(), condition({})],
    ['with an empty Id', allow(), { ...allow(), Id: '' }],
    ['with no Version or the old one', { Statement: [] }, { Version: '2008-10-17', Statement: [] }],
  ]
  it.each(same)('%s', (_why, a, b) => {
    expect(equivalent(a, b)).toBe(true)
    expect(equivalent(b, a)).toBe(true)
  })
})

describe('two policy documents differ', () => {
  const different: [why: string, a: PolicyDocument, b: PolicyDocument, path: string][] = [
    ['in an action', allow(), allow({ Action: ['s3:Get', 's3:Delete'] }), 'A.Action'],
    ['in the case of a resource', allow(), allow({ Resource: ['R1', 'r2'] }), 'A.Resource'],
    ['in the effect', allow(), allow({ Effect: 'Deny' }), 'A.Effect'],
    ['in the version', allow(), { ...allow(), Version: '2008-10-17' }, 'Version'],
    ['in the id', allow(), { ...allow(), Id: 'x' }, 'Id'],
    ['in NotAction', allow({ NotAction: 'x' }), allow(), 'A.NotAction'],
    [
      'in a condition value',
      condition({ StringEquals: { k: 'a' } }),
      condition({ StringEquals: { k: 'b' } }),
      'A.Condition.StringEquals.k',
    ],
    ['in a condition operator', condition({ StringEquals: { k: 'a' } }), condition({ StringLike: { k: 'a' } }), 'A.Condition.StringLike.k'],
    ['in a principal', principal({ AWS: '123456789012' }), principal({ AWS: '123456789013' }), 'A.Principal.AWS'],
    ['in the kind of principal', principal('*'), principal({ AWS: '*' }), 'A.Principal.AWS'],
    ['in the Sid', allow(), allow({ Sid: 'B' }), 'B.Effect'],
    ['in how often a statement is there', doc({ Action: 'a' }, { Action: 'a' }), doc({ Action: 'a' }), 'Statement[1].Action'],
    ['in a statement without a Sid', doc({ Action: 'a' }), doc({ Action: 'b' }), 'Statement[0].Action'],
  ]
  it.each(different)('%s, and the path says where', (_why, a, b, path) => {
    expect(equivalent(a, b)).toBe(false)
    expect(equivalent(b, a)).toBe(false)
    expect(differences(a, b).map((difference) => difference.path)).toContain(path)
  })

  it('by what was and what is, and by nothing that stayed', () => {
    const [before, after] = [condition({ StringEquals: { k: ['b', 'a'], j: 'x' } }), condition({ StringEquals: { k: 'a', j: 'x' } })]
    expect(differences(before, after)).toEqual([{ path: 'A.Condition.StringEquals.k', before: ['a', 'b'], after: 'a' }])
  })

  it('in everything where there was none before', () => {
    expect(differences(undefined, doc({ Sid: 'A', Action: 'x', Resource: '*' }))).toEqual([
      { path: 'Version', before: undefined, after: '2012-10-17' },
      { path: 'A.Effect', before: undefined, after: 'Allow' },
      { path: 'A.Action', before: undefined, after: 'x' },
      { path: 'A.Resource', before: undefined, after: '*' },
    ])
  })
})

describe('equivalence', () => {
  const word = fc.constantFrom('a', 'b', 'A', 'arn:aws:iam::123456789012:root', '123456789012')
  const words = fc.oneof(word, fc.array(word, { maxLength: 3 }))
  const statement: fc.Arbitrary<Statement> = fc.record(
    {
      Sid: fc.constantFrom('X', 'Y'),
      Effect: fc.constantFrom('Allow' as const, 'Deny' as const),
      Action: words,
      Resource: words,
      Principal: fc.record({ AWS: words }),
      Condition: fc.dictionary(fc.constantFrom('StringEquals', 'StringLike'), fc.dictionary(fc.constantFrom('k', 'K', 'j'), words)),
    },
    { requiredKeys: ['Effect'] },
  )
  const document = fc.record({ Version: fc.constantFrom('2012-10-17', '2008-10-17'), Statement: fc.array(statement, { maxLength: 3 }) })

  it('holds between a document and any shuffle of it, and is symmetric', () => {
    fc.assert(
      fc.property(document, document, (a, b) => {
        const shuffled = {
          ...a,
          Statement: a.Statement.toReversed().map((one) => ({ ...one, ...(one.Action && { Action: asList(one.Action).toReversed() }) })),
        }
        expect(differences(a, shuffled)).toEqual([])
        expect(equivalent(a, b)).toBe(equivalent(b, a))
      }),
    )
  })
})

it('the size of a document is what IAM counts: no white space between tokens', () => {
  expect(policySize({ Version: '2012-10-17', Statement: [] })).toBe('{"Version":"2012-10-17","Statement":[]}'.length)
})
