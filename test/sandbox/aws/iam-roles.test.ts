import * as iam from '@aws-sdk/client-iam'
import { expect, test } from 'vitest'
import { allow, createPolicy, createRole, refusal, useSandbox, webIdentityTrust } from './sandbox.ts'

const fixture = useSandbox()

test('a role comes back with its tags, boundary and URL-encoded trust', async () => {
  const boundary = await createPolicy(fixture.iam, 'bound', allow(['ecr:*']))
  await fixture.iam.send(
    new iam.CreateRoleCommand({
      RoleName: 'flux',
      Path: '/team/',
      AssumeRolePolicyDocument: JSON.stringify(webIdentityTrust),
      Description: 'Flux & <co>',
      PermissionsBoundary: boundary,
      Tags: [{ Key: 'cluster', Value: 'main' }],
    }),
  )
  const { Role } = await fixture.iam.send(new iam.GetRoleCommand({ RoleName: 'flux' }))
  expect(Role).toMatchObject({
    Arn: 'arn:aws:iam::123456789012:role/team/flux',
    Description: 'Flux & <co>',
    Tags: [{ Key: 'cluster', Value: 'main' }],
    PermissionsBoundary: { PermissionsBoundaryArn: boundary },
  })
  expect(Role?.RoleId).toMatch(/^AROA[A-Z2-7]{17}$/)
  expect(Role?.AssumeRolePolicyDocument).toMatch(/^%7B%22Version/)
  expect(JSON.parse(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? ''))).toEqual(webIdentityTrust)
})

test('lists come in pages and without tags and boundaries', async () => {
  for (const name of ['b', 'a', 'c']) await createRole(fixture.iam, name)
  await fixture.iam.send(new iam.TagRoleCommand({ RoleName: 'a', Tags: [{ Key: 'k', Value: 'v' }] }))
  const names: (string | undefined)[] = []
  let pages = 0
  for await (const page of iam.paginateListRoles({ client: fixture.iam, pageSize: 2 }, {})) {
    pages += 1
    names.push(...(page.Roles ?? []).map((role) => role.RoleName))
    expect(page.Roles?.every((role) => !role.Tags && !role.PermissionsBoundary)).toBe(true)
  }
  expect({ names, pages }).toEqual({ names: ['a', 'b', 'c'], pages: 2 })
})

test('names are unique whatever their case, and a new role of an old name has another id', async () => {
  const first = await createRole(fixture.iam, 'flux')
  expect(await refusal(createRole(fixture.iam, 'FLUX'))).toMatchObject({ name: 'EntityAlreadyExistsException', status: 409 })
  await fixture.iam.send(new iam.DeleteRoleCommand({ RoleName: 'flux' }))
  const second = await createRole(fixture.iam, 'flux')
  expect(second.Role?.RoleId).not.toBe(first.Role?.RoleId)
})

test("a missing role is NoSuchEntity with AWS's sentence", async () => {
  expect(await refusal(fixture.iam.send(new iam.GetRoleCommand({ RoleName: 'nobody' })))).toEqual({
    name: 'NoSuchEntityException',
    status: 404,
    message: 'The role with name nobody cannot be found.',
  })
})

test('a trust policy over 2,048 characters without white space is refused, white space is not counted', async () => {
  const [statement] = webIdentityTrust.Statement as [object]
  const long = { ...webIdentityTrust, Statement: [{ ...statement, Sid: 'x'.repeat(2000) }] }
  expect(await refusal(createRole(fixture.iam, 'long', long as never))).toMatchObject({
    name: 'LimitExceededException',
    status: 409,
    message: 'Cannot exceed quota for ACLSizePerRole: 2048',
  })
  const spaced = JSON.stringify(webIdentityTrust) + ' '.repeat(3000)
  await fixture.iam.send(new iam.CreateRoleCommand({ RoleName: 'spaced', AssumeRolePolicyDocument: spaced }))
})

test.each([
  ['no JSON', '{'],
  ['a Resource', JSON.stringify(allow(['sts:AssumeRole']))],
  ["another account's provider", JSON.stringify(webIdentityTrust).replaceAll('123456789012', '210987654321')],
])('a trust policy with %s is refused', async (_what, document) => {
  const call = fixture.iam.send(new iam.CreateRoleCommand({ RoleName: 'bad', AssumeRolePolicyDocument: document }))
  expect(await refusal(call)).toMatchObject({ name: 'MalformedPolicyDocumentException', status: 400 })
})

test.each([
  ['a name of 65 characters', { RoleName: 'x'.repeat(65) }],
  ['a name with a slash', { RoleName: 'a/b' }],
  ['a path without slashes', { Path: 'team' }],
  ['a description with an em dash', { Description: 'Flux \u2014 IRSA' }],
  ['a tag value with a comma', { Tags: [{ Key: 'k', Value: 'a,b' }] }],
])('%s is a validation error', async (_what, input) => {
  const command = new iam.CreateRoleCommand({ RoleName: 'ok', AssumeRolePolicyDocument: JSON.stringify(webIdentityTrust), ...input })
  expect(await refusal(fixture.iam.send(command))).toMatchObject({ name: 'ValidationError', status: 400 })
  expect(fixture.aws.snapshot().roles).toEqual({})
})

