import type { CheckResult, VerifyReport } from '../../src/model/verify-report.ts'
import { verdictOf } from '../../src/model/verify-report.ts'
import { summarize, type Action, type Plan, type Result, type Target } from '../../src/model/plan.ts'
import type { InstallReport, UninstallReport } from '../../src/model/report.ts'

const ROLE_ARN = 'arn:aws:iam::111122223333:role/lab-flux-imgctrl-irsa'
const REPOSITORIES = 'arn:aws:ecr:eu-west-1:111122223333:repository'
const PULL = { Sid: 'Pull', Effect: 'Allow' }
const ISSUER = 'oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE'

const target: Target = {
  cluster: 'lab',
  region: 'eu-west-1',
  account: '111122223333',
  caller: 'arn:aws:sts::111122223333:assumed-role/platform/alice',
  issuer: `https://${ISSUER}`,
  endpoint: 'https://EXAMPLE.gr7.eu-west-1.eks.amazonaws.com',
}

export function action(part: Partial<Action> & Pick<Action, 'resource' | 'name'>): Action {
  return { id: `${part.resource}/${part.name}`, kind: 'create', needs: [], changes: [], ...part }
}

export function planOf(actions: Action[], notices: string[] = []): Plan {
  return { schema: 'flux-irsa/plan/v1', target, actions, summary: summarize(actions), notices }
}

export const provider = action({ resource: 'oidc-provider', name: ISSUER, kind: 'keep' })
const policy = action({
  resource: 'iam-policy',
  name: 'lab-flux-ecr-ro',
  kind: 'update',
  changes: [
    {
      path: 'document',
      before: { Statement: [{ ...PULL, Action: ['ecr:ListImages'], Resource: `${REPOSITORIES}/apps/*` }] },
      after: { Statement: [{ ...PULL, Action: ['ecr:ListImages', 'ecr:BatchGetImage'], Resource: `${REPOSITORIES}/*` }] },
    },
  ],
})
export const role = action({
  resource: 'iam-role',
  name: 'lab-flux-imgctrl-irsa',
  changes: [
    { path: 'trust.sub', before: undefined, after: ['flux-system:image-reflector-controller', 'flux-system:image-automation-controller'] },
    { path: 'attached', before: undefined, after: ['lab-flux-ecr-ro'] },
  ],
})
export const serviceAccount = action({
  resource: 'service-account',
  name: 'flux-system/image-reflector-controller',
  kind: 'update',
  changes: [{ path: 'eks.amazonaws.com/role-arn', before: null, after: ROLE_ARN }],
})
const restart = action({ resource: 'pods', name: 'flux-system/image-reflector-controller', kind: 'restart' })
export const foreign = action({
  resource: 'git-secret',
  name: 'flux-system/flux-system',
  kind: 'conflict',
  reason: 'kustomize-controller made this Secret',
  fix: 'flux-irsa install --cluster lab --adopt',
})

export const plan = planOf([provider, policy, role, serviceAccount, restart])

export function result(of: Action, part: Partial<Result> = {}): Result {
  return { id: of.id, outcome: of.kind === 'keep' ? 'kept' : 'done', durationMs: 240, ...part }
}

export const installed: InstallReport = {
  schema: 'flux-irsa/install/v1',
  ok: true,
  plan,
  results: plan.actions.map((each) => result(each)),
}

export const halfInstalled: InstallReport = {
  ...installed,
  ok: false,
  results: [
    result(provider),
    result(policy),
    result(role, {
      outcome: 'failed',
      error: { code: 'aws-access-denied', message: 'iam:CreateRole was denied', fix: 'Allow the caller iam:CreateRole.' },
    }),
    result(serviceAccount, { outcome: 'skipped', durationMs: 0 }),
    result(restart, { outcome: 'skipped', durationMs: 0 }),
  ],
}

const removed = [
  { ...role, kind: 'remove' as const, changes: [] },
  { ...policy, kind: 'remove' as const, changes: [] },
]
export const uninstalled: UninstallReport = {
  schema: 'flux-irsa/uninstall/v1',
  ok: true,
  plan: planOf(removed),
  results: removed.map((each) => result(each)),
  leftovers: [
    { resource: 'crd', name: 'fluxinstances.fluxcd.controlplane.io', reason: 'the chart keeps it', expected: true },
    { resource: 'oidc-provider', name: ISSUER, reason: 'ours, but --delete-oidc-provider was not given', expected: true },
  ],
}

export function check(part: Partial<CheckResult> & Pick<CheckResult, 'id'>): CheckResult {
  return {
    section: 'irsa',
    title: `${part.id} is as it should be`,
    status: 'pass',
    message: '',
    evidence: [],
    docs: `verify.md#${part.id}`,
    durationMs: 12,
    ...part,
  }
}

export const brokenTrust = check({
  id: 'role-trust/image-reflector-controller',
  title: 'the role trusts the ServiceAccount: image-reflector-controller',
  status: 'fail',
  message: 'the role lab-flux-imgctrl-irsa does not trust the ServiceAccount flux-system/image-reflector-controller',
  evidence: ['found: system:serviceaccount:flux:image-reflector-controller', `role: ${ROLE_ARN}`],
  fix: 'flux-irsa install --cluster lab',
  docs: 'verify.md#role-trust',
})
export const unreadPolicy = check({
  id: 'policy-grants',
  title: 'the policy grants the repositories',
  status: 'unknown',
  message: 'iam:GetPolicyVersion was denied',
})
export const blockedProof = check({
  id: 'live-proof',
  title: 'a live token lists the tags',
  status: 'skip',
  message: 'not looked at: role-trust/image-reflector-controller must pass first',
  blockedBy: ['role-trust/image-reflector-controller'],
})
export const provedProvider = check({ id: 'oidc-provider', title: 'IAM has an OIDC provider for the issuer', message: 'made 12 days ago' })
const clusterCheck = check({ id: 'cluster', section: 'target', title: 'the cluster is ACTIVE', message: 'Kubernetes 1.34' })

export function verifyOf(checks: CheckResult[]): VerifyReport {
  const summary = { pass: 0, warn: 0, fail: 0, unknown: 0, skip: 0 }
  for (const { status } of checks) summary[status]++
  return {
    schema: 'flux-irsa/verify/v1',
    target,
    startedAt: '2026-11-02T12:01:07Z',
    durationMs: 4210,
    verdict: verdictOf(checks),
    summary,
    checks,
  }
}

export const brokenChain = verifyOf([clusterCheck, provedProvider, brokenTrust, unreadPolicy, blockedProof])
export const provenChain = verifyOf([clusterCheck, provedProvider])
