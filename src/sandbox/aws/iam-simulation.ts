import type { PolicyDocument } from '../../domain/policy-document.ts'
import { evaluate } from '../../domain/policy-evaluation.ts'
import { defaultDocument, type Account, type Role } from './account.ts'
import { noSuchEntity } from './aws-error.ts'
import type { Context } from './conditions.ts'
import type { IamActions } from './iam-call.ts'
import { members, required, type Params, type Xml } from './query-protocol.ts'

const withoutResources = new Set(['ecr:getauthorizationtoken', 'ecr:describeregistry'])
const words = { allow: 'allowed', deny: 'explicitDeny', none: 'implicitDeny' }

interface Principal {
  documents: PolicyDocument[]
  boundary?: PolicyDocument | undefined
}

/**
 * IAM's policy simulator: identity policies and boundary, no trust and no resource policies. As of 2026 the answer for each ARN is in
 * ResourceSpecificResults, and the EvalResourceName above it is an ARN template (API reference, EvaluationResult).
 */
export const simulationActions: IamActions = {
  SimulatePrincipalPolicy: ({ account, params }) => {
    const principal = principalOf(account, required(params, 'PolicySourceArn'))
    const given = members(params, 'ResourceArns')
    const resources = given.length > 0 ? given : ['*']
    const context = contextIn(params)
    const results = members(params, 'ActionNames').map((action) => simulated(principal, action, resources, context))
    return { EvaluationResults: results, IsTruncated: false }
  },
}

function principalOf(account: Account, arn: string): Principal {
  const role = [...account.roles.values()].find((candidate) => candidate.arn === arn)
  if (role) return { documents: documentsOf(account, role), boundary: role.boundary ? boundaryOf(account, role.boundary) : undefined }
  const user = [...account.users.values()].find((candidate) => candidate.arn === arn)
  if (user) return { documents: user.policies }
  throw noSuchEntity(`The principal with ARN ${arn} cannot be found.`)
}

function documentsOf(account: Account, role: Role): PolicyDocument[] {
  const attached = role.attached.flatMap((arn) => account.policies.get(arn) ?? [])
  return [...attached.map(defaultDocument), ...Object.values(role.inline)]
}

function boundaryOf(account: Account, arn: string): PolicyDocument {
  const policy = account.policies.get(arn)
  return policy ? defaultDocument(policy) : { Statement: [] }
}

function simulated(principal: Principal, action: string, resources: string[], context: Context): Xml {
  const hasResources = !withoutResources.has(action.toLowerCase())
  const answers = resources.map((resource) => decided(principal, { action, resource: hasResources ? resource : '*', context }))
  const worst =
    answers.find(({ decision }) => decision === 'explicitDeny') ?? answers.find(({ decision }) => decision === 'implicitDeny') ?? answers[0]
  const isTemplate = hasResources && resources.some((resource) => resource !== '*')
  return {
    EvalActionName: action,
    EvalResourceName: isTemplate ? 'arn:${Partition}:ecr:${Region}:${Account}:repository/${RepositoryName}' : '*',
    EvalDecision: worst?.decision,
    MatchedStatements: [],
    MissingContextValues: [],
    PermissionsBoundaryDecisionDetail: principal.boundary && { AllowedByPermissionsBoundary: answers.every((answer) => answer.within) },
    ResourceSpecificResults: answers.map(({ decision, within }, index) => ({
      EvalResourceName: resources[index],
      EvalResourceDecision: decision,
      MatchedStatements: [],
      MissingContextValues: [],
      PermissionsBoundaryDecisionDetail: principal.boundary && { AllowedByPermissionsBoundary: within },
    })),
  }
}

function decided({ documents, boundary }: Principal, question: { action: string; resource: string; context: Context }) {
  const said = evaluate(documents, question)
  const bound = boundary ? evaluate([boundary], question) : 'allow'
  const verdict = said === 'deny' || bound === 'deny' ? 'deny' : said === 'allow' && bound === 'allow' ? 'allow' : 'none'
  return { decision: words[verdict], within: bound === 'allow' }
}

function contextIn(params: Params): Context {
  const context: Context = {}
  for (let n = 1; params[`ContextEntries.member.${n}.ContextKeyName`] !== undefined; n++) {
    const entry = `ContextEntries.member.${n}`
    context[params[`${entry}.ContextKeyName`] ?? ''] = members(params, `${entry}.ContextKeyValues`)
  }
  return context
}
