import { expect, test } from 'vitest'
import type { PolicyDocument } from '../../src/domain/policy-document.ts'
import {
  CLUSTER_ARN,
  POLICY_ARN,
  REPOSITORIES,
  actionOf,
  freshSandbox,
  install,
  installedSandbox,
  plan,
  tryInstall,
  writesDuring,
} from './story.ts'
import type { Sandbox } from '../../src/sandbox/index.ts'

test('a document that says the same in other words and another order is left alone', async () => {
  const sandbox = await installedSandbox()
  const document = documentOf(sandbox)
  document.Statement = [document.Statement]
    .flat()
    .toReversed()
    .map((statement) => ({
      ...statement,
      Action: [statement.Action ?? []]
        .flat()
        .toReversed()
        .map((name) => name.replace('ecr:', 'ECR:')),
      Resource: [statement.Resource ?? []].flat().toReversed(),
    }))
  const { code, report } = await plan(sandbox)
  expect(actionOf(report, 'iam-policy').kind).toBe('keep')
  expect(code).toBe(0)
  expect(await writesDuring(sandbox, () => install(sandbox))).toEqual([])
})

test('a policy that was edited by hand is told field by field and mended by one new version', async () => {
  const sandbox = await installedSandbox()
  const before = structuredClone(documentOf(sandbox))
  await sandbox.faults.wrongRepositoryArn()
  const { code, report } = await plan(sandbox)
  expect(code).toBe(2)
  expect(JSON.stringify(actionOf(report, 'iam-policy').changes)).toMatch(/"before":.*somewhere-else.*"after":.*repository\/apps\/\*/)
  expect(await writesDuring(sandbox, () => install(sandbox))).toEqual(['iam:CreatePolicyVersion'])
  expect(documentOf(sandbox)).toEqual(before)
})

test('of five versions the oldest that is not in force makes room for the new one', async () => {
  const sandbox = await installedSandbox()
  const policy = policyOf(sandbox)
  const [inForce] = policy.versions
  const other: PolicyDocument = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 's3:ListAllMyBuckets', Resource: '*' }] }
  // The one in force is the oldest of all; times and not places tell which of the others is.
  policy.versions = [
    inForce!,
    ...[50, 20, 30, 40].map((age, index) => ({ id: `v${index + 2}`, document: other, createdAt: inForce!.createdAt + age * 1000 })),
  ]
  policy.lastVersion = 5
  await sandbox.faults.wrongRepositoryArn()

  const writes = await writesDuring(sandbox, () => install(sandbox))
  expect(writes).toEqual(['iam:DeletePolicyVersion', 'iam:CreatePolicyVersion'])
  expect(policyOf(sandbox).versions.map(({ id }) => id)).toEqual(['v1', 'v2', 'v4', 'v5', 'v6'])
  expect(policyOf(sandbox).defaultVersion).toBe('v6')
})

test("a policy of that name that is somebody else's is a conflict before any write, and is taken over by --adopt", async () => {
  const sandbox = await freshSandbox()
  const document: PolicyDocument = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'ecr:*', Resource: '*' }] }
  sandbox.aws.account.policies.set(POLICY_ARN, {
    id: 'ANPAFOREIGN',
    name: 'lab-flux-ecr-ro',
    path: '/',
    arn: POLICY_ARN,
    createdAt: 0,
    updatedAt: 0,
    versions: [{ id: 'v1', document, createdAt: 0 }],
    defaultVersion: 'v1',
    lastVersion: 1,
    tags: { team: 'other' },
  })
  const writes = await writesDuring(sandbox, async () => {
    const { code, report } = await tryInstall(sandbox, REPOSITORIES)
    expect(code).toBe(64)
    expect(report.ok).toBe(false)
    expect(actionOf(report, 'iam-policy')).toMatchObject({ kind: 'conflict', reason: `${POLICY_ARN} was not made by flux-irsa` })
    expect(actionOf(report, 'iam-policy').fix).toContain('--adopt')
  })
  expect(writes).toEqual([])

  await install(sandbox, [...REPOSITORIES, '--adopt'])
  expect(policyOf(sandbox)).toMatchObject({
    id: 'ANPAFOREIGN',
    defaultVersion: 'v2',
    tags: { team: 'other', 'flux-irsa:cluster': CLUSTER_ARN },
  })
  expect(JSON.stringify(documentOf(sandbox))).not.toContain('ecr:*')
})

test('--access read grants what people look at images with, and DescribeRegistry on everything because it has no resource level', async () => {
  const sandbox = await installedSandbox([
    '--repository',
    'web',
    '--repository',
    'arn:aws:ecr:us-east-1:999999999999:repository/shared/*',
    '--access',
    'read',
  ])
  const statements = [documentOf(sandbox).Statement].flat()
  const on = (action: string) =>
    statements.filter((statement) => [statement.Action].flat().includes(action)).flatMap((statement) => statement.Resource)
  expect(on('ecr:DescribeRegistry')).toEqual(['*'])
  expect(on('ecr:GetAuthorizationToken')).toEqual(['*'])
  expect(on('ecr:DescribeImages')).toEqual([
    'arn:aws:ecr:eu-west-1:123456789012:repository/web',
    'arn:aws:ecr:us-east-1:999999999999:repository/shared/*',
  ])
})

function policyOf(sandbox: Sandbox) {
  return sandbox.aws.account.policies.get(POLICY_ARN) ?? expect.fail('no policy')
}

function documentOf(sandbox: Sandbox): PolicyDocument {
  const policy = policyOf(sandbox)
  return policy.versions.find(({ id }) => id === policy.defaultVersion)?.document ?? expect.fail('no version in force')
}
