import { DescribeRepositoriesCommand, GetAuthorizationTokenCommand, ListImagesCommand } from '@aws-sdk/client-ecr'
import { CreateOpenIDConnectProviderCommand } from '@aws-sdk/client-iam'
import { AssumeRoleWithWebIdentityCommand } from '@aws-sdk/client-sts'
import { expect, test } from 'vitest'
import { addRepository, addUser, type AccessKey } from '../../../src/sandbox/aws/index.ts'
import type { PolicyDocument } from '../../../src/domain/policy-document.ts'
import { allow, createRole, issuer, refusal, useSandbox } from './sandbox.ts'

const fixture = useSandbox()
const repositoryArn = (name: string, account = '123456789012') => `arn:aws:ecr:eu-west-1:${account}:repository/${name}`

async function login(key: AccessKey & { sessionToken?: string }): Promise<string> {
  const { authorizationData } = await fixture.as(key).ecr.send(new GetAuthorizationTokenCommand({}))
  return authorizationData?.[0]?.authorizationToken ?? ''
}

function registry(path: string, basic?: string, init: RequestInit = {}): Promise<Response> {
  return fetch(`${fixture.aws.endpoint}/v2/${path}`, { ...init, ...(basic && { headers: { authorization: `Basic ${basic}` } }) })
}

/** Keys of a session of the role `flux`, which may do what the documents say. */
async function sessionOf(inline: Record<string, PolicyDocument>) {
  await fixture.iam.send(new CreateOpenIDConnectProviderCommand({ Url: issuer, ClientIDList: ['sts.amazonaws.com'] }))
  await createRole(fixture.iam, 'flux')
  const role = fixture.aws.account.roles.get('flux')!
  role.inline = inline
  const { Credentials } = await fixture.sts.send(
    new AssumeRoleWithWebIdentityCommand({
      RoleArn: role.arn,
      RoleSessionName: 'proof',
      WebIdentityToken: await fixture.token(),
    }),
  )
  const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = Credentials ?? {}
  return { role, key: { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken } }
}

test("the login is for the account's own registry and lasts twelve hours", async () => {
  const { authorizationData } = await fixture.ecr.send(new GetAuthorizationTokenCommand({}))
  expect(authorizationData?.[0]).toMatchObject({
    proxyEndpoint: 'https://123456789012.dkr.ecr.eu-west-1.amazonaws.com',
    expiresAt: new Date(fixture.time.now + 12 * 60 * 60 * 1000),
  })
  fixture.time.now += 12 * 60 * 60 * 1000
  const response = await registry('web/tags/list', authorizationData?.[0]?.authorizationToken)
  expect(response.status).toBe(401)
})

test("a login permission that is scoped to a repository is void, in AWS's words", async () => {
  const { key } = await sessionOf({ ecr: allow(['ecr:GetAuthorizationToken'], repositoryArn('web')) })
  expect(await refusal(login(key))).toEqual({
    name: 'AccessDeniedException',
    status: 400,
    message:
      'User: arn:aws:sts::123456789012:assumed-role/flux/proof is not authorized to perform: ecr:GetAuthorizationToken' +
      ' on resource: * because no identity-based policy allows the ecr:GetAuthorizationToken action',
  })
})

test('a role lists the tags of the repositories it may, and is denied the others', async () => {
  addRepository(fixture.aws.account, { name: 'apps/main', tags: ['v2', 'v1'] })
  addRepository(fixture.aws.account, { name: 'web', tags: ['v1'] })
  const { key } = await sessionOf({ login: allow(['ecr:GetAuthorizationToken']), list: allow(['ecr:ListImages'], repositoryArn('apps/*')) })
  const basic = await login(key)
  expect(await (await registry('apps/main/tags/list', basic)).json()).toEqual({ name: 'apps/main', tags: ['v1', 'v2'] })
  const denied = await registry('web/tags/list', basic)
  expect(denied.status).toBe(403)
  expect(await denied.json()).toEqual({
    errors: [
      {
        code: 'DENIED',
        message:
          'User: arn:aws:sts::123456789012:assumed-role/flux/proof is not authorized to perform: ecr:ListImages' +
          ` on resource: ${repositoryArn('web')} because no identity-based policy allows the ecr:ListImages action`,
      },
    ],
  })
  expect(fixture.aws.calls.at(-1)).toMatchObject({
    service: 'registry',
    action: 'GET /v2/web/tags/list',
    status: 403,
    caller: 'arn:aws:sts::123456789012:assumed-role/flux/proof',
  })
})

test('an explicit deny and a boundary each have their own words', async () => {
  addRepository(fixture.aws.account, { name: 'web', tags: ['v1'] })
  const { key, role } = await sessionOf({ all: allow(['ecr:*']) })
  const basic = await login(key)
  const message = async () => JSON.stringify(await (await registry('web/tags/list', basic)).json())
  role.boundary = 'arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryPullOnly'
  expect(await message()).toContain('because no permissions boundary allows the ecr:ListImages action')
  role.inline.never = { Statement: [{ Effect: 'Deny', Action: 'ecr:List*', Resource: '*' }] }
  expect(await message()).toContain('with an explicit deny in an identity-based policy')
})

