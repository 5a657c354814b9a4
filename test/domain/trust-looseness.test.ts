import { describe, expect, it } from 'vitest'
import type { PolicyDocument, Statement } from '../../src/domain/policy-document.ts'
import { judgeTrust, looseness, trustStatement } from '../../src/domain/trust-policy.ts'

const host = 'oidc.eks.eu-west-1.amazonaws.com/id/AAAA'
const other = 'oidc.eks.eu-west-1.amazonaws.com/id/BBBB'
const providerArn = `arn:aws:iam::123456789012:oidc-provider/${host}`
const of = { providerArn, issuer: `https://${host}` }
const subject = 'system:serviceaccount:flux-system:image-reflector-controller'
const ours = trustStatement({ ...of, serviceAccounts: [{ namespace: 'flux-system', name: 'image-reflector-controller' }] })
const aud = { [`${host}:aud`]: 'sts.amazonaws.com' }
const sub = { [`${host}:sub`]: subject }
const deny: Statement = { Sid: 'No', Effect: 'Deny', Principal: { Federated: providerArn }, Action: 'sts:AssumeRoleWithWebIdentity' }

type Block = NonNullable<Statement['Condition']>
const loose = (Condition: Block | undefined, ...more: Statement[]): string[] => {
  const { Condition: _ours, ...statement } = ours
  const document: PolicyDocument = { Statement: [{ ...statement, ...(Condition ? { Condition } : {}) }, ...more] }
  return looseness(document, of)
}
/** The condition that is under test, beside a right audience. */
const withAudience = (operator: string, key: string, value: string | string[] | boolean): Block =>
  operator === 'StringEquals' ? { StringEquals: { ...aud, [key]: value } } : { StringEquals: aud, [operator]: { [key]: value } }

describe('a condition that no token of the cluster can meet lets in nobody, so nothing is told of it', () => {
  const never: [why: string, block: Block, more?: Statement[]][] = [
    ['the issuer of another cluster', { StringEquals: { [`${other}:sub`]: subject, [`${other}:aud`]: 'sts.amazonaws.com' } }],
    ['the issuer of another cluster under sub alone', withAudience('StringEquals', `${other}:sub`, subject)],
    ["the provider's ARN under StringLike", { StringLike: { [`${providerArn}:sub`]: subject } }],
    ["the provider's ARN under StringEquals", withAudience('StringEquals', `${providerArn}:sub`, subject)],
    ['https:// in the key', withAudience('StringEquals', `https://${host}:sub`, subject)],
    ['a slash behind the issuer', withAudience('StringEquals', `${host}/:sub`, subject)],
    ['another provider altogether', withAudience('StringEquals', 'token.actions.githubusercontent.com:sub', 'repo:acme/fleet:*')],
    ['a claim that these tokens lack', withAudience('StringEquals', `${host}:amr`, 'authenticated')],
    ['ForAnyValue on a key that is not there', withAudience('ForAnyValue:StringLike', `${other}:sub`, '*')],
    ['Null false on a key that is not there', withAudience('Null', `${other}:sub`, 'false')],
    ['Null true on sub, which every token has', withAudience('Null', `${host}:sub`, 'true')],
    ['a wildcard under StringEquals', withAudience('StringEquals', `${host}:sub`, 'system:serviceaccount:flux-system:*')],
    ['a subject that is no ServiceAccount', withAudience('StringEquals', `${host}:sub`, 'flux-system:image-reflector-controller')],
    ['a subject in capitals', withAudience('StringEquals', `${host}:sub`, subject.toUpperCase())],
    ['a pattern that fits no ServiceAccount', withAudience('StringLike', `${host}:sub`, 'flux-system:*')],
    ['an empty list of subjects', withAudience('StringEquals', `${host}:sub`, [])],
    ['two conditions that exclude each other', { StringEquals: { ...aud, ...sub }, StringNotEquals: sub }],
    ['an audience that is excluded again', { StringEquals: aud, StringNotLike: { [`${host}:aud`]: 'sts.*' } }],
    ['a Deny of everything', { StringEquals: aud }, [deny]],
    ['a Deny of everything to everybody', { StringEquals: aud }, [{ ...deny, Principal: '*', Action: 'sts:*' }]],
    [
      'a Deny whose condition holds without its key',
      { StringEquals: aud },
      [{ ...deny, Condition: { StringNotEquals: { [`${other}:sub`]: 'x' } } }],
    ],
  ]
  it.each(never)('%s', (_why, block, more = []) => expect(loose(block, ...more)).toEqual([]))
})

