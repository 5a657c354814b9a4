import * as iam from '@aws-sdk/client-iam'
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts'
import { DescribeClusterCommand } from '@aws-sdk/client-eks'
import { GetAuthorizationTokenCommand } from '@aws-sdk/client-ecr'
import { expect, test } from 'vitest'
import { addUser } from '../../../src/sandbox/aws/index.ts'
import type { PolicyDocument } from '../../../src/domain/policy-document.ts'
import { allow, createPolicy, createRole, refusal, useSandbox, webIdentityTrust } from './sandbox.ts'

const fixture = useSandbox()
const user = (...policies: PolicyDocument[]) => fixture.as(addUser(fixture.aws.account, 'ci', policies))

test('a user without the permission is denied word for word as IAM does', async () => {
  const { iam: client } = user(allow(['iam:GetRole']))
  expect(await refusal(createRole(client, 'flux'))).toEqual({
    name: 'AccessDenied',
    status: 403,
    message:
      'User: arn:aws:iam::123456789012:user/ci is not authorized to perform: iam:CreateRole on resource:' +
      ' arn:aws:iam::123456789012:role/flux because no identity-based policy allows the iam:CreateRole action',
  })
  expect(fixture.aws.calls.at(-1)).toMatchObject({
    service: 'iam',
    action: 'CreateRole',
    write: true,
    status: 403,
    error: 'AccessDenied',
    caller: 'arn:aws:iam::123456789012:user/ci',
  })
})

test('to create with tags, the tagging action must be allowed as well', async () => {
  const { iam: client } = user(allow(['iam:CreateRole'], 'arn:aws:iam::123456789012:role/*'))
  await createRole(client, 'plain')
  const tagged = new iam.CreateRoleCommand({
    RoleName: 'tagged',
    AssumeRolePolicyDocument: JSON.stringify(webIdentityTrust),
    Tags: [{ Key: 'a', Value: '1' }],
  })
  expect(await refusal(client.send(tagged))).toMatchObject({ message: expect.stringContaining('iam:TagRole on resource') })
})

test('conditions on tags, on the boundary and on the attached policy are looked at', async () => {
  const ours = await createPolicy(fixture.iam, 'ours', allow(['ecr:*']))
  const other = await createPolicy(fixture.iam, 'other', allow(['ecr:*']))
  const when = (Action: string, key: string, value: string) => ({
    Effect: 'Allow' as const,
    Action,
    Resource: '*',
    Condition: { StringEquals: { [key]: value } },
  })
  const { iam: client } = user({
    Statement: [
      when('iam:CreateRole', 'iam:PermissionsBoundary', ours),
      when('iam:AttachRolePolicy', 'iam:PolicyARN', ours),
      when('iam:DeleteRole', 'aws:ResourceTag/owner', 'us'),
      when('iam:TagRole', 'aws:RequestTag/owner', 'us'),
    ],
  })
  expect(await refusal(createRole(client, 'flux'))).toMatchObject({ name: 'AccessDenied' })
  const bounded = { RoleName: 'flux', AssumeRolePolicyDocument: JSON.stringify(webIdentityTrust), PermissionsBoundary: ours }
  await client.send(new iam.CreateRoleCommand(bounded))
  const attach = (PolicyArn: string) => client.send(new iam.AttachRolePolicyCommand({ RoleName: 'flux', PolicyArn }))
  expect(await refusal(attach(other))).toMatchObject({ name: 'AccessDenied' })
  await attach(ours)
  const tag = (Value: string) => client.send(new iam.TagRoleCommand({ RoleName: 'flux', Tags: [{ Key: 'owner', Value }] }))
  expect(await refusal(tag('them'))).toMatchObject({ name: 'AccessDenied' })
  const remove = () => client.send(new iam.DeleteRoleCommand({ RoleName: 'flux' }))
  expect(await refusal(remove())).toMatchObject({ name: 'AccessDenied' })
  await tag('us')
  expect(await refusal(remove())).toMatchObject({ name: 'DeleteConflictException' })
})

test("everyone may ask who they are, and a role's real path is in the resource", async () => {
  const { sts, iam: client } = user(allow(['iam:GetRole'], 'arn:aws:iam::123456789012:role/team/*'))
  expect(await sts.send(new GetCallerIdentityCommand({}))).toMatchObject({ Arn: 'arn:aws:iam::123456789012:user/ci' })
  const trust = JSON.stringify(webIdentityTrust)
  await fixture.iam.send(new iam.CreateRoleCommand({ RoleName: 'flux', Path: '/team/', AssumeRolePolicyDocument: trust }))
  expect((await client.send(new iam.GetRoleCommand({ RoleName: 'flux' }))).Role?.Path).toBe('/team/')
})

test('an unknown key is refused as each service words it', async () => {
  const { sts, eks, ecr } = fixture.as({ accessKeyId: 'AKIANOBODY0000000000', secretAccessKey: 'x' })
  const message = 'The security token included in the request is invalid.'
  expect(await refusal(sts.send(new GetCallerIdentityCommand({})))).toEqual({ name: 'InvalidClientTokenId', status: 403, message })
  const unrecognized = { name: 'UnrecognizedClientException', message }
  expect(await refusal(eks.send(new DescribeClusterCommand({ name: 'main' })))).toEqual({ ...unrecognized, status: 403 })
  expect(await refusal(ecr.send(new GetAuthorizationTokenCommand({})))).toEqual({ ...unrecognized, status: 400 })
})
