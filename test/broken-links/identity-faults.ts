import { AUTOMATION, BOTH, NAMESPACE, OTHER_ACCOUNT, REFLECTOR, ROLE, type Fault } from './fault.ts'
import { issuerHost, patch, paths, role, trustStatement } from './touch.ts'
import type { Sandbox } from '../../src/sandbox/index.ts'

const trusts = (status: string) => BOTH.map((name) => `${status} trust/${name}`)
const subject = (name: string, namespace = NAMESPACE) => `system:serviceaccount:${namespace}:${name}`

/** The trust's condition on one claim, under this operator alone. */
function condition(sandbox: Sandbox, operator: string, claim: string, value: string | string[]): void {
  const statement = trustStatement(sandbox)
  const conditions = (statement.Condition ??= {})
  for (const keys of Object.values(conditions)) delete keys[`${issuerHost(sandbox)}:${claim}`]
  conditions[operator] = { ...conditions[operator], [`${issuerHost(sandbox)}:${claim}`]: value }
}

async function annotate(sandbox: Sandbox, value: string): Promise<void> {
  await patch(sandbox, paths.account(REFLECTOR), { metadata: { annotations: { 'eks.amazonaws.com/role-arn': value } } }, 'kubectl-edit')
}

/** Provider, role and trust. */
export const IDENTITY_FAULTS: Fault[] = [
  {
    id: 'provider-missing',
    title: "IAM has no OIDC provider for the cluster's issuer",
    break: (sandbox) => sandbox.faults.removeProvider(),
    named: ['fail oidc-provider'],
    cause: 'oidc-provider-missing',
    mendedBy: 'us',
  },
  {
    id: 'client-id-missing',
    title: 'the OIDC provider does not take tokens for STS',
    break: (sandbox) => sandbox.faults.dropClientId(),
    named: ['fail oidc-client-id'],
    cause: 'trust-wrong-audience',
    mendedBy: 'us',
  },
  {
    id: 'role-missing',
    title: 'the role was deleted',
    break: (sandbox) => sandbox.faults.removeRole(),
    named: [`fail role/${ROLE}`],
    cause: 'role-missing',
    mendedBy: 'us',
  },
  {
    id: 'role-of-another-account',
    title: 'a ServiceAccount names a role of another account',
    break: (sandbox) => annotate(sandbox, `arn:aws:iam::${OTHER_ACCOUNT}:role/${ROLE}`),
    named: [`fail role/${OTHER_ACCOUNT}/${ROLE}`],
    cause: 'role-missing',
    mendedBy: 'us',
  },
  {
    id: 'role-of-another-path',
    title: 'a ServiceAccount names the role under another path',
    break: (sandbox) => annotate(sandbox, `arn:aws:iam::${sandbox.accountId}:role/team/${ROLE}`),
    named: [`fail role/${ROLE}`],
    cause: 'role-missing',
    mendedBy: 'us',
  },
  {
    id: 'trust-of-one-subject',
    title: 'the trust names only one of the two ServiceAccounts',
    break: (sandbox) => condition(sandbox, 'StringEquals', 'sub', subject(AUTOMATION)),
    named: [`fail trust/${REFLECTOR}`],
    cause: 'trust-policy-mismatch',
    mendedBy: 'us',
  },
  {
    id: 'trust-of-somebody-else',
    title: "the trust names another ServiceAccount in the controller's place",
    break: (sandbox) => sandbox.faults.cutTrust(),
    named: [`fail trust/${REFLECTOR}`],
    cause: 'trust-policy-mismatch',
    mendedBy: 'us',
  },
  {
    id: 'trust-of-another-namespace',
    title: 'the trust names the ServiceAccounts in another namespace',
    break: (sandbox) =>
      condition(
        sandbox,
        'StringEquals',
        'sub',
        BOTH.map((name) => subject(name, 'flux')),
      ),
    named: trusts('fail'),
    cause: 'trust-policy-mismatch',
    mendedBy: 'us',
  },
  {
    id: 'trust-of-another-cluster',
    title: "the trust is that of another cluster's issuer",
    break: (sandbox) => {
      const gone = 'oidc.eks.eu-west-1.amazonaws.com/id/00000000000000000000000000000000'
      const text = JSON.stringify(role(sandbox).trust).replaceAll(issuerHost(sandbox), gone)
      role(sandbox).trust = JSON.parse(text) as ReturnType<typeof role>['trust']
    },
    named: trusts('fail'),
    cause: 'trust-policy-mismatch',
    mendedBy: 'us',
  },
  {
    id: 'trust-of-another-audience',
    title: 'the trust wants another audience',
    break: (sandbox) => condition(sandbox, 'StringEquals', 'aud', 'sts.amazonaws.com.cn'),
    named: trusts('fail'),
    cause: 'trust-wrong-audience',
    mendedBy: 'us',
  },
  {
    id: 'trust-wildcard-under-stringequals',
    title: 'the trust has a wildcard where only StringLike reads it as one',
    break: (sandbox) => condition(sandbox, 'StringEquals', 'sub', subject('image-*')),
    named: trusts('fail'),
    cause: 'trust-stringequals-wildcard',
    mendedBy: 'us',
  },
  {
    id: 'trust-key-with-scheme',
    title: 'a condition key of the trust begins with https://',
    break: (sandbox) => {
      condition(sandbox, 'StringEquals', 'sub', [])
      const keys = trustStatement(sandbox).Condition?.['StringEquals'] ?? {}
      delete keys[`${issuerHost(sandbox)}:sub`]
      keys[`${sandbox.issuer}:sub`] = BOTH.map((name) => subject(name))
    },
    named: [...trusts('fail'), `warn trust-scope/${ROLE}`],
    cause: 'trust-policy-mismatch',
    mendedBy: 'us',
  },
  {
    id: 'trust-emptied',
    title: 'our statement was taken out of the trust',
    break: (sandbox) => {
      role(sandbox).trust = {
        Version: '2012-10-17',
        Statement: [
          {
            Sid: 'PodIdentity',
            Effect: 'Allow',
            Principal: { Service: 'pods.eks.amazonaws.com' },
            Action: ['sts:AssumeRole', 'sts:TagSession'],
          },
        ],
      }
    },
    named: trusts('fail'),
    cause: 'trust-policy-mismatch',
    mendedBy: 'us',
  },
  {
    id: 'trust-denies',
    title: 'a statement of somebody else denies web identities',
    break: (sandbox) => {
      const deny = { Sid: 'Freeze', Effect: 'Deny' as const, Principal: '*' as const, Action: 'sts:AssumeRoleWithWebIdentity' }
      role(sandbox).trust.Statement = [...[role(sandbox).trust.Statement].flat(), deny]
    },
    named: trusts('fail'),
    cause: 'explicit-deny',
    mendedBy: 'somebody',
    repair: (sandbox) => {
      role(sandbox).trust.Statement = [role(sandbox).trust.Statement].flat().filter(({ Sid }) => Sid !== 'Freeze')
    },
  },
  {
    id: 'trust-without-audience',
    title: 'the trust has no condition on the audience',
    break: (sandbox) => {
      delete trustStatement(sandbox).Condition?.['StringEquals']?.[`${issuerHost(sandbox)}:aud`]
    },
    named: [`warn trust-scope/${ROLE}`],
    mendedBy: 'us',
  },
  {
    id: 'trust-without-subject',
    title: 'the trust lets in every ServiceAccount of the cluster',
    break: (sandbox) => {
      delete trustStatement(sandbox).Condition?.['StringEquals']?.[`${issuerHost(sandbox)}:sub`]
    },
    named: [`warn trust-scope/${ROLE}`],
    mendedBy: 'us',
  },
  {
    id: 'trust-with-stringlike',
    title: 'the trust lets in a pattern of ServiceAccounts',
    break: (sandbox) => condition(sandbox, 'StringLike', 'sub', subject('*')),
    named: [`warn trust-scope/${ROLE}`],
    mendedBy: 'us',
  },
  {
    id: 'trust-of-everyone',
    title: 'a statement of somebody else lets in every AWS principal',
    break: (sandbox) => {
      const open = { Sid: 'Open', Effect: 'Allow' as const, Principal: { AWS: '*' }, Action: 'sts:AssumeRole' }
      role(sandbox).trust.Statement = [...[role(sandbox).trust.Statement].flat(), open]
    },
    named: [`warn trust-scope/${ROLE}`],
    mendedBy: 'somebody',
    repair: (sandbox) => {
      role(sandbox).trust.Statement = [role(sandbox).trust.Statement].flat().filter(({ Sid }) => Sid !== 'Open')
    },
  },
]
