import { describe, expect, it } from 'vitest'
import type { PolicyDocument, Statement } from '../../src/domain/policy-document.ts'
import { judgeTrust, looseness, trustStatement } from '../../src/domain/trust-policy.ts'

const host = 'oidc.eks.eu-west-1.amazonaws.com/id/AAAA'
const oldHost = 'oidc.eks.eu-west-1.amazonaws.com/id/BBBB'
const issuer = `https://${host}`
const arnOf = (hostPath: string): string => `arn:aws:iam::123456789012:oidc-provider/${hostPath}`
const subject = 'system:serviceaccount:flux-system:image-reflector-controller'
const token = { providerArn: arnOf(host), issuer, audience: 'sts.amazonaws.com', subject }
const ours = trustStatement({
  providerArn: arnOf(host),
  issuer,
  serviceAccounts: [{ namespace: 'flux-system', name: 'image-reflector-controller' }],
})
const denied: Statement = { Sid: 'No', Effect: 'Deny', Principal: '*', Action: 'sts:*' }

const judge = (...statements: Partial<Statement>[]) => {
  const document: PolicyDocument = { Version: '2012-10-17', Statement: statements.map((statement) => ({ ...ours, ...statement })) }
  const { allowed, problems } = judgeTrust(document, token)
  expect(allowed).toBe(problems.length === 0)
  return problems.map(({ kind }) => kind)
}
const conditions = (block: NonNullable<Statement['Condition']>): Partial<Statement> => ({ Condition: block })
const aud = { [`${host}:aud`]: 'sts.amazonaws.com' }
const sub = { [`${host}:sub`]: subject }

describe('a token is let in', () => {
  const good: [why: string, statement: Partial<Statement>][] = [
    ['by our own statement', {}],
    ['by a list of subjects that holds its own', conditions({ StringEquals: { ...aud, [`${host}:sub`]: ['other', subject] } })],
    [
      'by a wildcard under StringLike',
      conditions({ StringEquals: aud, StringLike: { [`${host}:sub`]: 'system:serviceaccount:flux-system:*' } }),
    ],
    ['whatever the case under StringEqualsIgnoreCase', conditions({ StringEqualsIgnoreCase: { [`${host}:sub`]: subject.toUpperCase() } })],
    ['by condition keys in another case', conditions({ StringEquals: { [`${host}:AUD`.toUpperCase()]: 'sts.amazonaws.com' } })],
    ['by no condition at all', conditions({})],
    ['by ForAnyValue and ForAllValues', conditions({ 'ForAnyValue:StringEquals': aud, 'ForAllValues:StringLike': sub })],
    ['by ForAllValues on a key that is not there', conditions({ 'ForAllValues:StringEquals': { 'aws:TagKeys': 'x' } })],
    ['by IfExists on a key that is not there', conditions({ StringEqualsIfExists: { [`${oldHost}:sub`]: 'x' } })],
    ['by a negation that does not hit it', conditions({ StringNotEquals: { [`${host}:sub`]: 'other' } })],
    ['by a wildcard action and a list of providers', { Action: ['sts:*'], Principal: { Federated: [arnOf(oldHost), arnOf(host)] } }],
    ['by a missing key under Null', conditions({ Null: { 'aws:SourceIdentity': 'true' } })],
  ]
  it.each(good)('%s', (_why, statement) => expect(judge(statement)).toEqual([]))

  it('when one of several statements lets it in', () => {
    expect(
      judge({ Sid: 'Old', Principal: { Federated: arnOf(oldHost) } }, conditions({ StringEquals: { [`${host}:sub`]: 'other' } }), {}),
    ).toEqual([])
  })
})

