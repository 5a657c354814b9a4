import type { PolicyDocument } from '../../src/domain/policy-document.ts'
import type { ManagedPolicy } from '../../src/sandbox/aws/account.ts'
import type { Sandbox } from '../../src/sandbox/index.ts'
import { BOTH, IMAGES, ROLE, type Fault } from './fault.ts'
import { policyStatements, role } from './touch.ts'

const permissions = IMAGES.map((id) => `fail repository-permission/${id}`)
const deny = (Action: string): PolicyDocument => ({ Version: '2012-10-17', Statement: { Effect: 'Deny', Action, Resource: '*' } })

function statement(sandbox: Sandbox, sid: string) {
  const found = policyStatements(sandbox).find(({ Sid }) => Sid === sid)
  if (!found) throw new Error(`no statement ${sid}`)
  return found
}

function boundary(sandbox: Sandbox, name: string, document: PolicyDocument): string {
  const arn = `arn:aws:iam::${sandbox.accountId}:policy/${name}`
  const policy: ManagedPolicy = {
    id: `ANPA${name}`,
    name,
    path: '/',
    arn,
    createdAt: 0,
    updatedAt: 0,
    defaultVersion: 'v1',
    lastVersion: 1,
    tags: {},
    versions: [{ id: 'v1', document, createdAt: 0 }],
  }
  sandbox.aws.account.policies.set(arn, policy)
  return arn
}

const unbounded = (sandbox: Sandbox) => {
  delete role(sandbox).boundary
}

