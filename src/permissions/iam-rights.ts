import type { PolicyDocument, Statement } from '../domain/policy-document.ts'
import type { RightsFor } from '../domain/rights-for.ts'
import type { RightsPlace } from './rights-place.ts'

type Rights = (place: RightsPlace) => Statement[]

/** The caller's own IAM policy, by what it is for: complete, so that nothing else is needed beside it. */
export function iamRights(wanted: RightsFor, place: RightsPlace): PolicyDocument {
  return { Version: '2012-10-17', Statement: STATEMENTS[wanted].flatMap((rights) => rights(place)) }
}

const allow = (Sid: string, Action: string[], Resource: string | string[], Condition?: Statement['Condition']): Statement => ({
  Sid,
  Effect: 'Allow',
  Action,
  Resource,
  ...(Condition ? { Condition } : {}),
})

const bounded = ({ boundary }: RightsPlace) => ({ StringEquals: { 'iam:PermissionsBoundary': boundary } })

/** Reads. `iam:ListRoles` has no resource level, and roles that flux-irsa made for other clusters of the account are looked at too. */
const read: Rights = ({ clusterArn, provider, partition, account, roles, policies, boundary, attachable }) => {
  const iam = (resource: string) => `arn:${partition}:iam::${account}:${resource}`
  return [
    allow('Cluster', ['eks:DescribeCluster', 'eks:ListPodIdentityAssociations'], clusterArn),
    allow('Account', ['iam:ListRoles', 'iam:GetAccountSummary'], '*'),
    allow('Provider', ['iam:GetOpenIDConnectProvider'], provider),
    allow(
      'Roles',
      ['iam:GetRole', 'iam:ListAttachedRolePolicies', 'iam:ListRolePolicies', 'iam:GetRolePolicy'],
      covering(roles, iam('role/*-flux-imgctrl-irsa')),
    ),
    allow(
      'Policies',
      ['iam:GetPolicy', 'iam:GetPolicyVersion'],
      [...covering(policies, iam('policy/*-flux-ecr-ro')), boundary, ...attachable],
    ),
  ]
}

/** The pattern, and the names that it does not match. */
function covering(arns: string[], pattern: string): string[] {
  const [start = '', end = ''] = pattern.split('*')
  return [pattern, ...arns.filter((arn) => !arn.startsWith(start) || !arn.endsWith(end))]
}

/**
 * Makes and changes roles that carry the boundary, and none without it. `iam:PermissionsBoundary` is the boundary that a request sets, else
 * the one that the role has; UpdateAssumeRolePolicy, TagRole and CreatePolicyVersion do not know it (Service Authorization Reference, "Actions,
 * resources, and condition keys for AWS IAM"), so those stand on exact names, of roles that only these rights make.
 */
const write: Rights = (place) => {
  const { provider, roles, policies, attachable } = place
  return [
    allow(
      'MakeProvider',
      ['iam:CreateOpenIDConnectProvider', 'iam:TagOpenIDConnectProvider', 'iam:AddClientIDToOpenIDConnectProvider'],
      provider,
    ),
    allow('MakeBoundedRole', ['iam:CreateRole', 'iam:PutRolePermissionsBoundary'], roles, bounded(place)),
    allow('Role', ['iam:TagRole', 'iam:UpdateAssumeRolePolicy'], roles),
    allow(
      'Policy',
      ['iam:CreatePolicy', 'iam:TagPolicy', 'iam:CreatePolicyVersion', 'iam:ListPolicyVersions', 'iam:DeletePolicyVersion'],
      policies,
    ),
    allow('Attachment', ['iam:AttachRolePolicy'], roles, {
      ...bounded(place),
      ArnEquals: { 'iam:PolicyARN': [...policies, ...attachable] },
    }),
    ...keepBoundary(place),
  ]
}

/** Beats whatever else the caller is allowed: the boundary stays on the role, and stays what the administrator wrote. */
const keepBoundary: Rights = ({ roles, boundary }) => [
  { Sid: 'BoundaryStaysOn', Effect: 'Deny', Action: ['iam:DeleteRolePermissionsBoundary'], Resource: roles },
  {
    Sid: 'NoOtherBoundary',
    Effect: 'Deny',
    Action: ['iam:PutRolePermissionsBoundary'],
    Resource: roles,
    Condition: { StringNotEquals: { 'iam:PermissionsBoundary': boundary } },
  },
  {
    Sid: 'BoundaryStaysAsItIs',
    Effect: 'Deny',
    Action: ['iam:CreatePolicyVersion', 'iam:SetDefaultPolicyVersion', 'iam:DeletePolicyVersion', 'iam:DeletePolicy'],
    Resource: boundary,
  },
]

/** Only policies that we attached come off: one of somebody else's may be what denies something. */
const takeAway: Rights = ({ roles, policies, attachable }) => [
  allow('Detachment', ['iam:DetachRolePolicy'], roles, { ArnEquals: { 'iam:PolicyARN': [...policies, ...attachable] } }),
  allow('RemoveRole', ['iam:DeleteRole', 'iam:UpdateAssumeRolePolicy', 'iam:UntagRole'], roles),
  allow('RemovePolicy', ['iam:ListPolicyVersions', 'iam:DeletePolicyVersion', 'iam:DeletePolicy'], policies),
]

/** For `--delete-oidc-provider`. Every role of the cluster that trusts the provider hangs on it, so the ARN is exact. */
const removeProvider: Rights = ({ provider }) => [allow('RemoveProvider', ['iam:DeleteOpenIDConnectProvider'], provider)]

const STATEMENTS: Record<RightsFor, Rights[]> = {
  verify: [read],
  plan: [read],
  identity: [read, write],
  install: [read, write],
  uninstall: [read, takeAway, removeProvider],
  bind: [read, write, takeAway],
}
