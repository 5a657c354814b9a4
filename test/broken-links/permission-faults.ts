import { DeleteRolePolicyCommand, PutRolePolicyCommand } from '@aws-sdk/client-iam'
import type { Statement } from '../../src/domain/policy-document.ts'
import { BOTH, IMAGES, ROLE, type Fault } from './fault.ts'
import type { Scene } from './scene.ts'
import { bound, changePolicy, detachPolicies, unbound } from './touch-iam.ts'

const permissions = IMAGES.map((id) => `fail repository-permission/${id}`)
const allowed: Statement = { Effect: 'Allow', Action: '*', Resource: '*' }
const deny = (Action: string): Statement => ({ Effect: 'Deny', Action, Resource: '*' })

/** The statement of our policy with this Sid, with other fields. */
function statement(scene: Scene, sid: string, fields: Partial<Statement>): Promise<void> {
  return changePolicy(scene, (statements) => statements.map((one) => (one.Sid === sid ? { ...one, ...fields } : one)))
}

/** Something of an organization refuses a call, in AWS's words. */
const refused = (scene: Scene, match: string, status: number, code: string, message: string) =>
  scene.strike({ match, times: -1, status, code, message })

/** Policies, boundaries, organizations. */
export const PERMISSION_FAULTS: Fault[] = [
  {
    id: 'policy-detached',
    title: 'no policy is attached to the role',
    break: detachPolicies,
    named: [`fail policy-attached/${ROLE}`],
    cause: 'missing-ecr-get-authorization-token',
    mendedBy: 'us',
  },
  {
    id: 'policy-of-everything',
    title: 'the policy allows every action on everything',
    break: (scene) => changePolicy(scene, (statements) => [...statements, { Sid: 'All', ...allowed }]),
    named: [`warn grant-width/${ROLE}`],
    mendedBy: 'us',
  },
  {
    id: 'policy-of-other-repositories',
    title: 'the policy names repositories that nobody reads',
    break: (scene) => {
      const elsewhere = `arn:aws:ecr:eu-west-1:${scene.accountId}:repository/somewhere-else`
      return changePolicy(scene, (statements) => statements.map((one) => (one.Resource === '*' ? one : { ...one, Resource: elsewhere })))
    },
    named: permissions,
    cause: 'missing-repository-permission',
    mendedBy: 'us',
  },
  {
    id: 'policy-leaves-one-out',
    title: 'the policy leaves one repository out',
    break: (scene) => statement(scene, 'EcrRead', { Resource: `arn:aws:ecr:eu-west-1:${scene.accountId}:repository/apps/*` }),
    named: ['fail repository-permission/apps/web'],
    cause: 'missing-repository-permission',
    mendedBy: 'us',
  },
  {
    id: 'policy-pattern-without-slash',
    title: 'the policy says repository/apps, which covers nothing below apps/',
    break: (scene) => {
      const arn = `arn:aws:ecr:eu-west-1:${scene.accountId}:repository`
      return statement(scene, 'EcrRead', { Resource: [`${arn}/apps`, `${arn}/web`] })
    },
    named: ['fail repository-permission/apps/apps-api', 'fail repository-permission/apps/apps-main'],
    cause: 'missing-repository-permission',
    mendedBy: 'us',
  },
  {
    id: 'login-on-repositories',
    title: 'ecr:GetAuthorizationToken is allowed on repositories, which grants nothing',
    break: (scene) => statement(scene, 'EcrLogin', { Resource: `arn:aws:ecr:eu-west-1:${scene.accountId}:repository/*` }),
    named: [`fail login-permission/${ROLE}`],
    cause: 'missing-ecr-get-authorization-token',
    mendedBy: 'us',
  },
  {
    id: 'login-missing',
    title: 'the policy does not allow ecr:GetAuthorizationToken',
    break: (scene) => changePolicy(scene, (statements) => statements.filter(({ Sid }) => Sid !== 'EcrLogin')),
    named: [`fail login-permission/${ROLE}`],
    cause: 'missing-ecr-get-authorization-token',
    mendedBy: 'us',
  },
  {
    id: 'pull-only',
    title: 'the policy allows pulls but no listing, as AmazonEC2ContainerRegistryPullOnly does',
    break: (scene) => statement(scene, 'EcrRead', { Action: ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'] }),
    named: permissions,
    cause: 'missing-repository-permission',
    mendedBy: 'us',
  },
  {
    id: 'deny-inline',
    title: 'an inline policy of somebody else denies the listing',
    break: async ({ iam }) => {
      const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [deny('ecr:List*')] })
      await iam.send(new PutRolePolicyCommand({ RoleName: ROLE, PolicyName: 'freeze', PolicyDocument }))
    },
    named: permissions,
    cause: 'explicit-deny',
    mendedBy: 'somebody',
    repair: async ({ iam }) => {
      await iam.send(new DeleteRolePolicyCommand({ RoleName: ROLE, PolicyName: 'freeze' }))
    },
  },
  {
    id: 'deny-in-our-policy',
    title: 'somebody wrote a Deny into our policy',
    break: (scene) => changePolicy(scene, (statements) => [...statements, deny('ecr:*')]),
    named: [`fail login-permission/${ROLE}`],
    cause: 'explicit-deny',
    mendedBy: 'us',
  },
  {
    id: 'boundary-without-ecr',
    title: 'the permissions boundary leaves ECR out',
    break: async (scene) => {
      await bound(scene, 'narrow', { ...allowed, Action: 's3:*' })
    },
    named: [`fail login-permission/${ROLE}`],
    cause: 'explicit-deny',
    mendedBy: 'somebody',
    repair: unbound,
  },
  {
    id: 'boundary-denies',
    title: 'the permissions boundary denies the listing',
    break: async (scene) => {
      await bound(scene, 'frozen', [allowed, deny('ecr:ListImages')])
    },
    named: permissions,
    cause: 'explicit-deny',
    mendedBy: 'somebody',
    repair: unbound,
  },
  {
    id: 'boundary-gone',
    title: 'the permissions boundary no longer exists',
    break: async (scene) => {
      const arn = await bound(scene, 'gone', allowed)
      scene.sandbox().aws.account.policies.delete(arn)
    },
    onlySimulated: 'IAM keeps a policy that bounds a role',
    named: [`fail login-permission/${ROLE}`],
    cause: 'explicit-deny',
    mendedBy: 'somebody',
    repair: unbound,
  },
  {
    id: 'organization-denies-login',
    title: "an organization's policy denies the login to ECR",
    break: (scene) => {
      const message =
        `User: arn:aws:sts::${scene.accountId}:assumed-role/${ROLE}/x is not authorized to perform: ecr:GetAuthorizationToken ` +
        'on resource: * with an explicit deny in a service control policy'
      return refused(scene, 'ecr:GetAuthorizationToken', 400, 'AccessDeniedException', message)
    },
    named: BOTH.map((name) => `fail proof-login/${name}`),
    cause: 'explicit-deny',
    mendedBy: 'somebody',
    repair: (scene) => scene.calm(),
  },
  {
    id: 'organization-denies-the-role',
    title: "an organization's policy denies sts:AssumeRoleWithWebIdentity",
    break: (scene) => {
      const message = 'Not authorized to perform sts:AssumeRoleWithWebIdentity with an explicit deny in a service control policy'
      return refused(scene, 'sts:AssumeRoleWithWebIdentity', 403, 'AccessDenied', message)
    },
    named: BOTH.map((name) => `fail proof-assume/${name}`),
    cause: 'explicit-deny',
    mendedBy: 'somebody',
    repair: (scene) => scene.calm(),
  },
  {
    id: 'policy-unreadable',
    title: 'the caller may not read the policy of the role',
    break: (scene) => refused(scene, 'iam:GetPolicy', 403, 'AccessDenied', 'User is not authorized to perform: iam:GetPolicy'),
    named: [`unknown policy-attached/${ROLE}`],
    mendedBy: 'somebody',
    repair: (scene) => scene.calm(),
  },
]
