import { iamArn, type Role } from './account.ts'
import { alreadyExists, deleteConflict, limitExceeded, noSuchEntity } from './aws-error.ts'
import { checkedTags, encodedDocument, isoDate, removeTags, setTags, tagList, type IamActions, type IamCall } from './iam-call.ts'
import { checkedDescription, checkedName, checkedPath, checkedTrust } from './iam-validation.ts'
import { newId } from './new-ids.ts'
import { pageOf, required, type Xml } from './query-protocol.ts'

/** IAM's calls on roles themselves (IAM API reference). */
export const roleActions: IamActions = {
  CreateRole: (call) => ({ Role: described(createRole(call)) }),
  GetRole: (call) => {
    const role = roleIn(call)
    return {
      Role: { ...described(role), Tags: tagList(role.tags), RoleLastUsed: lastUse(call, role), PermissionsBoundary: boundaryOf(role) },
    }
  },
  ListRoles: ({ account, params }) => {
    const roles = [...account.roles.values()].filter((role) => role.path.startsWith(params.PathPrefix ?? '/'))
    const { items, more } = pageOf(
      roles.toSorted((a, b) => a.name.localeCompare(b.name)),
      params,
    )
    return { ...more, Roles: items.map(described) }
  },
  DeleteRole: (call) => {
    const role = roleIn(call)
    if (role.attached.length > 0) throw deleteConflict('Cannot delete entity, must detach all policies first.')
    if (Object.keys(role.inline).length > 0) throw deleteConflict('Cannot delete entity, must delete policies first.')
    call.account.roles.delete(role.name)
    return undefined
  },
  UpdateAssumeRolePolicy: (call) => {
    const role = roleIn(call)
    role.trust = checkedTrust(call.account, required(call.params, 'PolicyDocument'))
    return undefined
  },
  TagRole: (call) => setTags(roleIn(call).tags, call),
  UntagRole: (call) => removeTags(roleIn(call).tags, call),
  ListRoleTags: (call) => {
    const { items, more } = pageOf(tagList(roleIn(call).tags), call.params)
    return { ...more, Tags: items }
  },
  PutRolePermissionsBoundary: (call) => {
    const role = roleIn(call)
    role.boundary = checkedBoundary(call)
    return undefined
  },
  DeleteRolePermissionsBoundary: (call) => {
    const role = roleIn(call)
    if (!role.boundary) throw noSuchEntity(`Role with name ${role.name} has no permissions boundary.`)
    role.boundary = undefined
    return undefined
  },
}

/** The role that the call names, or NoSuchEntity. */
export function roleIn({ account, params }: IamCall): Role {
  const name = checkedName(params, 'RoleName')
  const role = account.roles.get(name)
  if (!role) throw noSuchEntity(`The role with name ${name} cannot be found.`)
  return role
}

function createRole(call: IamCall): Role {
  const { account, params, now } = call
  const name = checkedName(params, 'RoleName')
  const path = checkedPath(params)
  const description = checkedDescription(params)
  const tags = checkedTags(params)
  const trust = checkedTrust(account, required(params, 'AssumeRolePolicyDocument'))
  const boundary = params.PermissionsBoundary ? checkedBoundary(call) : undefined
  if ([...account.roles.keys()].some((known) => known.toLowerCase() === name.toLowerCase())) {
    throw alreadyExists(`Role with name ${name} already exists.`)
  }
  if (account.roles.size >= account.quotas.roles) throw limitExceeded('RolesPerAccount', account.quotas.roles)
  const maxSessionSeconds = Number(params.MaxSessionDuration ?? 3600)
  const arn = iamArn(account, `role${path}${name}`)
  const id = newId('AROA')
  const role = { id, name, path, arn, trust, description, createdAt: now(), maxSessionSeconds, boundary, attached: [], inline: {}, tags }
  account.roles.set(name, role)
  return role
}

function checkedBoundary({ account, params }: IamCall): string {
  const arn = required(params, 'PermissionsBoundary')
  if (!account.policies.has(arn)) throw noSuchEntity(`Scope ARN: ${arn} does not exist or is not attachable.`)
  return arn
}

/** What Create, Get and List all tell; tags and boundary are told by Get alone. */
function described(role: Role): { [tag: string]: Xml } {
  return {
    Path: role.path,
    RoleName: role.name,
    RoleId: role.id,
    Arn: role.arn,
    CreateDate: isoDate(role.createdAt),
    AssumeRolePolicyDocument: encodedDocument(role.trust),
    Description: role.description,
    MaxSessionDuration: role.maxSessionSeconds,
  }
}

/** IAM tells it some hours late, and the sandbox at once: https://docs.aws.amazon.com/IAM/latest/APIReference/API_RoleLastUsed.html */
function lastUse({ account }: IamCall, { id }: Role): Xml {
  const use = account.roleUses.get(id)
  return use ? { LastUsedDate: isoDate(use.at), Region: use.region } : {}
}

function boundaryOf({ boundary }: Role): Xml {
  return boundary && { PermissionsBoundaryType: 'Policy', PermissionsBoundaryArn: boundary }
}
