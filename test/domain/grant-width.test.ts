import { expect, test } from 'vitest'
import { widthOf } from '../../src/domain/grant-width.ts'
import { ecrPolicy } from '../../src/domain/permissions-policy.ts'
import type { PolicyDocument, Statement } from '../../src/domain/policy-document.ts'

const of = (...Statement: Statement[]): PolicyDocument => ({ Version: '2012-10-17', Statement })
const allow = (Action: string | string[], Resource: string | string[] = '*'): PolicyDocument => of({ Effect: 'Allow', Action, Resource })

test.each<[string, PolicyDocument, string[]]>([
  ['everything', allow('*'), ['every action on everything']],
  ['everything, written otherwise', allow('*:*'), ['every action on everything']],
  ['all but something', of({ Effect: 'Allow', NotAction: ['iam:*'], Resource: '*' }), ['every action but iam:*, on everything']],
  ['a whole service', allow(['s3:*', 'ec2:Describe*']), ['s3:* on everything']],
  ['what can become anything', allow(['iam:PassRole', 'iam:Get*']), ['iam:PassRole on everything']],
  ['by a wildcard', allow('iam:Put*'), ['iam:PutRolePolicy, iam:PutUserPolicy on everything']],
  ['a service on one resource', allow('s3:*', 'arn:aws:s3:::mine/*'), []],
  ['reads', allow(['s3:Get*', 's3:List*', 'ec2:Describe*']), []],
  ['a pass of one role', allow('iam:PassRole', 'arn:aws:iam::123456789012:role/mine'), []],
])('%s', (_what, document, expected) => {
  expect(widthOf([document])).toEqual(expected)
})

test('writes to ECR are more than Flux needs, on one repository too', () => {
  const push = allow('ecr:*', 'arn:aws:ecr:eu-west-1:123456789012:repository/apps/*')
  expect(widthOf([push])).toEqual([])
  expect(widthOf([push], { readsEcr: true })[0]).toContain('ecr:PutImage')
  for (const access of ['minimal', 'read'] as const)
    expect(widthOf([ecrPolicy({ access, repositoryArns: ['*'], pullsLayers: true })], { readsEcr: true })).toEqual([])
})

test('what is denied, or left out by the boundary, does not count', () => {
  expect(widthOf([allow('*'), of({ Effect: 'Deny', Action: '*', Resource: '*' })])).toEqual([])
  expect(widthOf([allow('*')], { boundary: allow(['s3:Get*', 'ecr:*']) })).toEqual([])
  expect(widthOf([allow('*')], { boundary: allow('*') })).toHaveLength(1)
})
