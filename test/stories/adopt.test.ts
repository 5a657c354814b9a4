import { expect, test } from 'vitest'
import type { PolicyDocument } from '../../src/domain/policy-document.ts'
import type { InstallReport } from '../../src/model/report.ts'
import type { Plan } from '../../src/model/plan.ts'
import type { Sandbox } from '../../src/sandbox/index.ts'
import { drive, driveJson } from './drive.ts'
import {
  actionOf,
  annotation,
  ANNOTATION,
  CLUSTER,
  foreignRole,
  freshSandbox,
  install,
  installedSandbox,
  MERGE,
  plan,
  podRoles,
  POLICY_ARN,
  REFLECTOR,
  REPOSITORIES,
  role,
  work,
  writesDuring,
} from './story.ts'

const HAND_ARN = 'arn:aws:iam::123456789012:role/by-hand'
const HAND_POLICY = 'arn:aws:iam::123456789012:policy/ecr-by-hand'
const DOCUMENT: PolicyDocument = {
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Action: 'ecr:GetAuthorizationToken', Resource: '*' },
    {
      Effect: 'Allow',
      Action: ['ecr:BatchGet*', 'ecr:List*'],
      Resource: ['arn:aws:ecr:eu-west-1:123456789012:repository/apps/*', 'arn:aws:ecr:eu-west-1:123456789012:repository/web'],
    },
  ],
}

/** Flux runs, and its reflector carries a role that was made by hand: with a policy of its own, and trust for one more workload. */
async function byHand(): Promise<Sandbox> {
  const sandbox = await installedSandbox(REPOSITORIES)
  expect((await drive(sandbox, ['uninstall', ...CLUSTER, '--yes', '--only', 'irsa'])).code).toBe(0)
  await sandbox.idle()
  foreignRole(sandbox, 'by-hand', { attached: [HAND_POLICY] })
  sandbox.aws.account.policies.set(HAND_POLICY, {
    id: 'ANPAHAND',
    name: 'ecr-by-hand',
    path: '/',
    arn: HAND_POLICY,
    createdAt: 0,
    updatedAt: 0,
    versions: [{ id: 'v1', document: DOCUMENT, createdAt: 0 }],
    defaultVersion: 'v1',
    lastVersion: 1,
    tags: {},
  })
  const path = `/api/v1/namespaces/flux-system/serviceaccounts/${REFLECTOR}`
  sandbox.kube.store.patch(path, { metadata: { annotations: { [ANNOTATION]: HAND_ARN } } }, { type: MERGE, manager: 'kubectl-annotate' })
  await sandbox.idle()
  return sandbox
}

function adopt<T = InstallReport>(sandbox: Sandbox, args: string[] = []) {
  return driveJson<T>(sandbox, ['adopt', ...CLUSTER, '--yes', ...args])
}

test('a role made by hand is taken over under its own name; its statements, its policy and what it may read stay', async () => {
  const sandbox = await byHand()
  const before = structuredClone(role(sandbox, 'by-hand'))
  const { code, report } = await adopt(sandbox)
  expect({ code, verdict: report.verify?.verdict }).toEqual({ code: 0, verdict: 'pass' })
  const after = role(sandbox, 'by-hand')
  expect(after.id).toBe(before.id)
  expect(after.trust.Statement).toEqual([...[before.trust.Statement].flat(), expect.objectContaining({ Sid: 'FluxIrsa' })])
  expect(after.attached).toEqual([HAND_POLICY, POLICY_ARN])
  expect(actionOf(report, 'iam-policy').changes[0]?.after).toMatchObject({
    Statement: [
      {},
      { Resource: ['arn:aws:ecr:eu-west-1:123456789012:repository/apps/*', 'arn:aws:ecr:eu-west-1:123456789012:repository/web'] },
    ],
  })
  expect(annotation(sandbox, REFLECTOR)).toBe(HAND_ARN)
  expect(podRoles(sandbox, REFLECTOR)).toEqual([HAND_ARN])
  await sandbox.idle()
  expect(work((await plan(sandbox)).report)).toEqual({})
})

test('a second adopt changes nothing', async () => {
  const sandbox = await byHand()
  await adopt(sandbox)
  await sandbox.idle()
  expect(await writesDuring(sandbox, async () => expect((await adopt(sandbox)).code).toBe(0))).toEqual([])
})

test('--dry-run shows what would change and writes nothing', async () => {
  const sandbox = await byHand()
  const writes = await writesDuring(sandbox, async () => {
    const { code, report } = await driveJson<Plan>(sandbox, ['adopt', ...CLUSTER, '--dry-run'])
    expect(code).toBe(0)
    expect(actionOf(report, 'iam-role')).toMatchObject({ kind: 'update', name: 'by-hand' })
    expect(report.actions.filter(({ kind }) => kind === 'remove')).toEqual([])
    expect((await drive(sandbox, ['adopt', ...CLUSTER, '--dry-run'])).stdout).toContain('Next: flux-irsa adopt --cluster lab')
  })
  expect(writes).toEqual([])
})

test('what an earlier install left behind is left for install, and nothing is deleted', async () => {
  const sandbox = await installedSandbox(REPOSITORIES)
  foreignRole(sandbox, 'new-one')
  const { code, report } = await adopt(sandbox, ['--role-name', 'new-one'])
  expect(code).toBe(0)
  expect(role(sandbox, 'lab-flux-imgctrl-irsa')).toBeDefined()
  expect(report.plan.notices.join()).toContain('left for install: old-role/lab-flux-imgctrl-irsa')
  await sandbox.idle()
  await install(sandbox)
  expect([...sandbox.aws.account.roles.keys()]).not.toContain('lab-flux-imgctrl-irsa')
})

test('where nothing is there, adopt says so and names install; where nobody can be asked, it needs --yes', async () => {
  const sandbox = await freshSandbox()
  const writes = await writesDuring(sandbox, async () => {
    expect(await adopt<{ code: string }>(sandbox)).toMatchObject({
      code: 64,
      report: { code: 'nothing-to-adopt', fix: 'flux-irsa install --cluster lab --region eu-west-1' },
    })
    expect(await driveJson(sandbox, ['adopt', ...CLUSTER])).toMatchObject({ code: 64, report: { code: 'needs-yes' } })
  })
  expect(writes).toEqual([])
})

test('Git credentials are not for adopt: it never writes a Secret', async () => {
  const sandbox = await freshSandbox()
  expect(await drive(sandbox, ['adopt', ...CLUSTER, '--git-password-stdin'])).toMatchObject({
    code: 64,
    stderr: expect.stringContaining('it belongs to install, plan, render'),
  })
})
