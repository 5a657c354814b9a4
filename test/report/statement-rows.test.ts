import { expect, test } from 'vitest'
import { joinStatements, withShortConditions } from '../../src/report/text/statement-rows.ts'

const at = (part: string, after: unknown, before?: unknown) => ({ path: `document.Read.${part}`, before, after })

test('the fields of a new statement are one statement again, and others stay fields', () => {
  const changed = { path: 'document.Login.Resource', before: 'a', after: '*' }
  const condition = at('Condition.StringEquals.aws:ResourceTag/team', 'flux')
  expect(joinStatements([at('Effect', 'Allow'), at('Action', 'a'), changed, at('Principal.AWS', 'p'), condition])).toEqual([
    {
      path: 'document.Read',
      before: undefined,
      after: { Effect: 'Allow', Action: 'a', Principal: { AWS: 'p' }, Condition: { StringEquals: { 'aws:ResourceTag/team': 'flux' } } },
    },
    changed,
  ])
})

test('a statement that goes away is one statement too, and one whose effect changes is not', () => {
  expect(joinStatements([at('Effect', null, 'Allow'), at('Action', null, 'a')])).toEqual([
    { path: 'document.Read', before: { Effect: 'Allow', Action: 'a' }, after: undefined },
  ])
  const turned = [at('Effect', 'Deny', 'Allow'), at('Action', 'b', 'a')]
  expect(joinStatements(turned)).toEqual(turned)
})

const sub = (issuer: string, operator = 'StringEquals') => ({ path: `trust.FluxIrsa.Condition.${operator}.${issuer}:sub` })

test('a condition is named without its issuer, unless the issuer is what changes', () => {
  expect(withShortConditions([sub('oidc.example/id/A')])).toEqual([{ path: 'trust.FluxIrsa.sub' }])
  expect(withShortConditions([sub('oidc.example/id/A', 'StringLike')])).toEqual([{ path: 'trust.FluxIrsa.sub (StringLike)' }])
  const both = [sub('oidc.example/id/A'), sub('oidc.example/id/B')]
  expect(withShortConditions(both)).toEqual(both)
})
