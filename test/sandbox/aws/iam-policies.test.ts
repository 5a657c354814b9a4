import * as iam from '@aws-sdk/client-iam'
import { expect, test } from 'vitest'
import { allow, createPolicy, createRole, refusal, useSandbox } from './sandbox.ts'

const fixture = useSandbox()
const newVersion = (PolicyArn: string, SetAsDefault = true) =>
  fixture.iam.send(new iam.CreatePolicyVersionCommand({ PolicyArn, PolicyDocument: JSON.stringify(allow(['ecr:*'])), SetAsDefault }))

test('a policy has five versions at most, and deleting one makes room under a new number', async () => {
  const PolicyArn = await createPolicy(fixture.iam, 'ecr', allow(['ecr:ListImages']))
  for (let n = 0; n < 4; n++) await newVersion(PolicyArn)
  expect(await refusal(newVersion(PolicyArn))).toMatchObject({ name: 'LimitExceededException', status: 409 })
  await fixture.iam.send(new iam.DeletePolicyVersionCommand({ PolicyArn, VersionId: 'v1' }))
  await newVersion(PolicyArn)
  const { Versions } = await fixture.iam.send(new iam.ListPolicyVersionsCommand({ PolicyArn }))
  expect(Versions?.map(({ VersionId, IsDefaultVersion, Document }) => [VersionId, IsDefaultVersion, Document])).toEqual([
    ['v6', true, undefined],
    ['v5', false, undefined],
    ['v4', false, undefined],
    ['v3', false, undefined],
    ['v2', false, undefined],
  ])
})

test('the default version stays, can be moved, and is what GetPolicyVersion shows', async () => {
  const PolicyArn = await createPolicy(fixture.iam, 'ecr', allow(['ecr:ListImages']))
  await newVersion(PolicyArn, false)
  expect(await refusal(fixture.iam.send(new iam.DeletePolicyVersionCommand({ PolicyArn, VersionId: 'v1' })))).toMatchObject({
    name: 'DeleteConflictException',
    status: 409,
  })
  await fixture.iam.send(new iam.SetDefaultPolicyVersionCommand({ PolicyArn, VersionId: 'v2' }))
  const { Policy } = await fixture.iam.send(new iam.GetPolicyCommand({ PolicyArn }))
  expect(Policy?.DefaultVersionId).toBe('v2')
  const { PolicyVersion } = await fixture.iam.send(new iam.GetPolicyVersionCommand({ PolicyArn, VersionId: 'v2' }))
  expect(JSON.parse(decodeURIComponent(PolicyVersion?.Document ?? ''))).toEqual(allow(['ecr:*']))
})

test('a policy cannot go while it is attached, is a boundary, or has old versions', async () => {
  const PolicyArn = await createPolicy(fixture.iam, 'ecr', allow(['ecr:ListImages']))
  const remove = () => fixture.iam.send(new iam.DeletePolicyCommand({ PolicyArn }))
  await createRole(fixture.iam, 'flux')
  const role = fixture.aws.account.roles.get('flux')
  if (!role) throw new Error('no role')
  role.attached = [PolicyArn]
  expect(await refusal(remove())).toMatchObject({
    name: 'DeleteConflictException',
    message: 'Cannot delete a policy attached to entities.',
  })
  role.attached = []
  role.boundary = PolicyArn
  expect(await refusal(remove())).toMatchObject({ name: 'DeleteConflictException' })
  const { PolicyRoles } = await fixture.iam.send(new iam.ListEntitiesForPolicyCommand({ PolicyArn }))
  expect(PolicyRoles).toEqual([{ RoleName: 'flux', RoleId: role.id }])
  role.boundary = undefined
  await newVersion(PolicyArn)
  expect(await refusal(remove())).toMatchObject({
    name: 'DeleteConflictException',
    message: expect.stringContaining('more than one version'),
  })
  await fixture.iam.send(new iam.DeletePolicyVersionCommand({ PolicyArn, VersionId: 'v1' }))
  await remove()
  const read = fixture.iam.send(new iam.GetPolicyCommand({ PolicyArn }))
  expect(await refusal(read)).toMatchObject({ name: 'NoSuchEntityException', status: 404 })
})

