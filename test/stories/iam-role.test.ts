import { expect, test } from 'vitest'
import type { Statement } from '../../src/domain/policy-document.ts'
import type { Sandbox } from '../../src/sandbox/index.ts'
import {
  AUTOMATION,
  CLUSTER_ARN,
  POLICY_ARN,
  REFLECTOR,
  REPOSITORIES,
  ROLE,
  ROLE_ARN,
  actionOf,
  annotation,
  foreignRole,
  freshSandbox,
  install,
  installedSandbox,
  plan,
  podRoles,
  role,
  tryInstall,
  uninstall,
  writesDuring,
} from './story.ts'

const BOUNDARY = 'arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryReadOnly'
const OTHERS: Statement = { Sid: 'Break', Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::123456789012:root' }, Action: 'sts:AssumeRole' }

test("the role trusts exactly the two image controllers by one statement, and is tagged as this cluster's", async () => {
  const sandbox = await installedSandbox(['--tag', 'team=web', '--tag', 'env='])
  const host = sandbox.issuer.replace('https://', '')
  const subjects = ['image-automation-controller', 'image-reflector-controller'].map((name) => `system:serviceaccount:flux-system:${name}`)
  expect(statements(sandbox)).toEqual([
    {
      Sid: 'FluxIrsa',
      Effect: 'Allow',
      Principal: { Federated: `arn:aws:iam::123456789012:oidc-provider/${host}` },
      Action: 'sts:AssumeRoleWithWebIdentity',
      Condition: { StringEquals: { [`${host}:aud`]: 'sts.amazonaws.com', [`${host}:sub`]: subjects } },
    },
  ])
  expect(role(sandbox).tags).toEqual({
    team: 'web',
    env: '',
    'flux-irsa:cluster': CLUSTER_ARN,
    'flux-irsa:policy': POLICY_ARN,
    'flux-irsa:grant': expect.any(String) as string,
  })

  // What others tagged, and what we were told to tag once, stays without being said again.
  role(sandbox).tags['cost-centre'] = '7'
  expect(await writesDuring(sandbox, () => install(sandbox))).toEqual([])
  await install(sandbox, ['--tag', 'team=platform'])
  expect(role(sandbox).tags).toMatchObject({ team: 'platform', 'cost-centre': '7' })
})

test('a trust policy that was edited is mended in place, and the statements of others stay as they are', async () => {
  const sandbox = await installedSandbox()
  const { id } = role(sandbox)
  role(sandbox).trust = { ...role(sandbox).trust, Statement: [OTHERS, ...statements(sandbox)] }
  await sandbox.faults.cutTrust()
  const { report } = await plan(sandbox)
  expect(JSON.stringify(actionOf(report, 'iam-role').changes)).toContain('somebody-else')
  expect(await writesDuring(sandbox, () => install(sandbox))).toEqual(['iam:UpdateAssumeRolePolicy'])
  expect(statements(sandbox)).toEqual([OTHERS, expect.objectContaining({ Sid: 'FluxIrsa' })])
  expect(JSON.stringify(statements(sandbox))).not.toContain('somebody-else')
  expect(role(sandbox).id).toBe(id)
})

test('after the cluster was made anew under the same name, the old issuer gives way in place: the role keeps its unique id', async () => {
  const sandbox = await freshSandbox()
  const old = 'oidc.eks.eu-west-1.amazonaws.com/id/00000000000000000000000000000000'
  const made = foreignRole(sandbox, ROLE, { tags: { 'flux-irsa:cluster': CLUSTER_ARN, 'flux-irsa:policy': POLICY_ARN } })
  const stale = JSON.stringify(made.trust)
    .replaceAll(sandbox.issuer.replace('https://', ''), old)
    .replace('"Effect"', '"Sid":"FluxIrsa","Effect"')
  made.trust = JSON.parse(stale)
  const { report } = await plan(sandbox)
  expect(actionOf(report, 'iam-role').kind).toBe('update')
  expect(JSON.stringify(actionOf(report, 'iam-role').changes)).toContain(old)

  await install(sandbox)
  expect(role(sandbox).id).toBe(made.id)
  expect(statements(sandbox)).toHaveLength(1)
  expect(JSON.stringify(role(sandbox).trust)).not.toContain(old)
})

test('a role that carries the tag of another cluster is a conflict that --adopt does not override; another prefix gets round it', async () => {
  const sandbox = await freshSandbox()
  const other = 'arn:aws:eks:us-east-1:123456789012:cluster/lab'
  foreignRole(sandbox, ROLE, { tags: { 'flux-irsa:cluster': other } })
  const { code, report } = await tryInstall(sandbox, ['--adopt'])
  expect(code).toBe(64)
  expect(actionOf(report, 'iam-role')).toMatchObject({ kind: 'conflict', fix: expect.stringContaining('--name-prefix') })
  expect(actionOf(report, 'iam-role').reason).toContain(other)
  const renamed = await plan(sandbox, ['--name-prefix', 'lab-eu'])
  expect(renamed.report.summary.conflict).toBe(0)
  expect(actionOf(renamed.report, 'iam-role')).toMatchObject({ kind: 'create', name: 'lab-eu-flux-imgctrl-irsa' })
})

test("a role of that name that is somebody else's is a conflict; --adopt adds our statement and tags and keeps the rest", async () => {
  const sandbox = await freshSandbox()
  const made = foreignRole(sandbox, ROLE, { tags: { owner: 'terraform' }, attached: [BOUNDARY] })
  const { code, report } = await plan(sandbox)
  expect(code).toBe(64)
  expect(actionOf(report, 'iam-role')).toMatchObject({ kind: 'conflict', fix: expect.stringContaining('--adopt') })
  const before = structuredClone(statements(sandbox))
  await install(sandbox, ['--adopt'])
  expect(statements(sandbox)).toEqual([...before, expect.objectContaining({ Sid: 'FluxIrsa' })])
  expect(role(sandbox)).toMatchObject({
    id: made.id,
    attached: [BOUNDARY, POLICY_ARN],
    tags: { owner: 'terraform', 'flux-irsa:cluster': CLUSTER_ARN },
  })
})

test('a permissions boundary is set at once and later, and kept by a run that does not name one', async () => {
  const sandbox = await installedSandbox(['--permissions-boundary', BOUNDARY])
  expect(role(sandbox).boundary).toBe(BOUNDARY)
  expect(await writesDuring(sandbox, () => install(sandbox))).toEqual([])
  expect(role(sandbox).boundary).toBe(BOUNDARY)
  role(sandbox).boundary = undefined
  expect(await writesDuring(sandbox, () => install(sandbox, ['--permissions-boundary', BOUNDARY]))).toEqual([
    'iam:PutRolePermissionsBoundary',
  ])
})

test('a trust policy over the quota is refused before any write, and fits once the account has a higher quota', async () => {
  const sandbox = await freshSandbox()
  const description = `ECR access for Flux controllers by IRSA, for ${CLUSTER_ARN}. Made by flux-irsa.`
  const made = foreignRole(sandbox, ROLE, { tags: { 'flux-irsa:cluster': CLUSTER_ARN }, description })
  made.trust = {
    ...made.trust,
    Statement: Array.from({ length: 5 }, (_, index) => ({ ...[made.trust.Statement].flat()[0]!, Sid: `Others${index}` })),
  }
  const refused = await plan(sandbox)
  expect(refused.code).toBe(64)
  expect(refused.report).toMatchObject({ schema: 'flux-irsa/error/v1', code: 'trust-too-long' })
  sandbox.aws.account.quotas.trustPolicySize = 4096
  expect((await plan(sandbox)).code).toBe(2)
})

test('a role that was deleted by hand is made anew with its policy', async () => {
  const sandbox = await installedSandbox()
  await sandbox.faults.removeRole()
  await install(sandbox)
  expect(role(sandbox).attached).toEqual([POLICY_ARN])
})

function statements(sandbox: Sandbox): Statement[] {
  return [role(sandbox).trust.Statement].flat()
}

test('--role-per-service-account gives each controller a role of its own, keeps it, and goes back to one', async () => {
  const sandbox = await installedSandbox([...REPOSITORIES, '--role-per-service-account'])
  const roles = [`lab-flux-${AUTOMATION}-irsa`, `lab-flux-${REFLECTOR}-irsa`]
  expect([...sandbox.aws.account.roles.keys()].filter((name) => name.startsWith('lab-')).sort()).toEqual(roles)
  for (const name of [AUTOMATION, REFLECTOR]) {
    const arn = `arn:aws:iam::123456789012:role/lab-flux-${name}-irsa`
    expect(annotation(sandbox, name)).toBe(arn)
    expect(podRoles(sandbox, name)).toEqual([arn])
    expect(JSON.stringify(role(sandbox, `lab-flux-${name}-irsa`).trust)).toContain(`system:serviceaccount:flux-system:${name}"`)
  }
  expect(await writesDuring(sandbox, () => install(sandbox))).toEqual([])

  await install(sandbox, ['--role-name', ROLE])
  expect([...sandbox.aws.account.roles.keys()].filter((name) => name.startsWith('lab-'))).toEqual([ROLE])
  expect(podRoles(sandbox, REFLECTOR)).toEqual([ROLE_ARN])
  await install(sandbox, ['--role-per-service-account'])
  const { code } = await uninstall(sandbox)
  expect(code).toBe(0)
  expect([...sandbox.aws.account.roles.keys()].filter((name) => name.startsWith('lab-'))).toEqual([])
  expect([...sandbox.aws.account.policies.keys()].filter((arn) => arn.includes('lab-'))).toEqual([])
})