test('a role cannot go while policies hang on it', async () => {
  const arn = await createPolicy(fixture.iam, 'ecr', allow(['ecr:*']))
  await createRole(fixture.iam, 'flux')
  const remove = () => fixture.iam.send(new iam.DeleteRoleCommand({ RoleName: 'flux' }))
  await fixture.iam.send(new iam.AttachRolePolicyCommand({ RoleName: 'flux', PolicyArn: arn }))
  expect(await refusal(remove())).toMatchObject({ name: 'DeleteConflictException', status: 409 })
  await fixture.iam.send(new iam.DetachRolePolicyCommand({ RoleName: 'flux', PolicyArn: arn }))
  const inline = { RoleName: 'flux', PolicyName: 'extra' }
  await fixture.iam.send(new iam.PutRolePolicyCommand({ ...inline, PolicyDocument: JSON.stringify(allow(['ecr:ListImages'])) }))
  expect(await refusal(remove())).toMatchObject({ name: 'DeleteConflictException', status: 409 })
  await fixture.iam.send(new iam.DeleteRolePolicyCommand(inline))
  await remove()
  expect(fixture.aws.snapshot().roles).toEqual({})
})

test('attaching twice is one attachment, and the eleventh policy is over the quota', async () => {
  await createRole(fixture.iam, 'flux')
  for (let n = 0; n < 10; n++) {
    const arn = await createPolicy(fixture.iam, `p${n}`, allow(['ecr:*']))
    await fixture.iam.send(new iam.AttachRolePolicyCommand({ RoleName: 'flux', PolicyArn: arn }))
    await fixture.iam.send(new iam.AttachRolePolicyCommand({ RoleName: 'flux', PolicyArn: arn }))
  }
  const arn = await createPolicy(fixture.iam, 'p10', allow(['ecr:*']))
  const eleventh = fixture.iam.send(new iam.AttachRolePolicyCommand({ RoleName: 'flux', PolicyArn: arn }))
  expect(await refusal(eleventh)).toMatchObject({ name: 'LimitExceededException', message: 'Cannot exceed quota for PoliciesPerRole: 10' })
  const { AttachedPolicies } = await fixture.iam.send(new iam.ListAttachedRolePoliciesCommand({ RoleName: 'flux' }))
  expect(AttachedPolicies).toHaveLength(10)
})

test('inline policies are listed by name and read as URL-encoded documents', async () => {
  await createRole(fixture.iam, 'flux')
  const document = allow(['ecr:ListImages'])
  await fixture.iam.send(new iam.PutRolePolicyCommand({ RoleName: 'flux', PolicyName: 'extra', PolicyDocument: JSON.stringify(document) }))
  const { PolicyNames } = await fixture.iam.send(new iam.ListRolePoliciesCommand({ RoleName: 'flux' }))
  expect(PolicyNames).toEqual(['extra'])
  const { PolicyDocument } = await fixture.iam.send(new iam.GetRolePolicyCommand({ RoleName: 'flux', PolicyName: 'extra' }))
  expect(JSON.parse(decodeURIComponent(PolicyDocument ?? ''))).toEqual(document)
})

test('tags, trust and boundary can be changed in place', async () => {
  const boundary = await createPolicy(fixture.iam, 'bound', allow(['ecr:*']))
  const { Role } = await createRole(fixture.iam, 'flux')
  const RoleName = 'flux'
  const trust = { ...webIdentityTrust, Id: 'changed' }
  await fixture.iam.send(
    new iam.TagRoleCommand({
      RoleName,
      Tags: [
        { Key: 'a', Value: '1' },
        { Key: 'b', Value: '2' },
      ],
    }),
  )
  await fixture.iam.send(new iam.UntagRoleCommand({ RoleName, TagKeys: ['a'] }))
  await fixture.iam.send(new iam.UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument: JSON.stringify(trust) }))
  await fixture.iam.send(new iam.PutRolePermissionsBoundaryCommand({ RoleName, PermissionsBoundary: boundary }))
  expect(fixture.aws.snapshot().roles).toMatchObject({ flux: { id: Role?.RoleId, tags: { b: '2' }, trust, boundary } })
  await fixture.iam.send(new iam.DeleteRolePermissionsBoundaryCommand({ RoleName }))
  const { Tags } = await fixture.iam.send(new iam.ListRoleTagsCommand({ RoleName }))
  expect(Tags).toEqual([{ Key: 'b', Value: '2' }])
  expect(fixture.aws.account.roles.get('flux')?.boundary).toBeUndefined()
})
