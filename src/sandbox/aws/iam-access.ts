import { iamArn, type Account } from './account.ts'
import type { AccessQuestion } from './authorisation.ts'
import type { Context } from './conditions.ts'
import { members, tagsIn, type Params } from './query-protocol.ts'

const tagOnCreate: Record<string, string> = {
  CreateRole: 'TagRole',
  CreatePolicy: 'TagPolicy',
  CreateOpenIDConnectProvider: 'TagOpenIDConnectProvider',
}

/**
 * What an IAM call must be allowed: its action, and the tagging action too when it creates with tags (Service Authorization Reference,
 * "Actions, resources, and condition keys for AWS IAM").
 */
export function iamQuestions(account: Account, action: string, params: Params): AccessQuestion[] {
  const resource = resourceOf(account, params)
  const context = contextOf(account, params)
  const tagging = Object.keys(tagsIn(params)).length > 0 ? tagOnCreate[action] : undefined
  return [action, ...(tagging ? [tagging] : [])].map((name) => ({ action: `iam:${name}`, resource, context }))
}

function resourceOf(account: Account, params: Params): string {
  const path = (params.Path ?? '/').slice(1)
  if (params.RoleName) return account.roles.get(params.RoleName)?.arn ?? iamArn(account, `role/${path}${params.RoleName}`)
  if (params.PolicySourceArn) return params.PolicySourceArn
  if (params.PolicyArn) return params.PolicyArn
  if (params.OpenIDConnectProviderArn) return params.OpenIDConnectProviderArn
  if (params.PolicyName) return iamArn(account, `policy/${path}${params.PolicyName}`)
  if (params.Url) return iamArn(account, `oidc-provider/${params.Url.split('://').at(-1)}`)
  return '*'
}

/** The condition keys: tags asked for and tags that are there, the boundary, and the policy that is attached or detached. */
function contextOf(account: Account, params: Params): Context {
  const role = account.roles.get(params.RoleName ?? '')
  const thing = role ?? account.policies.get(params.PolicyArn ?? '') ?? account.providers.get(params.OpenIDConnectProviderArn ?? '')
  const asked = tagsIn(params)
  const context: Context = {}
  for (const [key, value] of Object.entries(thing?.tags ?? {})) {
    context[`aws:ResourceTag/${key}`] = value
    context[`iam:ResourceTag/${key}`] = value
  }
  for (const [key, value] of Object.entries(asked)) context[`aws:RequestTag/${key}`] = value
  const keys = [...Object.keys(asked), ...members(params, 'TagKeys')]
  if (keys.length > 0) context['aws:TagKeys'] = keys
  const boundary = params.PermissionsBoundary ?? role?.boundary
  if (boundary) context['iam:PermissionsBoundary'] = boundary
  if (params.RoleName && params.PolicyArn) context['iam:PolicyARN'] = params.PolicyArn
  return context
}