describe('only the named ServiceAccounts are let in', () => {
  const bound: [why: string, block: Block, more?: Statement[]][] = [
    ['by our own statement', ours.Condition ?? {}],
    [
      'by keys in another case',
      { stringequals: { [`${host}:AUD`.toUpperCase()]: 'sts.amazonaws.com', [`${host}:SUB`.toUpperCase()]: subject } },
    ],
    ['by a list of subjects', withAudience('StringEquals', `${host}:sub`, [subject, `${subject}2`])],
    ['by StringLike without a wildcard', withAudience('StringLike', `${host}:sub`, subject)],
    ['by StringEqualsIgnoreCase', withAudience('StringEqualsIgnoreCase', `${host}:sub`, subject.toUpperCase())],
    ['by ForAnyValue', withAudience('ForAnyValue:StringEquals', `${host}:sub`, subject)],
    ['by an exact subject beside a pattern', { StringEquals: { ...aud, ...sub }, StringLike: { [`${host}:sub`]: 'system:*' } }],
    ['by a Deny of all others', { StringEquals: aud }, [{ ...deny, Condition: { StringNotEquals: sub } }]],
    [
      'by a Deny of all others and of other audiences',
      {},
      [
        { ...deny, Condition: { StringNotEquals: sub } },
        { ...deny, Condition: { StringNotEquals: aud } },
      ],
    ],
  ]
  it.each(bound)('%s', (_why, block, more = []) => expect(loose(block, ...more)).toEqual([]))
})

describe('more are let in', () => {
  const wide: [why: string, block: Block | undefined, says: string[], more?: Statement[]][] = [
    ['by no condition at all', undefined, ['no condition on sub', 'no condition on aud']],
    ['by an audience alone', { StringEquals: aud }, ['every ServiceAccount of the cluster']],
    ['by a subject alone', { StringEquals: sub }, ['no condition on aud']],
    [
      'by ForAllValues on a key that is not there',
      withAudience('ForAllValues:StringEquals', `${other}:sub`, subject),
      ['every ServiceAccount'],
    ],
    [
      'by IfExists on a key that is not there',
      withAudience('StringEqualsIfExists', `${providerArn}:sub`, subject),
      ['every ServiceAccount'],
    ],
    ['by a negation of a key that is not there', withAudience('StringNotEquals', `https://${host}:sub`, subject), ['every ServiceAccount']],
    ['by Null true on a key that is not there', withAudience('Null', `${other}:sub`, true), ['every ServiceAccount']],
    ['by Null false on sub', withAudience('Null', `${host}:sub`, 'false'), ['every other ServiceAccount']],
    ['by IfExists on sub', withAudience('StringEqualsIfExists', `${host}:sub`, subject), ['StringEqualsIfExists']],
    ['by ForAllValues on sub', withAudience('ForAllValues:StringEquals', `${host}:sub`, subject), ['ForAllValues']],
    ['by a negation on sub', withAudience('StringNotEquals', `${host}:sub`, subject), ['every other ServiceAccount']],
    ['by a condition on the request alone', withAudience('StringLike', 'aws:SourceVpc', 'vpc-1'), ['every ServiceAccount']],
    [
      'by a pattern',
      withAudience('StringLike', `${host}:sub`, 'system:serviceaccount:flux-system:*'),
      ['like system:serviceaccount:flux-system:*'],
    ],
    [
      'by a pattern beside a name',
      withAudience('StringLike', `${host}:sub`, [subject, 'system:serviceaccount:apps:*']),
      ['serviceaccount:apps:*'],
    ],
    ['by a pattern for the audience', { StringEquals: sub, StringLike: { [`${host}:aud`]: '*' } }, ['any audience']],
    ['past a Deny of one', { StringEquals: aud }, ['every other ServiceAccount'], [{ ...deny, Condition: { StringEquals: sub } }]],
    [
      'past a Deny of another provider',
      { StringEquals: aud },
      ['every ServiceAccount'],
      [{ ...deny, Principal: { Federated: `${providerArn}B` } }],
    ],
    [
      'past a Deny that never applies',
      { StringEquals: aud },
      ['every ServiceAccount'],
      [{ ...deny, Condition: { StringEquals: { [`${other}:sub`]: 'x' } } }],
    ],
    [
      'past a Deny that asks two things',
      { StringEquals: aud },
      ['every ServiceAccount'],
      [{ ...deny, Condition: { StringNotEquals: { ...sub, ...aud } } }],
    ],
    [
      'past a Deny that the request decides',
      { StringEquals: aud },
      ['every ServiceAccount'],
      [{ ...deny, Condition: { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } } }],
    ],
  ]
  it.each(wide)('%s', (_why, block, says, more = []) => {
    const found = loose(block, ...more)
    expect(found).toHaveLength(says.length)
    for (const [at, text] of says.entries()) expect(found[at]).toContain(text)
  })
})

describe('of several statements', () => {
  const wide: Statement = { ...ours, Sid: 'Wide', Condition: { StringEquals: aud } }
  it('each speaks for itself', () => {
    expect(looseness({ Statement: [ours, wide] }, of)).toEqual([expect.stringMatching(/^Wide has no condition on sub/)])
  })
  it('one of another provider is not looked at', () => {
    expect(looseness({ Statement: [ours, { ...wide, Principal: { Federated: `${providerArn}B` } }] }, of)).toEqual([])
  })
})

it("the provider's ARN in a condition key is named as what keeps the token out", () => {
  const document = { Statement: [{ ...ours, Condition: { StringLike: { [`${providerArn}:sub`]: subject } } }] }
  const { allowed, problems } = judgeTrust(document, { ...of, audience: 'sts.amazonaws.com', subject })
  expect(allowed).toBe(false)
  expect(problems).toEqual([{ kind: 'arn-in-condition-key', detail: expect.stringContaining("begins with the issuer's host") as string }])
})
