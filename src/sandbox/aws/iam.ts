import type { Caller } from './caller.ts'
import { AwsError } from './aws-error.ts'
import { authorise } from './authorisation.ts'
import { isOurs } from './account.ts'
import { iamQuestions } from './iam-access.ts'
import type { IamActions } from './iam-call.ts'
import { oidcProviderActions } from './iam-oidc-providers.ts'
import { policyActions } from './iam-policies.ts'
import { policyVersionActions } from './iam-policy-versions.ts'
import { rolePolicyActions } from './iam-role-policies.ts'
import { roleActions } from './iam-roles.ts'
import { simulationActions } from './iam-simulation.ts'
import { answerXml, type Params } from './query-protocol.ts'
import type { World } from './world.ts'

export const iamNamespace = 'https://iam.amazonaws.com/doc/2010-05-08/'

const actions: IamActions = {
  ...roleActions,
  ...rolePolicyActions,
  ...policyActions,
  ...policyVersionActions,
  ...oidcProviderActions,
  ...simulationActions,
  GetAccountSummary: ({ account }) => {
    const { quotas } = account
    const summary = {
      AssumeRolePolicySizeQuota: quotas.trustPolicySize,
      AttachedPoliciesPerRoleQuota: quotas.attachedPoliciesPerRole,
      Policies: [...account.policies.values()].filter((policy) => isOurs(account, policy)).length,
      PoliciesQuota: quotas.policies,
      PolicySizeQuota: quotas.policySize,
      Providers: account.providers.size,
      Roles: account.roles.size,
      RolesQuota: quotas.roles,
      VersionsPerPolicyQuota: quotas.versionsPerPolicy,
    }
    return { SummaryMap: new Map(Object.entries(summary)) }
  },
}

/** The XML answer of an IAM call; AwsError when the caller may not or IAM would refuse. */
export function answerIam(world: World, caller: Caller, action: string, params: Params): string {
  const run = Object.hasOwn(actions, action) ? actions[action] : undefined
  if (!run) throw new AwsError('InvalidAction', `The sandbox has no iam:${action}.`, 400)
  authorise(caller, 'iam', iamQuestions(world.account, action, params))
  return answerXml(iamNamespace, action, run({ ...world, params }))
}