test('a document over 6,144 characters, without resource, or under a taken name is refused', async () => {
  await createPolicy(fixture.iam, 'ecr', allow(['ecr:ListImages']))
  expect(await refusal(createPolicy(fixture.iam, 'ECR', allow(['ecr:ListImages'])))).toMatchObject({ name: 'EntityAlreadyExistsException' })
  const many = Array.from({ length: 120 }, (_, n) => `arn:aws:ecr:eu-west-1:123456789012:repository/team/application-${n}`)
  expect(await refusal(createPolicy(fixture.iam, 'big', allow(['ecr:ListImages'], many)))).toMatchObject({
    name: 'LimitExceededException',
    message: 'Cannot exceed quota for PolicySize: 6144',
  })
  const broken = { Statement: [{ Effect: 'Allow' as const, Action: 'ecr:ListImages' }] }
  expect(await refusal(createPolicy(fixture.iam, 'broken', broken))).toMatchObject({
    name: 'MalformedPolicyDocumentException',
    status: 400,
  })
})

test("tags are read by GetPolicy and left out of lists, which can be narrowed to the account's own", async () => {
  const PolicyArn = await createPolicy(fixture.iam, 'ecr', allow(['ecr:ListImages']))
  await fixture.iam.send(
    new iam.TagPolicyCommand({
      PolicyArn,
      Tags: [
        { Key: 'a', Value: '1' },
        { Key: 'b', Value: '' },
      ],
    }),
  )
  await fixture.iam.send(new iam.UntagPolicyCommand({ PolicyArn, TagKeys: ['a'] }))
  const { Policy } = await fixture.iam.send(new iam.GetPolicyCommand({ PolicyArn }))
  expect(Policy?.Tags).toEqual([{ Key: 'b', Value: '' }])
  const { Policies } = await fixture.iam.send(new iam.ListPoliciesCommand({ Scope: 'Local' }))
  expect(Policies?.map((policy) => [policy.Arn, policy.Tags])).toEqual([[PolicyArn, undefined]])
})

test("the account's live quotas can be read", async () => {
  fixture.aws.account.quotas.trustPolicySize = 4096
  const { SummaryMap } = await fixture.iam.send(new iam.GetAccountSummaryCommand({}))
  fixture.aws.account.quotas.trustPolicySize = 2048
  expect(SummaryMap).toMatchObject({
    AssumeRolePolicySizeQuota: 4096,
    PolicySizeQuota: 6144,
    VersionsPerPolicyQuota: 5,
    AttachedPoliciesPerRoleQuota: 10,
  })
})

test('the simulator judges each repository, the boundary too, and a scoped login is denied', async () => {
  const apps = 'arn:aws:ecr:eu-west-1:123456789012:repository/apps/*'
  const PolicyArn = await createPolicy(fixture.iam, 'ecr', allow(['ecr:ListImages', 'ecr:GetAuthorizationToken'], apps))
  const boundary = await createPolicy(fixture.iam, 'bound', allow(['ecr:GetAuthorizationToken']))
  const { Role } = await createRole(fixture.iam, 'flux')
  await fixture.iam.send(new iam.AttachRolePolicyCommand({ RoleName: 'flux', PolicyArn }))
  const ask = async () => {
    const { EvaluationResults } = await fixture.iam.send(
      new iam.SimulatePrincipalPolicyCommand({
        PolicySourceArn: Role?.Arn,
        ActionNames: ['ecr:ListImages', 'ecr:GetAuthorizationToken'],
        ResourceArns: ['apps/main', 'web'].map((name) => `arn:aws:ecr:eu-west-1:123456789012:repository/${name}`),
      }),
    )
    return EvaluationResults?.map((result) =>
      result.ResourceSpecificResults?.map((specific) => [
        specific.EvalResourceDecision,
        specific.PermissionsBoundaryDecisionDetail?.AllowedByPermissionsBoundary,
      ]),
    )
  }
  const denied = ['implicitDeny', undefined]
  expect(await ask()).toEqual([
    [['allowed', undefined], denied],
    [denied, denied],
  ])
  await fixture.iam.send(new iam.PutRolePermissionsBoundaryCommand({ RoleName: 'flux', PermissionsBoundary: boundary }))
  expect((await ask())?.[0]).toEqual([
    ['implicitDeny', false],
    ['implicitDeny', false],
  ])
})