test("another account's repository needs its own policy beside the caller's", async () => {
  const { key, role } = await sessionOf({ all: allow(['ecr:*']) })
  const theirs = addRepository(fixture.aws.account, { name: 'web', accountId: '210987654321', tags: ['v1'] })
  const list = () => fixture.as(key).ecr.send(new ListImagesCommand({ registryId: '210987654321', repositoryName: 'web' }))
  expect(await refusal(list())).toMatchObject({
    message: expect.stringContaining('because no resource-based policy allows the ecr:ListImages action'),
  })
  theirs.policy = { Statement: [{ Effect: 'Allow', Principal: { AWS: role.arn }, Action: 'ecr:ListImages' }] }
  expect((await list()).imageIds).toMatchObject([{ imageTag: 'v1' }])
  role.inline = {}
  expect(await refusal(list())).toMatchObject({ message: expect.stringContaining('because no identity-based policy allows') })
})

test("in the own account the repository's policy alone suffices", async () => {
  const own = addRepository(fixture.aws.account, { name: 'web', tags: ['v1'] })
  const { key, role } = await sessionOf({})
  own.policy = { Statement: [{ Effect: 'Allow', Principal: { AWS: role.arn }, Action: 'ecr:ListImages' }] }
  const { imageIds } = await fixture.as(key).ecr.send(new ListImagesCommand({ repositoryName: 'web' }))
  expect(imageIds).toHaveLength(1)
})

test('permissions reach the registry only after the visibility delay', async () => {
  addRepository(fixture.aws.account, { name: 'web', tags: ['v1'] })
  const { key, role } = await sessionOf({ login: allow(['ecr:GetAuthorizationToken']) })
  const basic = await login(key)
  fixture.aws.delayMs = 5000
  role.inline.list = allow(['ecr:ListImages'])
  expect((await registry('web/tags/list', basic)).status).toBe(403)
  fixture.time.now += 5000
  expect((await registry('web/tags/list', basic)).status).toBe(200)
})

test('without a login the registry says 401 as ECR does', async () => {
  const response = await registry('web/tags/list')
  expect([response.status, await response.text()]).toEqual([401, 'Not Authorized\n'])
  expect(response.headers.get('www-authenticate')).toContain('service="ecr.amazonaws.com"')
})

test('manifests are served by tag and by digest, and HEAD has no body', async () => {
  addRepository(fixture.aws.account, { name: 'web', tags: ['v1'] })
  const basic = await login(fixture.aws.account.root)
  const head = await registry('web/manifests/v1', basic, { method: 'HEAD' })
  const digest = head.headers.get('docker-content-digest') ?? ''
  expect([head.status, await head.text()]).toEqual([200, ''])
  const byDigest = await registry(`web/manifests/${digest}`, basic)
  expect(await byDigest.json()).toMatchObject({ schemaVersion: 2 })
  expect((await registry('web/manifests/v9', basic)).status).toBe(404)
})

test('long tag listings lead to their next page', async () => {
  addRepository(fixture.aws.account, { name: 'web', tags: ['a', 'b', 'c'] })
  const basic = await login(fixture.aws.account.root)
  const first = await registry('web/tags/list?n=2', basic)
  expect(await first.json()).toEqual({ name: 'web', tags: ['a', 'b'] })
  const next = /<\/v2\/(.*)>; rel="next"/.exec(first.headers.get('link') ?? '')?.[1] ?? ''
  expect(await (await registry(next, basic)).json()).toEqual({ name: 'web', tags: ['c'] })
})

test('repositories are described by name or all at once; unknown ones are named', async () => {
  addRepository(fixture.aws.account, { name: 'web' })
  addRepository(fixture.aws.account, { name: 'theirs', accountId: '210987654321' })
  const { repositories } = await fixture.ecr.send(new DescribeRepositoriesCommand({}))
  expect(repositories).toMatchObject([
    {
      repositoryName: 'web',
      repositoryArn: repositoryArn('web'),
      repositoryUri: '123456789012.dkr.ecr.eu-west-1.amazonaws.com/web',
    },
  ])
  expect(await refusal(fixture.ecr.send(new DescribeRepositoriesCommand({ repositoryNames: ['nope'] })))).toMatchObject({
    name: 'RepositoryNotFoundException',
    status: 400,
    message: "The repository with name 'nope' does not exist in the registry with id '123456789012'",
  })
})

test("a user's own policies decide for a user too", async () => {
  const key = addUser(fixture.aws.account, 'ci', [allow(['ecr:DescribeRepositories'])])
  const { ecr } = fixture.as(key)
  expect((await ecr.send(new DescribeRepositoriesCommand({}))).repositories).toEqual([])
  expect(await refusal(login(key))).toMatchObject({ name: 'AccessDeniedException' })
})
