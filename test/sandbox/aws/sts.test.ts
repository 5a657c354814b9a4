import { CreateOpenIDConnectProviderCommand, DeleteRoleCommand, GetRoleCommand, UpdateAssumeRolePolicyCommand } from '@aws-sdk/client-iam'
import { AssumeRoleCommand, AssumeRoleWithWebIdentityCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'
import { generateKeyPair } from 'jose'
import { expect, test } from 'vitest'
import { addUser } from '../../../src/sandbox/aws/index.ts'
import type { PolicyDocument, Statement } from '../../../src/domain/policy-document.ts'
import { allow, createRole, issuer, issuerHost, providerArn, refusal, subject, useSandbox, webIdentityTrust } from './sandbox.ts'

const fixture = useSandbox()
const RoleArn = 'arn:aws:iam::123456789012:role/flux'
const notAuthorized = { name: 'AccessDenied', status: 403, message: 'Not authorized to perform sts:AssumeRoleWithWebIdentity' }

function provide(clientIds = ['sts.amazonaws.com']) {
  return fixture.iam.send(new CreateOpenIDConnectProviderCommand({ Url: issuer, ClientIDList: clientIds }))
}

function assume(token: string, arn = RoleArn) {
  const sts = new STSClient({ endpoint: fixture.aws.endpoint, region: 'eu-west-1' })
  return sts.send(new AssumeRoleWithWebIdentityCommand({ RoleArn: arn, WebIdentityToken: token, RoleSessionName: 'proof' }))
}

function changed(change: Partial<Statement>): PolicyDocument {
  return { Version: '2012-10-17', Statement: [{ ...(webIdentityTrust.Statement as Statement[])[0]!, ...change }] }
}

function withSubject(sub: string): PolicyDocument {
  return changed({ Condition: { StringEquals: { [`${issuerHost}:sub`]: sub } } })
}

test("a good token opens a session, and the session's keys are that role", async () => {
  await provide()
  const { Role } = await createRole(fixture.iam, 'flux')
  const answer = await assume(await fixture.token())
  expect(answer).toMatchObject({
    SubjectFromWebIdentityToken: subject,
    Audience: 'sts.amazonaws.com',
    Provider: providerArn,
    AssumedRoleUser: { Arn: 'arn:aws:sts::123456789012:assumed-role/flux/proof', AssumedRoleId: `${Role?.RoleId}:proof` },
  })
  const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = answer.Credentials ?? {}
  const { sts } = fixture.as({ accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken })
  expect(await sts.send(new GetCallerIdentityCommand({}))).toMatchObject({
    Arn: 'arn:aws:sts::123456789012:assumed-role/flux/proof',
    Account: '123456789012',
  })
  const without = fixture.as({ accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey })
  expect(await refusal(without.sts.send(new GetCallerIdentityCommand({})))).toMatchObject({ name: 'InvalidClientTokenId', status: 403 })
})

test('a role tells when its credentials were used last, and one of the same name that came later was never used', async () => {
  await provide()
  await createRole(fixture.iam, 'flux')
  const lastUse = async () => (await fixture.iam.send(new GetRoleCommand({ RoleName: 'flux' }))).Role?.RoleLastUsed
  await refusal(assume('nonsense'))
  expect(await lastUse()).toEqual({})
  const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = (await assume(await fixture.token())).Credentials ?? {}
  expect(await lastUse()).toEqual({})
  const { sts } = fixture.as({ accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken })
  await sts.send(new GetCallerIdentityCommand({}))
  expect(await lastUse()).toEqual({ LastUsedDate: new Date(fixture.time.now), Region: 'eu-west-1' })
  await fixture.iam.send(new DeleteRoleCommand({ RoleName: 'flux' }))
  await createRole(fixture.iam, 'flux')
  expect(await lastUse()).toEqual({})
})

test('a session ends after an hour, and with its role', async () => {
  await provide()
  await createRole(fixture.iam, 'flux')
  const { Credentials } = await assume(await fixture.token())
  const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = Credentials ?? {}
  const { sts } = fixture.as({ accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken })
  fixture.time.now += 3_601_000
  expect(await refusal(sts.send(new GetCallerIdentityCommand({})))).toMatchObject({ name: 'ExpiredToken', status: 403 })
  fixture.time.now -= 3_601_000
  await fixture.iam.send(new DeleteRoleCommand({ RoleName: 'flux' }))
  await createRole(fixture.iam, 'flux')
  expect(await refusal(sts.send(new GetCallerIdentityCommand({})))).toMatchObject({ name: 'InvalidClientTokenId', status: 403 })
})

test('without a provider for the issuer, the token is invalid', async () => {
  await createRole(fixture.iam, 'flux')
  expect(await refusal(assume(await fixture.token()))).toEqual({
    name: 'InvalidIdentityTokenException',
    status: 400,
    message: `No OpenIDConnect provider found in your account for ${issuer}`,
  })
})

test('an audience that is no client id of the provider is refused', async () => {
  await provide(['other'])
  await createRole(fixture.iam, 'flux')
  expect(await refusal(assume(await fixture.token()))).toMatchObject({
    name: 'InvalidIdentityTokenException',
    message: 'Incorrect token audience',
  })
})

test('a token that another key signed, an expired one, and one that is none are refused', async () => {
  await provide()
  await createRole(fixture.iam, 'flux')
  const { privateKey } = await generateKeyPair('RS256')
  expect(await refusal(assume(await fixture.token({}, privateKey)))).toMatchObject({ name: 'InvalidIdentityTokenException', status: 400 })
  const past = Math.floor(fixture.time.now / 1000) - 1
  expect(await refusal(assume(await fixture.token({ exp: past })))).toMatchObject({ name: 'ExpiredTokenException', status: 400 })
  expect(await refusal(assume('not.a.token'))).toMatchObject({ message: expect.stringContaining('is not a valid JWT') })
})

test('an issuer whose keys cannot be had is a communication error', async () => {
  await provide()
  await createRole(fixture.iam, 'flux')
  const [cluster] = fixture.aws.account.clusters
  const working = cluster!.jwks
  cluster!.jwks = () => {
    throw new Error('unreachable')
  }
  const seen = await refusal(assume(await fixture.token()))
  cluster!.jwks = working
  expect(seen).toMatchObject({ name: 'IDPCommunicationErrorException', status: 400 })
})

test.each([
  ['another subject', withSubject('system:serviceaccount:flux-system:other')],
  ['a pattern under StringEquals', withSubject('system:serviceaccount:flux-system:*')],
  ['another provider', changed({ Principal: { Federated: providerArn.replace('ABC123', 'DEF456') } })],
  ['the wrong action', changed({ Action: 'sts:AssumeRole' })],
  ['a scheme in the condition key', changed({ Condition: { StringEquals: { [`${issuer}:sub`]: subject } } })],
  ['anyone as its principal', changed({ Principal: '*' })],
  ['an operator that nobody knows', changed({ Condition: { StringResembles: { [`${issuerHost}:sub`]: subject } } })],
  ['a Deny beside the Allow', { Statement: [webIdentityTrust, changed({ Effect: 'Deny' })].flatMap(({ Statement }) => Statement) }],
])('a trust policy with %s does not let the token in', async (_what, trust) => {
  await provide()
  await createRole(fixture.iam, 'flux', trust)
  expect(await refusal(assume(await fixture.token()))).toEqual(notAuthorized)
})

test('StringLike takes a pattern, and condition keys have no case', async () => {
  await provide()
  const Condition = { StringLike: { [`${issuerHost.toUpperCase()}:SUB`]: 'system:serviceaccount:flux-system:*' } }
  await createRole(fixture.iam, 'flux', changed({ Condition }))
  expect((await assume(await fixture.token())).Credentials?.AccessKeyId).toMatch(/^ASIA/)
})

test('a role that does not exist is denied like one that does not trust, and a malformed ARN is named', async () => {
  await provide()
  expect(await refusal(assume(await fixture.token()))).toEqual(notAuthorized)
  expect(await refusal(assume(await fixture.token(), 'arn:aws:iam::123456789012:user/flux'))).toMatchObject({
    name: 'ValidationError',
    message: 'Request ARN is invalid',
  })
})

test('with a visibility delay, STS sees a new trust only when the delay is over', async () => {
  await provide()
  await createRole(fixture.iam, 'flux', changed({ Action: 'sts:AssumeRole' }))
  fixture.aws.delayMs = 10_000
  await fixture.iam.send(new UpdateAssumeRolePolicyCommand({ RoleName: 'flux', PolicyDocument: JSON.stringify(webIdentityTrust) }))
  fixture.time.now += 9_999
  expect(await refusal(assume(await fixture.token()))).toEqual(notAuthorized)
  fixture.time.now += 1
  expect((await assume(await fixture.token())).Credentials).toBeDefined()
})

test("AssumeRole asks the trust policy, and the caller's own policies where the trust names the account only", async () => {
  const trust = (AWS: string): PolicyDocument => ({ Statement: [{ Effect: 'Allow', Principal: { AWS }, Action: 'sts:AssumeRole' }] })
  const { sts } = fixture.as(addUser(fixture.aws.account, 'ci', [allow(['ecr:*'])]))
  const call = () => sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'proof' }))
  await createRole(fixture.iam, 'flux', trust('arn:aws:iam::123456789012:root'))
  expect(await refusal(call())).toMatchObject({
    name: 'AccessDenied',
    status: 403,
    message: expect.stringContaining('user/ci is not authorized'),
  })
  fixture.aws.account.roles.get('flux')!.trust = trust('arn:aws:iam::123456789012:user/ci')
  expect((await call()).AssumedRoleUser?.Arn).toBe('arn:aws:sts::123456789012:assumed-role/flux/proof')
})
