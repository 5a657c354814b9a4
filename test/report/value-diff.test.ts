import { expect, test } from 'vitest'
import { fieldDiffs } from '../../src/report/text/value-diff.ts'

const diff = (before: unknown, after: unknown) => fieldDiffs({ path: 'x', before, after })

test('a plain value shows both sides', () => {
  expect(diff('a', 'b')).toEqual([{ kind: 'value', path: 'x', before: 'a', after: 'b' }])
  expect(diff(undefined, true)).toEqual([{ kind: 'value', path: 'x', before: undefined, after: 'true' }])
  expect(diff('', 'b')).toEqual([{ kind: 'value', path: 'x', before: '""', after: 'b' }])
})

test('a list shows what is added and what is removed', () => {
  expect(diff(['a', 'b'], ['b', 'c'])).toEqual([{ kind: 'list', path: 'x', added: ['c'], removed: ['a'], kept: 1 }])
})

test('a list beside the single value that IAM writes for a list of one is a list', () => {
  expect(diff('a', ['a', 'b'])).toEqual([{ kind: 'list', path: 'x', added: ['b'], removed: [], kept: 1 }])
})

test('a list in another order shows both orders', () => {
  expect(diff(['a', 'b'], ['b', 'a'])).toEqual([{ kind: 'value', path: 'x', before: 'a, b', after: 'b, a' }])
})

test('a policy document as JSON text shows the fields that differ and no others', () => {
  const document = (action: string[]) => JSON.stringify({ Version: '2012-10-17', Statement: [{ Sid: 'Pull', Action: action }] })
  expect(diff(document(['ecr:ListImages']), document(['ecr:ListImages', 'ecr:BatchGetImage']))).toEqual([
    { kind: 'list', path: 'x.Pull.Action', added: ['ecr:BatchGetImage'], removed: [], kept: 1 },
  ])
})

test('statements are matched by Sid wherever they stand', () => {
  const [first, second] = [
    { Sid: 'A', Action: 'a' },
    { Sid: 'B', Action: 'b' },
  ]
  const moved = [{ ...second, Action: 'c' }, first]
  expect(diff([first, second], moved)).toEqual([{ kind: 'value', path: 'x.B.Action', before: 'b', after: 'c' }])
})

test('keys that are not words stand in brackets', () => {
  expect(diff({ 'a.io/b': '1' }, { 'a.io/b': '2' })).toEqual([{ kind: 'value', path: 'x[a.io/b]', before: '1', after: '2' }])
})

test('a text of several lines is compared line by line', () => {
  expect(diff('one\ntwo', 'one\nthree')).toEqual([{ kind: 'list', path: 'x', added: ['three'], removed: ['two'], kept: 1 }])
})

test('the same in another spelling is no difference', () => {
  expect(diff('{"a":1,"b":2}', { b: 2, a: 1 })).toEqual([])
  expect(diff(undefined, null)).toEqual([])
})

const LOGIN = { Sid: 'Login', Effect: 'Allow', Action: 'ecr:GetAuthorizationToken', Resource: '*' }

test('a document that is new is told statement by statement, without its frame', () => {
  const rows = [
    ['allow', ['ecr:GetAuthorizationToken']],
    ['on', ['*']],
  ]
  expect(diff(undefined, { Version: '2012-10-17', Statement: [LOGIN] })).toEqual([
    { kind: 'statement', path: 'x.Login', isNew: true, rows },
  ])
  expect(diff(LOGIN, undefined)).toEqual([{ kind: 'statement', path: 'x.Login', isNew: false, rows }])
})

test('a trust says who, and its conditions without the issuer; an operator other than StringEquals is named', () => {
  const statement = {
    Effect: 'Allow',
    Principal: { Federated: 'provider' },
    Action: 'sts:AssumeRoleWithWebIdentity',
    Condition: { StringEquals: { 'oidc.example/id/A:aud': 'sts.amazonaws.com' }, StringLike: { 'oidc.example/id/A:sub': ['a', 'b'] } },
  }
  expect(diff(undefined, statement)).toMatchObject([
    {
      path: 'x',
      rows: [
        ['allow', ['sts:AssumeRoleWithWebIdentity']],
        ['to', ['provider']],
        ['aud', ['sts.amazonaws.com']],
        ['sub (StringLike)', ['a', 'b']],
      ],
    },
  ])
})

test('a deny, and what is said by exception, is not told as an allow', () => {
  const statement = { Effect: 'Deny', NotAction: ['s3:*'], NotResource: 'r', NotPrincipal: '*' }
  expect(diff(undefined, statement)).toMatchObject([
    {
      rows: [
        ['deny all but', ['s3:*']],
        ['on all but', ['r']],
        ['to all but', ['*']],
      ],
    },
  ])
})

const PATCH = (name: string, role = 'arn:role') => ({
  target: { kind: 'ServiceAccount', name },
  patch: `# flux-irsa: the IAM role of this controller\napiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: ${name}\n  annotations:\n    eks.amazonaws.com/role-arn: ${role}\n`,
})

test('a patch of ours is one line, beside a patch of the user which stays as it was', () => {
  const theirs = { target: { kind: 'Deployment' }, patch: 'theirs' }
  expect(diff([theirs], [theirs, PATCH('a')])).toEqual([
    { kind: 'list', path: 'x', added: ['ServiceAccount a: eks.amazonaws.com/role-arn arn:role'], removed: [], kept: 1 },
  ])
})

test('a patch of ours with another role is that ServiceAccount with both roles', () => {
  const before = [PATCH('a'), PATCH('b')]
  expect(diff(before, [PATCH('a', 'arn:other'), PATCH('b')])).toEqual([
    { kind: 'value', path: 'x[a]', before: 'arn:role', after: 'arn:other' },
  ])
  expect(diff(before, [PATCH('b')])).toEqual([
    { kind: 'list', path: 'x', added: [], removed: ['ServiceAccount a: eks.amazonaws.com/role-arn arn:role'], kept: 1 },
  ])
})

test('a patch of the user that sets the annotation among other things is not told as if it did nothing else', () => {
  const theirs = { ...PATCH('a'), patch: PATCH('a').patch.replace(/^# flux-irsa.*\n/, '') }
  expect(JSON.stringify(diff(undefined, [theirs]))).toContain('kind: ServiceAccount')
})
