import {
  AddClientIDToOpenIDConnectProviderCommand,
  AttachRolePolicyCommand,
  CreatePolicyVersionCommand,
  CreateRoleCommand,
  CreateUserCommand,
  DeletePolicyCommand,
  DeleteRolePermissionsBoundaryCommand,
  PutRolePermissionsBoundaryCommand,
  PutRolePolicyCommand,
  SetDefaultPolicyVersionCommand,
  TagPolicyCommand,
  TagRoleCommand,
  UpdateAssumeRolePolicyCommand,
  type IAMClient,
} from '@aws-sdk/client-iam'
import { TAG_CLUSTER } from '../../src/domain/ownership.ts'

export const ACCOUNT = '123456789012'
const CLUSTER_ARN = `arn:aws:eks:eu-west-1:${ACCOUNT}:cluster/lab`
const policyArn = (name: string) => `arn:aws:iam::${ACCOUNT}:policy/${name}`
export const ROLE = 'lab-flux-imgctrl-irsa'
export const POLICY = policyArn('lab-flux-ecr-ro')
export const BOUNDARY = policyArn('lab-flux-boundary')
const ADMIN = 'arn:aws:iam::aws:policy/AdministratorAccess'
export const ALL = JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] })
export const trustOf = (arn: string) =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { AWS: arn }, Action: 'sts:AssumeRole' }] })

/** What each attack asks of IAM; all of it must be denied to everyone whose policy the page holds. */
export const ATTACKS: [string, (iam: IAMClient, self: string) => Promise<unknown>][] = [
  [
    'a role without the boundary',
    (iam, self) => iam.send(new CreateRoleCommand({ RoleName: 'lab-other', AssumeRolePolicyDocument: trustOf(self) })),
  ],
  ['AdministratorAccess on our role', (iam) => iam.send(new AttachRolePolicyCommand({ RoleName: ROLE, PolicyArn: ADMIN }))],
  ['an inline policy', (iam) => iam.send(new PutRolePolicyCommand({ RoleName: ROLE, PolicyName: 'x', PolicyDocument: ALL }))],
  ['the boundary off', (iam) => iam.send(new DeleteRolePermissionsBoundaryCommand({ RoleName: ROLE }))],
  ['another boundary', (iam) => iam.send(new PutRolePermissionsBoundaryCommand({ RoleName: ROLE, PermissionsBoundary: ADMIN }))],
  [
    'a wider version of the boundary',
    (iam) => iam.send(new CreatePolicyVersionCommand({ PolicyArn: BOUNDARY, PolicyDocument: ALL, SetAsDefault: true })),
  ],
  ['an older version of the boundary', (iam) => iam.send(new SetDefaultPolicyVersionCommand({ PolicyArn: BOUNDARY, VersionId: 'v1' }))],
  ['the boundary gone', (iam) => iam.send(new DeletePolicyCommand({ PolicyArn: BOUNDARY }))],
  ...['foreign', 'lab-two-flux-imgctrl-irsa'].map((RoleName): (typeof ATTACKS)[number] => [
    `our mark on ${RoleName}, which would be taken for ours`,
    (iam) => iam.send(new TagRoleCommand({ RoleName, Tags: [{ Key: TAG_CLUSTER, Value: CLUSTER_ARN }] })),
  ]),
  [
    'our mark on a foreign policy',
    (iam) => iam.send(new TagPolicyCommand({ PolicyArn: policyArn('foreign'), Tags: [{ Key: TAG_CLUSTER, Value: CLUSTER_ARN }] })),
  ],
  [
    'the trust of a foreign role',
    (iam, self) => iam.send(new UpdateAssumeRolePolicyCommand({ RoleName: 'foreign', PolicyDocument: trustOf(self) })),
  ],
  [
    'the role of a cluster whose name begins alike',
    (iam, self) => iam.send(new UpdateAssumeRolePolicyCommand({ RoleName: 'lab-two-flux-imgctrl-irsa', PolicyDocument: trustOf(self) })),
  ],
  ['a user', (iam) => iam.send(new CreateUserCommand({ UserName: 'mallory' }))],
  [
    'a client id for a foreign provider',
    (iam) =>
      iam.send(
        new AddClientIDToOpenIDConnectProviderCommand({
          OpenIDConnectProviderArn: `arn:aws:iam::${ACCOUNT}:oidc-provider/token.actions.githubusercontent.com`,
          ClientID: 'mine',
        }),
      ),
  ],
]