describe('a token is refused, and the reason is named:', () => {
  const bad: [why: string, statement: Partial<Statement>, kinds: string[]][] = [
    [
      'no statement for web identities',
      { Action: 'sts:AssumeRole', Principal: { Service: 'ec2.amazonaws.com' } },
      ['no-web-identity-statement'],
    ],
    ['the right provider with another action', { Action: 'sts:AssumeRole' }, ['no-web-identity-statement']],
    ['everyone, which is no web identity', { Principal: '*' }, ['no-web-identity-statement']],
    ['the issuer of a cluster before this one', { Principal: { Federated: arnOf(oldHost) } }, ['stale-issuer']],
    ['a provider that is not EKS', { Principal: { Federated: arnOf('token.actions.githubusercontent.com') } }, ['other-provider']],
    ['a stale issuer in the keys alone', conditions({ StringEquals: { [`${oldHost}:sub`]: subject } }), ['stale-issuer']],
    ['another audience', conditions({ StringEquals: { ...sub, [`${host}:aud`]: 'sts.amazonaws.com.cn' } }), ['audience']],
    ['another subject', conditions({ StringEquals: { ...aud, [`${host}:sub`]: 'system:serviceaccount:default:x' } }), ['subject']],
    [
      'a wildcard under StringEquals',
      conditions({ StringEquals: { [`${host}:sub`]: 'system:serviceaccount:flux-system:*' } }),
      ['wildcard-under-stringequals'],
    ],
    [
      'a wildcard that would not match either',
      conditions({ StringEquals: { [`${host}:sub`]: 'system:serviceaccount:apps:*' } }),
      ['subject'],
    ],
    ['https:// in a condition key', conditions({ StringEquals: { [`https://${host}:sub`]: subject } }), ['scheme-in-condition-key']],
    ['a negation that hits it', conditions({ StringNotLike: { [`${host}:sub`]: '*image*' } }), ['subject']],
    ['a key that no token has', conditions({ StringEquals: { 'sts:RoleSessionName': 'x' } }), ['unknown-operator']],
    ['an operator that is not known', conditions({ IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } }), ['unknown-operator']],
    ['an empty list of subjects', conditions({ StringEquals: { [`${host}:sub`]: [] } }), ['subject']],
    ['all that is wrong at once', conditions({ StringEquals: { [`${host}:aud`]: 'x', [`${host}:sub`]: 'y' } }), ['audience', 'subject']],
  ]
  it.each(bad)('%s', (_why, statement, kinds) => expect(judge(statement)).toEqual(kinds))

  it('an explicit Deny, although another statement allows', () => {
    expect(judge({}, denied)).toEqual(['explicit-deny'])
    expect(judge({}, { ...denied, Condition: { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } } })).toEqual(['explicit-deny'])
    expect(judge({}, { ...denied, Condition: { StringNotEquals: sub } })).toEqual([])
    expect(judge({}, { ...denied, Principal: { Federated: arnOf(oldHost) } })).toEqual([])
    expect(judge({}, { ...denied, Action: 'sts:TagSession' })).toEqual([])
  })

  it('the statement that comes nearest speaks, and says both values', () => {
    const far = conditions({ StringEquals: { [`${host}:aud`]: 'x', [`${host}:sub`]: 'y' } })
    const near = conditions({ StringEquals: { ...aud, [`${host}:sub`]: 'wanted' } })
    const { problems } = judgeTrust(
      {
        Statement: [
          { ...ours, ...far },
          { ...ours, ...near },
        ],
      },
      token,
    )
    expect(problems).toEqual([{ kind: 'subject', detail: `StringEquals ${host}:sub wants wanted, the token has ${subject}` }])
  })
})

describe('a trust document that lets in too much', () => {
  const loose = (statement: Partial<Statement>): string[] => looseness({ Statement: [{ ...ours, ...statement }] }, token)

  it('is not ours', () => expect(loose({})).toEqual([]))

  it('has no sub, no aud, or a wildcard', () => {
    expect(loose({ Condition: { StringEquals: aud } })).toEqual([expect.stringContaining('no condition on sub')])
    expect(loose({ Condition: { StringEquals: sub } })).toEqual([expect.stringContaining('no condition on aud')])
    expect(loose({ Condition: { StringEquals: aud, StringLike: { [`${host}:sub`]: 'system:serviceaccount:*:*' } } })).toEqual([
      'FluxIrsa lets in every subject like system:serviceaccount:*:*',
    ])
  })

  it('binds nothing by IfExists, ForAllValues or a negation', () => {
    for (const operator of ['StringEqualsIfExists', 'ForAllValues:StringEquals', 'StringNotEquals']) {
      expect(loose({ Condition: { StringEquals: aud, [operator]: sub } })).toHaveLength(1)
    }
  })

  it('names every principal', () => {
    expect(loose({ Principal: '*' })).toEqual(['FluxIrsa names every AWS principal (*)'])
    expect(loose({ Principal: { AWS: '*' } })).toHaveLength(1)
  })
})
