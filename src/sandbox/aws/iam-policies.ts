import { iamArn, isOurs, rolesBoundedBy, rolesWith, type Account } from './account.ts'
import type { ManagedPolicy } from './managed-policy.ts'
import { alreadyExists, deleteConflict, limitExceeded, noSuchEntity } from './aws-error.ts'
import { checkedTags, isoDate, removeTags, setTags, tagList, type IamActions, type IamCall } from './iam-call.ts'
import { checkedDescription, checkedName, checkedPath, checkedPolicy } from './iam-validation.ts'
import { newId } from './new-ids.ts'
import { pageOf, required, type Xml } from './query-protocol.ts'

/** IAM's calls on managed policies themselves (IAM API reference). */
export const policyActions: IamActions = {
  CreatePolicy: (call) => {
    const policy = createPolicy(call)
    return { Policy: { ...described(call.account, policy), Tags: tagList(policy.tags) } }
  },
  GetPolicy: (call) => {
    const policy = policyIn(call)
    return { Policy: { ...described(call.account, policy), Description: policy.description, Tags: tagList(policy.tags) } }
  },
  ListPolicies: ({ account, params }) => {
    const scopes: Record<string, (policy: ManagedPolicy) => boolean> = {
      Local: (policy) => isOurs(account, policy),
      AWS: (policy) => !isOurs(account, policy),
    }
    const listed = [...account.policies.values()]
      .filter(scopes[params.Scope ?? 'All'] ?? (() => true))
      .filter((policy) => policy.path.startsWith(params.PathPrefix ?? '/'))
      .filter((policy) => params.OnlyAttached !== 'true' || rolesWith(account, policy.arn).length > 0)
      .toSorted((a, b) => a.name.localeCompare(b.name))
    const { items, more } = pageOf(listed, params)
    return { ...more, Policies: items.map((policy) => described(account, policy)) }
  },
  ListEntitiesForPolicy: (call) => {
    const { arn } = policyIn(call)
    const wanted = { PermissionsPolicy: rolesWith(call.account, arn), PermissionsBoundary: rolesBoundedBy(call.account, arn) }
    const roles = wanted[call.params.PolicyUsageFilter as keyof typeof wanted] ?? [...new Set(Object.values(wanted).flat())]
    const { items, more } = pageOf(roles, call.params)
    const attached = items.map(({ name, id }) => ({ RoleName: name, RoleId: id }))
    return { ...more, PolicyRoles: attached, PolicyUsers: [], PolicyGroups: [] }
  },
  DeletePolicy: (call) => {
    const policy = ownPolicyIn(call)
    if ([...rolesWith(call.account, policy.arn), ...rolesBoundedBy(call.account, policy.arn)].length > 0) {
      throw deleteConflict('Cannot delete a policy attached to entities.')
    }
    if (policy.versions.length > 1) {
      throw deleteConflict("This policy has more than one version. Before you delete a policy, you must delete the policy's versions.")
    }
    call.account.policies.delete(policy.arn)
    return undefined
  },
  TagPolicy: (call) => setTags(ownPolicyIn(call).tags, call),
  UntagPolicy: (call) => removeTags(ownPolicyIn(call).tags, call),
}

/** The policy that the call names, or NoSuchEntity. */
export function policyIn({ account, params }: IamCall): ManagedPolicy {
  const arn = required(params, 'PolicyArn')
  const policy = account.policies.get(arn)
  if (!policy) throw noSuchEntity(`Policy ${arn} was not found.`)
  return policy
}

/** policyIn, for calls that change it: AWS's own policies are not the account's to change. */
export function ownPolicyIn(call: IamCall): ManagedPolicy {
  const policy = policyIn(call)
  if (!isOurs(call.account, policy)) throw noSuchEntity(`Policy ${policy.arn} was not found in account ${call.account.id}.`)
  return policy
}

function createPolicy({ account, params, now }: IamCall): ManagedPolicy {
  const name = checkedName(params, 'PolicyName')
  const path = checkedPath(params)
  const description = checkedDescription(params)
  const tags = checkedTags(params)
  const document = checkedPolicy(account, required(params, 'PolicyDocument'))
  const own = [...account.policies.values()].filter((policy) => isOurs(account, policy))
  if (own.some((policy) => policy.name.toLowerCase() === name.toLowerCase())) {
    throw alreadyExists(`A policy called ${name} already exists. Duplicate names are not allowed.`)
  }
  if (own.length >= account.quotas.policies) throw limitExceeded('PoliciesPerAccount', account.quotas.policies)
  const at = now()
  const policy: ManagedPolicy = {
    id: newId('ANPA'),
    name,
    path,
    arn: iamArn(account, `policy${path}${name}`),
    description,
    createdAt: at,
    updatedAt: at,
    versions: [{ id: 'v1', document, createdAt: at }],
    defaultVersion: 'v1',
    lastVersion: 1,
    tags,
  }
  account.policies.set(policy.arn, policy)
  return policy
}

/** What Create, Get and List all tell; lists leave tags and description out. */
function described(account: Account, policy: ManagedPolicy): { [tag: string]: Xml } {
  return {
    PolicyName: policy.name,
    PolicyId: policy.id,
    Arn: policy.arn,
    Path: policy.path,
    DefaultVersionId: policy.defaultVersion,
    AttachmentCount: rolesWith(account, policy.arn).length,
    PermissionsBoundaryUsageCount: rolesBoundedBy(account, policy.arn).length,
    IsAttachable: true,
    CreateDate: isoDate(policy.createdAt),
    UpdateDate: isoDate(policy.updatedAt),
  }
}