/** Policies, boundaries, organizations. */
export const PERMISSION_FAULTS: Fault[] = [
  {
    id: 'policy-detached',
    title: 'no policy is attached to the role',
    break: (sandbox) => sandbox.faults.detachPolicy(),
    named: [`fail policy-attached/${ROLE}`],
    cause: 'missing-ecr-get-authorization-token',
    mendedBy: 'us',
  },
  {
    id: 'policy-of-other-repositories',
    title: 'the policy names repositories that nobody reads',
    break: (sandbox) => sandbox.faults.wrongRepositoryArn(),
    named: permissions,
    cause: 'missing-repository-permission',
    mendedBy: 'us',
  },
  {
    id: 'policy-leaves-one-out',
    title: 'the policy leaves one repository out',
    break: (sandbox) => {
      statement(sandbox, 'EcrRead').Resource = `arn:aws:ecr:eu-west-1:${sandbox.accountId}:repository/apps/*`
    },
    named: ['fail repository-permission/apps/web'],
    cause: 'missing-repository-permission',
    mendedBy: 'us',
  },
  {
    id: 'policy-pattern-without-slash',
    title: 'the policy says repository/apps, which covers nothing below apps/',
    break: (sandbox) => {
      const arn = `arn:aws:ecr:eu-west-1:${sandbox.accountId}:repository`
      statement(sandbox, 'EcrRead').Resource = [`${arn}/apps`, `${arn}/web`]
    },
    named: ['fail repository-permission/apps/apps-api', 'fail repository-permission/apps/apps-main'],
    cause: 'missing-repository-permission',
    mendedBy: 'us',
  },
  {
    id: 'login-on-repositories',
    title: 'ecr:GetAuthorizationToken is allowed on repositories, which grants nothing',
    break: (sandbox) => {
      statement(sandbox, 'EcrLogin').Resource = `arn:aws:ecr:eu-west-1:${sandbox.accountId}:repository/*`
    },
    named: [`fail login-permission/${ROLE}`],
    cause: 'missing-ecr-get-authorization-token',
    mendedBy: 'us',
  },
  {
    id: 'login-missing',
    title: 'the policy does not allow ecr:GetAuthorizationToken',
    break: (sandbox) => {
      const statements = policyStatements(sandbox)
      statements.splice(
        statements.findIndex(({ Sid }) => Sid === 'EcrLogin'),
        1,
      )
    },
    named: [`fail login-permission/${ROLE}`],
    cause: 'missing-ecr-get-authorization-token',
    mendedBy: 'us',
  },
  {
    id: 'pull-only',
    title: 'the policy allows pulls but no listing, as AmazonEC2ContainerRegistryPullOnly does',
    break: (sandbox) => {
      statement(sandbox, 'EcrRead').Action = ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer']
    },
    named: permissions,
    cause: 'missing-repository-permission',
    mendedBy: 'us',
  },
  {
    id: 'deny-inline',
    title: 'an inline policy of somebody else denies the listing',
    break: (sandbox) => {
      role(sandbox).inline['freeze'] = deny('ecr:List*')
    },
    named: permissions,
    cause: 'explicit-deny',
    mendedBy: 'somebody',
    repair: (sandbox) => {
      delete role(sandbox).inline['freeze']
    },
  },
  {
    id: 'deny-in-our-policy',
    title: 'somebody wrote a Deny into our policy',
    break: (sandbox) => {
      policyStatements(sandbox).push({ Effect: 'Deny', Action: 'ecr:*', Resource: '*' })
    },
    named: [`fail login-permission/${ROLE}`],
    cause: 'explicit-deny',
    mendedBy: 'us',
  },
  {
    id: 'boundary-without-ecr',
    title: 'the permissions boundary leaves ECR out',
    break: (sandbox) => {
      role(sandbox).boundary = boundary(sandbox, 'narrow', { Statement: { Effect: 'Allow', Action: 's3:*', Resource: '*' } })
    },
    named: [`fail login-permission/${ROLE}`],
    cause: 'explicit-deny',
    mendedBy: 'somebody',
    repair: unbounded,
  },
  {
    id: 'boundary-denies',
    title: 'the permissions boundary denies the listing',
    break: (sandbox) => {
      const all = { Effect: 'Allow' as const, Action: '*', Resource: '*' }
      role(sandbox).boundary = boundary(sandbox, 'frozen', {
        Statement: [all, { Effect: 'Deny', Action: 'ecr:ListImages', Resource: '*' }],
      })
    },
    named: permissions,
    cause: 'explicit-deny',
    mendedBy: 'somebody',
    repair: unbounded,
  },
  {
    id: 'boundary-gone',
    title: 'the permissions boundary no longer exists',
    break: (sandbox) => {
      role(sandbox).boundary = `arn:aws:iam::${sandbox.accountId}:policy/gone`
    },
    named: [`fail login-permission/${ROLE}`],
    cause: 'explicit-deny',
    mendedBy: 'somebody',
    repair: unbounded,
  },
  {
    id: 'organization-denies-login',
    title: "an organization's policy denies the login to ECR",
    break: (sandbox) => {
      const message =
        `User: arn:aws:sts::${sandbox.accountId}:assumed-role/${ROLE}/x is not authorized to perform: ecr:GetAuthorizationToken ` +
        'on resource: * with an explicit deny in a service control policy'
      sandbox.aws.faults.push({ match: 'ecr:GetAuthorizationToken', times: -1, code: 'AccessDeniedException', status: 400, message })
    },
    named: BOTH.map((name) => `fail proof-login/${name}`),
    cause: 'explicit-deny',
    mendedBy: 'somebody',
    repair: (sandbox) => void (sandbox.aws.faults.length = 0),
  },
  {
    id: 'organization-denies-the-role',
    title: "an organization's policy denies sts:AssumeRoleWithWebIdentity",
    break: (sandbox) => {
      const message = 'Not authorized to perform sts:AssumeRoleWithWebIdentity with an explicit deny in a service control policy'
      sandbox.aws.faults.push({ match: 'sts:AssumeRoleWithWebIdentity', times: -1, code: 'AccessDenied', status: 403, message })
    },
    named: BOTH.map((name) => `fail proof-assume/${name}`),
    cause: 'explicit-deny',
    mendedBy: 'somebody',
    repair: (sandbox) => void (sandbox.aws.faults.length = 0),
  },
  {
    id: 'policy-unreadable',
    title: 'the caller may not read the policy of the role',
    break: (sandbox) => {
      const message = 'User is not authorized to perform: iam:GetPolicy'
      sandbox.aws.faults.push({ match: 'iam:GetPolicy', times: -1, code: 'AccessDenied', status: 403, message })
    },
    named: [`unknown policy-attached/${ROLE}`],
    mendedBy: 'somebody',
    repair: (sandbox) => void (sandbox.aws.faults.length = 0),
  },
]
