import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { PolicyDocument, Statement } from '../../src/domain/policy-document.ts'
import { evaluate, matches } from '../../src/domain/policy-evaluation.ts'

const doc = (...statements: Partial<Statement>[]): PolicyDocument => ({
  Statement: statements.map((statement) => ({ Effect: 'Allow', Action: 's3:Get', Resource: '*', ...statement })),
})
const ask = (statements: Partial<Statement>[], context?: Record<string, string | string[]>) =>
  evaluate([doc(...statements)], { action: 's3:Get', resource: 'arn:x', ...(context && { context }) })

describe('wildcards', () => {
  it.each([
    ['*', '', true],
    ['*', 'a/b', true],
    ['a*c', 'abbc', true],
    ['a*c', 'ac', true],
    ['a?c', 'abc', true],
    ['a?c', 'ac', false],
    ['a*', 'ba', false],
    ['', '', true],
    ['', 'a', false],
    ['a*b*c', 'axbxbc', true],
    ['a*b*c', 'axbx', false],
    ['a.c', 'abc', false],
    ['A', 'a', false],
  ])('%j against %j: %s', (pattern, value, expected) => expect(matches(pattern, value)).toBe(expected))

  it('agree with a regular expression on any pattern', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '/', '*', '?'), maxLength: 8 })
    fc.assert(
      fc.property(text, fc.string({ unit: fc.constantFrom('a', 'b', '/'), maxLength: 8 }), (pattern, value) => {
        const expression = new RegExp(`^${pattern.replaceAll('*', '.*').replaceAll('?', '.')}$`)
        expect(matches(pattern, value)).toBe(expression.test(value))
      }),
    )
  })
})

describe('a request', () => {
  it('is allowed, denied, or not spoken of', () => {
    expect(ask([{}])).toBe('allow')
    expect(ask([{}, { Effect: 'Deny', Action: 's3:*' }])).toBe('deny')
    expect(ask([{ Action: 's3:Put' }])).toBe('none')
    expect(evaluate([], { action: 's3:Get', resource: '*' })).toBe('none')
    expect(evaluate([doc({}), doc({ Effect: 'Deny' })], { action: 's3:Get', resource: '*' })).toBe('deny')
  })

  it('is matched by actions in any case, and by resources in theirs', () => {
    expect(ask([{ Action: ['S3:GET'] }])).toBe('allow')
    expect(ask([{ Resource: 'arn:X' }])).toBe('none')
  })

  it('is matched by what NotAction and NotResource leave over', () => {
    expect(ask([{ Action: undefined, NotAction: 's3:Put' }])).toBe('allow')
    expect(ask([{ NotAction: 's3:G*' }])).toBe('none')
    expect(ask([{ NotResource: 'arn:*' }])).toBe('none')
  })

  it('is bound by conditions that are known, with keys in any case', () => {
    const Condition = { StringEquals: { 'aws:PrincipalTag/Team': 'a' } }
    expect(ask([{ Condition }], { 'AWS:principaltag/team': 'a' })).toBe('allow')
    expect(ask([{ Condition }], { 'aws:PrincipalTag/Team': 'b' })).toBe('none')
    expect(ask([{ Condition }])).toBe('none')
    expect(ask([{ Condition: { Bool: { 'aws:SecureTransport': true } } }], { 'aws:SecureTransport': 'true' })).toBe('allow')
    expect(ask([{ Condition: { ArnLike: { 'aws:SourceArn': 'arn:*' } } }], { 'aws:SourceArn': 'arn:x' })).toBe('allow')
  })

  it('is refused where a condition cannot be judged, whichever the effect', () => {
    const Condition = { DateGreaterThan: { 'aws:CurrentTime': '2020-01-01T00:00:00Z' } }
    expect(ask([{ Condition }])).toBe('none')
    expect(ask([{}, { Effect: 'Deny', Condition }])).toBe('deny')
  })

  it('with several values is judged by the set operators', () => {
    const ten = { 'aws:TagKeys': ['a', 'b'] }
    expect(ask([{ Condition: { 'ForAllValues:StringEquals': { 'aws:TagKeys': ['a', 'b', 'c'] } } }], ten)).toBe('allow')
    expect(ask([{ Condition: { 'ForAllValues:StringEquals': { 'aws:TagKeys': ['a'] } } }], ten)).toBe('none')
    expect(ask([{ Condition: { 'ForAnyValue:StringEquals': { 'aws:TagKeys': ['a'] } } }], ten)).toBe('allow')
    expect(ask([{ Condition: { 'ForAnyValue:StringNotEquals': { 'aws:TagKeys': ['a'] } } }], ten)).toBe('allow')
    expect(ask([{ Condition: { 'ForAnyValue:StringEquals': { 'aws:TagKeys': ['a'] } } }])).toBe('none')
  })
})
