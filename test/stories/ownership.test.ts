import { expect, test } from 'vitest'
import type { PolicyDocument } from '../../src/domain/policy-document.ts'
import type { Sandbox } from '../../src/sandbox/index.ts'
import {
  CLUSTER_ARN,
  POLICY_ARN,
  REPOSITORIES,
  ROLE,
  actionOf,
  foreignRole,
  freshSandbox,
  install,
  installedSandbox,
  plan,
  role,
  tryInstall,
  uninstall,
  work,
} from './story.ts'

const TAG = { 'flux-irsa:cluster': CLUSTER_ARN }
const OTHER_PROVIDER = 'arn:aws:iam::123456789012:oidc-provider/oidc.eks.us-east-1.amazonaws.com/id/0123456789ABCDEF0123456789ABCDEF'
const OTHER_ROLE = 'east-flux-imgctrl-irsa'
const THEIR_POLICY = 'arn:aws:iam::123456789012:policy/customer-data'
const READS: PolicyDocument = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: '*' }] }

/** Another cluster's Flux role as flux-irsa makes it there, with the tag that somebody changed. */
function otherClustersRole(sandbox: Sandbox, name: string, tags: Record<string, string>) {
  const host = OTHER_PROVIDER.split('oidc-provider/')[1]
  const statement = {
    Sid: 'FluxIrsa',
    Effect: 'Allow' as const,
    Principal: { Federated: OTHER_PROVIDER },
    Action: 'sts:AssumeRoleWithWebIdentity',
    Condition: { StringEquals: { [`${host}:sub`]: 'system:serviceaccount:flux-system:image-reflector-controller' } },
  }
  const description = 'ECR access for Flux controllers by IRSA, for arn:aws:eks:us-east-1:123456789012:cluster/east. Made by flux-irsa.'
  return foreignRole(sandbox, name, {
    trust: { Version: '2012-10-17', Statement: [statement] },
    tags,
    attached: [THEIR_POLICY],
    description,
  })
}

function customerPolicy(sandbox: Sandbox, tags: Record<string, string>, arn = THEIR_POLICY, description?: string) {
  const made = {
    id: 'ANPACUSTOMER',
    name: arn.split('/').at(-1) ?? '',
    path: '/',
    arn,
    description,
    createdAt: 0,
    updatedAt: 0,
    versions: [
      { id: 'v1', document: READS, createdAt: 0 },
      { id: 'v2', document: READS, createdAt: 1 },
    ],
    defaultVersion: 'v2',
    lastVersion: 2,
    tags,
  }
  sandbox.aws.account.policies.set(arn, made)
  return made
}

test.each(['install', 'uninstall'])(
  '%s leaves another cluster’s role and a customer’s policy as they are, whatever tags they were given',
  async (command) => {
    const sandbox = await installedSandbox()
    const theirs = otherClustersRole(sandbox, OTHER_ROLE, { ...TAG, 'flux-irsa:policy': THEIR_POLICY })
    const policy = customerPolicy(sandbox, { ...TAG })
    // Whoever may tag can make our own role point there, too.
    Object.assign(role(sandbox).tags, { 'flux-irsa:old-policy': THEIR_POLICY })
    const before = structuredClone([theirs, policy])
    const { code, report } = command === 'install' ? await tryInstall(sandbox, REPOSITORIES) : await uninstall(sandbox)
    expect({ code, errors: report.results.flatMap(({ error }) => error ?? []) }).toEqual({ code: 0, errors: [] })
    expect([role(sandbox, OTHER_ROLE), sandbox.aws.account.policies.get(THEIR_POLICY)]).toEqual(before)
  },
)

test('a policy of somebody else on our own role stays on it, though tags say that it is ours', async () => {
  const sandbox = await installedSandbox()
  const policy = customerPolicy(sandbox, { ...TAG })
  role(sandbox).attached.push(THEIR_POLICY)
  foreignRole(sandbox, 'customer', { attached: [THEIR_POLICY] })
  Object.assign(role(sandbox).tags, { 'flux-irsa:policy': THEIR_POLICY })
  const before = structuredClone(policy)
  await uninstall(sandbox)
  expect(role(sandbox).attached).toContain(THEIR_POLICY)
  expect(sandbox.aws.account.policies.get(THEIR_POLICY)).toEqual(before)
  expect(role(sandbox, 'customer').attached).toEqual([THEIR_POLICY])
})

test.each<[string, (sandbox: Sandbox) => unknown, string]>([
  ['a role that only carries our tag', (sandbox) => foreignRole(sandbox, ROLE, { tags: { ...TAG } }), 'iam-role'],
  ['another cluster’s role of that name', (sandbox) => reTagged(sandbox), 'iam-role'],
  ['a policy that only carries our tag', (sandbox) => customerPolicy(sandbox, { ...TAG }, POLICY_ARN), 'iam-policy'],
  [
    'a policy of an earlier version that another cluster’s role has',
    (sandbox) => {
      customerPolicy(sandbox, { ...TAG }, POLICY_ARN, 'Reads of Amazon ECR for Flux. Made by flux-irsa.')
      foreignRole(sandbox, 'others', { attached: [POLICY_ARN] })
    },
    'iam-policy',
  ],
])('%s under the name that we want is a conflict, and nothing is written', async (_what, make, id) => {
  const sandbox = await freshSandbox()
  make(sandbox)
  const before = structuredClone([sandbox.aws.account.roles, sandbox.aws.account.policies])
  const { code, report } = await tryInstall(sandbox, REPOSITORIES)
  expect(code).toBe(64)
  expect(actionOf(report, id)).toMatchObject({
    kind: 'conflict',
    reason: expect.stringContaining('its tag flux-irsa:cluster names this cluster'),
  })
  expect([sandbox.aws.account.roles, sandbox.aws.account.policies]).toEqual(before)
})

/** Two clusters of one name in two regions: the other one's provider stands in IAM. */
function reTagged(sandbox: Sandbox) {
  sandbox.aws.account.providers.set(OTHER_PROVIDER, {
    arn: OTHER_PROVIDER,
    url: 'x',
    clientIds: [],
    tags: {},
    thumbprints: [],
    createdAt: 0,
  })
  otherClustersRole(sandbox, ROLE, { ...TAG })
}

test.each<[string, (sandbox: Sandbox) => void]>([
  [
    'without a cluster in the descriptions, as earlier versions made them',
    (sandbox) => describedAs(sandbox, (text) => text.replace(/, for [^ ]+\. /, '. ')),
  ],
  ['whose description somebody changed', (sandbox) => (role(sandbox).description = 'Flux')],
  ['whose statement somebody took out', (sandbox) => (role(sandbox).trust = { Version: '2012-10-17', Statement: [OTHERS] })],
])('ours is ours: %s', async (_what, change) => {
  const sandbox = await installedSandbox()
  change(sandbox)
  await install(sandbox, REPOSITORIES)
  expect(work((await plan(sandbox, REPOSITORIES)).report)).toEqual({})
  expect((await uninstall(sandbox)).code).toBe(0)
  expect(sandbox.aws.account.policies.has(POLICY_ARN)).toBe(false)
})

const OTHERS = { Sid: 'PodIdentity', Effect: 'Allow' as const, Principal: { Service: 'pods.eks.amazonaws.com' }, Action: 'sts:AssumeRole' }

function describedAs(sandbox: Sandbox, change: (text: string) => string): void {
  const policy = sandbox.aws.account.policies.get(POLICY_ARN)
  if (policy) policy.description = change(policy.description ?? '')
  role(sandbox).description = change(role(sandbox).description ?? '')
}
