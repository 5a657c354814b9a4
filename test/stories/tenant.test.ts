import { expect, test } from 'vitest'
import type { Sandbox } from '../../src/sandbox/index.ts'
import { ACCOUNT, bind, bound, BOUND_ROLE, namespace, S3 } from './binding.ts'
import {
  foreignRole,
  freshSandbox,
  installedSandbox,
  MERGE,
  object,
  plan,
  POLICY_ARN,
  role,
  serviceAccount,
  tryInstall,
  work,
} from './story.ts'

const ADMIN = 'arn:aws:iam::aws:policy/AdministratorAccess'
const BOUND_POLICY = `arn:aws:iam::123456789012:policy/${BOUND_ROLE}`
/** Who may `edit` a namespace may say any field manager, ours too. */
const MANAGERS = ['kubectl-annotate', 'flux-irsa-bind']

async function workload(): Promise<Sandbox> {
  const sandbox = await freshSandbox()
  namespace(sandbox, 'shop')
  await bound(sandbox, ['shop/cart', '--create', '--ecr-read', 'apps/main'])
  return sandbox
}

function annotate(sandbox: Sandbox, path: string, annotations: Record<string, string>, manager: string): void {
  sandbox.kube.store.patch(path, { metadata: { annotations } }, { type: MERGE, manager })
}

function document(sandbox: Sandbox, arn: string): unknown {
  const policy = sandbox.aws.account.policies.get(arn)
  return policy?.versions.find(({ id }) => id === policy.defaultVersion)?.document
}

const WIDER = [
  JSON.stringify({ ecrRead: ['*'] }),
  JSON.stringify({ ecrRead: ['apps/main', 'arn:aws:ecr:eu-west-1:999999999999:repository/theirs'] }),
  JSON.stringify({ ecrRead: ['apps/main'], policyArns: [ADMIN] }),
  JSON.stringify({ ecrRead: { length: 1 }, policyArns: 'all' }),
]

test.each(MANAGERS.flatMap((manager) => WIDER.map((grant) => [manager, grant] as const)))(
  'a tenant who writes another grant as %s (%s) is allowed no more by the next bind',
  async (manager, grant) => {
    const sandbox = await workload()
    const before = structuredClone([role(sandbox, BOUND_ROLE), document(sandbox, BOUND_POLICY)])
    const written = object(sandbox, ACCOUNT).metadata.annotations?.['flux-irsa/grant']
    annotate(sandbox, ACCOUNT, { 'flux-irsa/grant': grant }, manager)
    const { report } = await bind(sandbox, ['shop/cart'])
    expect(work(report)).toEqual({ 'service-account/shop/cart': 'update' })
    expect([role(sandbox, BOUND_ROLE), document(sandbox, BOUND_POLICY)]).toEqual(before)
    expect(object(sandbox, ACCOUNT).metadata.annotations?.['flux-irsa/grant']).toBe(written)
  },
)

test('what was given by an earlier version, without a tag for it, is kept, and no annotation widens it', async () => {
  const sandbox = await workload()
  delete role(sandbox, BOUND_ROLE).tags['flux-irsa:grant']
  expect(Object.keys(work((await bind(sandbox, ['shop/cart'])).report))).toEqual([`iam-role/${BOUND_ROLE}`])
  const before = document(sandbox, BOUND_POLICY)
  for (const grant of WIDER) {
    delete role(sandbox, BOUND_ROLE).tags['flux-irsa:grant']
    annotate(sandbox, ACCOUNT, { 'flux-irsa/grant': grant }, 'flux-irsa-bind')
    await bind(sandbox, ['shop/cart'])
    expect(document(sandbox, BOUND_POLICY)).toEqual(before)
    expect(role(sandbox, BOUND_ROLE).attached).toEqual([BOUND_POLICY])
  }
})

