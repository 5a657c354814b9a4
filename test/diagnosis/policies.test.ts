import { expect, test } from 'vitest'
import { findings } from './explained.ts'

const ISSUER = 'oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLE0A1B2C3D4'
const SUBJECT = 'system:serviceaccount:flux-system:source-controller'

type Condition = Record<string, Record<string, unknown>>
const GOOD: Condition = { StringEquals: { [`${ISSUER}:sub`]: SUBJECT, [`${ISSUER}:aud`]: 'sts.amazonaws.com' } }

function trust(Condition: Condition = GOOD, statement: object = {}): object {
  const provider = { Federated: `arn:aws:iam::111122223333:oidc-provider/${ISSUER}` }
  return document({ Effect: 'Allow', Principal: provider, Action: 'sts:AssumeRoleWithWebIdentity', Condition, ...statement })
}

function document(...Statement: object[]): object {
  return { Version: '2012-10-17', Statement }
}

const allow = (Action: string | string[], Resource: string | string[]) => ({ Effect: 'Allow', Action, Resource })
const equals = (key: string, value: unknown): Condition => ({ StringEquals: { [key]: value } })
const REPOSITORY = 'arn:aws:ecr:eu-west-1:111122223333:repository/apps/*'

test.each<[what: string, policy: object, cause: string, evidence: string]>([
  [
    'condition keys with the ARN of the provider',
    trust(equals(`arn:aws:iam::111122223333:oidc-provider/${ISSUER}:sub`, SUBJECT)),
    'trust-policy-mismatch',
    `must be ${ISSUER}:sub`,
  ],
  ['a scheme in the condition key', trust(equals(`https://${ISSUER}:sub`, SUBJECT)), 'trust-policy-mismatch', 'no scheme'],
  [
    'the key of another issuer',
    trust(equals('oidc.eks.eu-west-1.amazonaws.com/id/OTHER:sub', SUBJECT)),
    'trust-policy-mismatch',
    'no token of this provider',
  ],
  [
    'a provider whose host is mistyped',
    trust(GOOD, { Principal: { Federated: 'arn:aws:iam::111122223333:oidc-provider/oidc.eu-west-1.eks.amazonaws.com/id/A1' } }),
    'trust-policy-mismatch',
    'no ARN of a cluster',
  ],
  [
    'the issuer in place of the ARN of its provider',
    trust(GOOD, { Principal: { Federated: `https://${ISSUER}` } }),
    'trust-policy-mismatch',
    'no ARN of a cluster',
  ],
  [
    'sts:AssumeRole for a web identity',
    trust(GOOD, { Action: 'sts:AssumeRole' }),
    'trust-policy-mismatch',
    'sts:AssumeRoleWithWebIdentity',
  ],
  [
    'a subject that is none',
    trust(equals(`${ISSUER}:sub`, 'flux-system/source-controller')),
    'trust-policy-mismatch',
    'system:serviceaccount:NAMESPACE:NAME',
  ],
  ['the subject under aud', trust(equals(`${ISSUER}:aud`, SUBJECT)), 'trust-policy-mismatch', 'under sub'],
  [
    'the audience of China',
    trust({ StringEquals: { [`${ISSUER}:sub`]: SUBJECT, [`${ISSUER}:aud`]: 'sts.amazonaws.com.cn' } }),
    'trust-wrong-audience',
    'sts.amazonaws.com',
  ],
  [
    'a wildcard in a list under StringEquals',
    trust(equals(`${ISSUER}:sub`, [SUBJECT, 'system:serviceaccount:apps:*'])),
    'trust-stringequals-wildcard',
    'apps:*',
  ],
  [
    'Pod Identity without sts:TagSession',
    document({ Effect: 'Allow', Principal: { Service: 'pods.eks.amazonaws.com' }, Action: 'sts:AssumeRole' }),
    'pod-identity-association',
    'sts:TagSession',
  ],
  [
    'a login that is scoped to repositories',
    document(allow(['ecr:GetAuthorizationToken', 'ecr:BatchGetImage'], REPOSITORY)),
    'missing-ecr-get-authorization-token',
    'must be allowed on *',
  ],
  [
    'a repository without the word',
    document(allow('ecr:GetAuthorizationToken', '*'), allow('ecr:BatchGetImage', 'arn:aws:ecr:eu-west-1:111122223333:apps/web')),
    'missing-repository-permission',
    'no ARN of a repository',
  ],
  ['listing on objects', document(allow(['s3:ListBucket', 's3:GetObject'], 'arn:aws:s3:::fleet/*')), 's3-access', 'without /*'],
  ['objects on the bucket', document(allow(['s3:ListBucket', 's3:GetObject'], 'arn:aws:s3:::fleet')), 's3-access', 'with /*'],
  ['an alias of a key', document(allow('kms:Decrypt', 'arn:aws:kms:eu-west-1:111122223333:alias/sops')), 'kms-access', 'alias'],
  ['a version that IAM does not have', { Version: '2012-10-07', Statement: [allow('ecr:*', '*')] }, 'malformed-policy', '2012-10-07'],
])('a document that cannot work is named: %s', async (_, policy, cause, evidence) => {
  const [found] = await findings(JSON.stringify(policy, null, 2))
  expect(found?.cause).toBe(cause)
  expect(found?.evidence[0]).toContain(evidence)
})

