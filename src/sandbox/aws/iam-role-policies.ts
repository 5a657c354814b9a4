import { limitExceeded, noSuchEntity } from './aws-error.ts'
import { encodedDocument, type IamActions } from './iam-call.ts'
import { roleIn } from './iam-roles.ts'
import { checkedName, checkedPolicy } from './iam-validation.ts'
import { pageOf, required } from './query-protocol.ts'

/** IAM's calls on what a role may do: attached managed policies and inline ones. */
export const rolePolicyActions: IamActions = {
  AttachRolePolicy: (call) => {
    const role = roleIn(call)
    const arn = required(call.params, 'PolicyArn')
    const quota = call.account.quotas.attachedPoliciesPerRole
    if (!call.account.policies.has(arn)) throw noSuchEntity(`Policy ${arn} does not exist or is not attachable.`)
    if (role.attached.includes(arn)) return undefined
    if (role.attached.length >= quota) throw limitExceeded('PoliciesPerRole', quota)
    role.attached.push(arn)
    return undefined
  },
  DetachRolePolicy: (call) => {
    const role = roleIn(call)
    const arn = required(call.params, 'PolicyArn')
    if (!role.attached.includes(arn)) throw noSuchEntity(`Policy ${arn} was not found.`)
    role.attached = role.attached.filter((attached) => attached !== arn)
    return undefined
  },
  ListAttachedRolePolicies: (call) => {
    const { items, more } = pageOf(roleIn(call).attached, call.params)
    return { ...more, AttachedPolicies: items.map((arn) => ({ PolicyName: arn.split('/').at(-1), PolicyArn: arn })) }
  },
  PutRolePolicy: (call) => {
    const role = roleIn(call)
    role.inline[checkedName(call.params, 'PolicyName')] = checkedPolicy(call.account, required(call.params, 'PolicyDocument'))
    return undefined
  },
  GetRolePolicy: (call) => {
    const role = roleIn(call)
    const name = checkedName(call.params, 'PolicyName')
    const document = role.inline[name]
    if (!document) throw noSuchEntity(`The role policy with name ${name} cannot be found.`)
    return { RoleName: role.name, PolicyName: name, PolicyDocument: encodedDocument(document) }
  },
  DeleteRolePolicy: (call) => {
    const role = roleIn(call)
    const name = checkedName(call.params, 'PolicyName')
    if (!role.inline[name]) throw noSuchEntity(`The role policy with name ${name} cannot be found.`)
    delete role.inline[name]
    return undefined
  },
  ListRolePolicies: (call) => {
    const { items, more } = pageOf(Object.keys(roleIn(call).inline).toSorted(), call.params)
    return { ...more, PolicyNames: items }
  },
}