test('a policy that somebody narrowed or widened by hand is set right from what IAM confirms', async () => {
  const sandbox = await workload()
  const before = document(sandbox, BOUND_POLICY)
  for (const resource of ['arn:aws:ecr:eu-west-1:123456789012:repository/none', '*']) {
    const policy = sandbox.aws.account.policies.get(BOUND_POLICY)
    const version = policy?.versions.find(({ id }) => id === policy.defaultVersion)
    if (version) version.document = JSON.parse(JSON.stringify(before).replace(/arn:aws:ecr:[^"]+/, resource))
    await bound(sandbox, ['shop/cart'])
    expect(document(sandbox, BOUND_POLICY)).toEqual(before)
  }
})

test('a tag that says we attached a policy has none attached', async () => {
  const sandbox = await workload()
  role(sandbox, BOUND_ROLE).tags['flux-irsa:attached:0000'] = ADMIN
  await bind(sandbox, ['shop/cart'])
  expect(role(sandbox, BOUND_ROLE).attached).toEqual([BOUND_POLICY])
})

test('a tenant who names somebody else’s role is not let into it by --adopt', async () => {
  const sandbox = await freshSandbox()
  namespace(sandbox, 'shop')
  const theirs = foreignRole(sandbox, 'payments', { attached: [S3] })
  const before = structuredClone(theirs)
  const metadata = { name: 'cart', namespace: 'shop', annotations: { 'eks.amazonaws.com/role-arn': theirs.arn } }
  sandbox.kube.store.create('/api/v1/namespaces/shop/serviceaccounts', { apiVersion: 'v1', kind: 'ServiceAccount', metadata }, 'kubectl')
  await bind(sandbox, ['shop/cart', '--adopt', '--ecr-read', 'apps/main'])
  expect(role(sandbox, 'payments')).toEqual(before)
  expect(object(sandbox, ACCOUNT).metadata.annotations?.['eks.amazonaws.com/role-arn']).toContain(BOUND_ROLE)
})

test('of Flux’s own ServiceAccounts, too, a changed grant widens nothing', async () => {
  const sandbox = await installedSandbox(['--repository', 'apps/*'])
  const before = structuredClone([role(sandbox), document(sandbox, POLICY_ARN)])
  const wider = { repositories: ['*'], access: 'read', policy: ADMIN, serviceAccounts: ['image-reflector-controller', 'tenant'] }
  for (const name of ['image-reflector-controller', 'image-automation-controller']) {
    const path = `/api/v1/namespaces/flux-system/serviceaccounts/${name}`
    annotate(sandbox, path, { 'flux-irsa/grant': JSON.stringify(wider) }, 'flux-irsa')
    expect(serviceAccount(sandbox, name).metadata.annotations?.['flux-irsa/grant']).toContain('tenant')
  }
  expect((await tryInstall(sandbox)).code).toBe(0)
  expect([role(sandbox), document(sandbox, POLICY_ARN)]).toEqual(before)
  expect(work((await plan(sandbox)).report)).toEqual({})
})

test('what a tenant made stays with unbind, though it says that we made it', async () => {
  const sandbox = await freshSandbox()
  namespace(sandbox, 'shop')
  const metadata = { name: 'cart', namespace: 'shop', labels: { app: 'cart' } }
  sandbox.kube.store.create('/api/v1/namespaces/shop/serviceaccounts', { apiVersion: 'v1', kind: 'ServiceAccount', metadata }, 'kubectl')
  await bound(sandbox, ['shop/cart', '--ecr-read', 'apps/main'])
  annotate(sandbox, ACCOUNT, { 'flux-irsa/made': 'true' }, 'flux-irsa-bind')
  expect((await bind(sandbox, ['shop/cart'], 'unbind')).code).toBe(0)
  expect(object(sandbox, ACCOUNT).metadata.labels).toEqual({ app: 'cart' })
})

test('a role that a tenant names as the one from before us comes back into the annotation alone, and the plan shows it', async () => {
  const sandbox = await workload()
  const theirs = foreignRole(sandbox, 'payments', { attached: [S3] })
  const before = structuredClone(theirs)
  annotate(sandbox, ACCOUNT, { 'flux-irsa/previous-role-arn': theirs.arn }, 'kubectl-annotate')
  const { code, report } = await bind(sandbox, ['shop/cart'], 'unbind')
  expect(code).toBe(0)
  const changes = report.plan.actions.flatMap((action) => action.changes)
  expect(changes).toContainEqual(expect.objectContaining({ path: 'annotations.eks.amazonaws.com/role-arn', after: theirs.arn }))
  expect(object(sandbox, ACCOUNT).metadata.annotations?.['eks.amazonaws.com/role-arn']).toBe(theirs.arn)
  expect(role(sandbox, 'payments')).toEqual(before)
})