test.each<[what: string, policy: object]>([
  ['a trust', trust()],
  [
    'a trust by pattern',
    trust({
      StringLike: { [`${ISSUER}:sub`]: 'system:serviceaccount:flux-system:*' },
      StringEquals: { [`${ISSUER}:aud`]: 'sts.amazonaws.com' },
    }),
  ],
  ['a trust without audience', trust(equals(`${ISSUER}:sub`, [SUBJECT]))],
  [
    'a trust as a template',
    trust(equals('${module.eks.oidc_provider}:sub', 'system:serviceaccount:${namespace}:${name}'), {
      Principal: { Federated: '${oidc_provider_arn}' },
    }),
  ],
  ['a trust with the account taken out', trust(GOOD, { Principal: { Federated: `arn:aws:iam::XXXXXXXXXXXX:oidc-provider/${ISSUER}` } })],
  [
    'a trust in GitHub',
    trust(equals('token.actions.githubusercontent.com:sub', 'repo:acme/fleet:*'), {
      Principal: { Federated: 'arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com' },
    }),
  ],
  ['the trust of a node', document({ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' })],
  [
    'Pod Identity',
    document({ Effect: 'Allow', Principal: { Service: 'pods.eks.amazonaws.com' }, Action: ['sts:AssumeRole', 'sts:TagSession'] }),
  ],
  ['reading ECR', document(allow('ecr:GetAuthorizationToken', '*'), allow(['ecr:BatchGetImage', 'ecr:ListImages'], REPOSITORY))],
  ['reading ECR, of which the login is elsewhere', document(allow(['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'], REPOSITORY))],
  ['reading a bucket', document(allow('s3:ListBucket', 'arn:aws:s3:::fleet'), allow('s3:GetObject', 'arn:aws:s3:::fleet/*'))],
  [
    'a policy of a repository',
    document({
      Effect: 'Allow',
      Principal: { AWS: 'arn:aws:iam::444455556666:root' },
      Action: ['ecr:BatchGetImage', 'ecr:GetAuthorizationToken'],
    }),
  ],
  ['decrypting', document(allow(['kms:Decrypt', 'kms:DescribeKey'], 'arn:aws:kms:eu-west-1:111122223333:key/0a1b'))],
])('a correct document is no finding: %s', async (_, policy) => {
  for (const text of [JSON.stringify(policy), JSON.stringify(policy, null, 2)]) expect(await findings(text)).toEqual([])
})

test.each([
  [
    'aws iam get-role',
    (policy: object) => ({ Role: { RoleName: 'flux', Arn: 'arn:aws:iam::111122223333:role/flux', AssumeRolePolicyDocument: policy } }),
  ],
  ['a document in a text', (policy: object) => ({ policyText: JSON.stringify(policy) })],
  ['a document as the API encodes it', (policy: object) => ({ Document: encodeURIComponent(JSON.stringify(policy)) })],
])('a document is found where it stands: %s', async (_, wrap) => {
  const policy = trust(equals(`https://${ISSUER}:sub`, SUBJECT))
  expect(await findings(JSON.stringify(wrap(policy), null, 2))).toMatchObject([{ cause: 'trust-policy-mismatch', confidence: 'certain' }])
  expect(await findings(JSON.stringify(wrap(trust()), null, 2))).toEqual([])
})

test('the fix of a scoped login is the statement that is missing', async () => {
  const [found] = await findings(JSON.stringify(document(allow('ecr:GetAuthorizationToken', REPOSITORY))))
  expect(found?.fix).toContain('"Action":"ecr:GetAuthorizationToken","Resource":"*"')
})
