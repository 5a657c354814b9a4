import { asList, statementsOf } from './canonical.ts'
import { conditionContext, conditionHolds, type ConditionContext } from './condition.ts'
import type { PolicyDocument, Statement } from './policy-document.ts'
import { matches } from './wildcard.ts'

export { matches } from './wildcard.ts'

export interface AccessRequest {
  action: string
  resource: string
  context?: Record<string, string | string[]>
}

/**
 * What the documents say together of one request: a Deny that applies wins, then an Allow; `none` where no statement speaks of it.
 * Principals are not looked at. A condition whose operator is not modelled never holds for an Allow and always for a Deny, so the answer
 * errs on the side of refusal. A statement without Resource (repository policies have none) is about every resource.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
export function evaluate(documents: PolicyDocument[], request: AccessRequest): 'allow' | 'deny' | 'none' {
  const context = conditionContext(request.context ?? {})
  const applying = documents.flatMap(statementsOf).filter((statement) => applies(statement, request, context))
  if (applying.some((statement) => statement.Effect === 'Deny')) return 'deny'
  return applying.some((statement) => statement.Effect === 'Allow') ? 'allow' : 'none'
}

/** Whether a statement speaks of an action; neither wildcards nor case are lost on it. */
export function coversAction(statement: Statement, action: string): boolean {
  const fits = (pattern: string): boolean => matches(pattern.toLowerCase(), action.toLowerCase())
  if (statement.NotAction !== undefined) return !asList(statement.NotAction).some(fits)
  return asList(statement.Action).some(fits)
}

/** Whether all conditions of a statement hold; what cannot be judged counts against the request. */
export function conditionsHold(statement: Statement, context: ConditionContext): boolean {
  const unknown = statement.Effect === 'Deny'
  return Object.entries(statement.Condition ?? {}).every(([operator, keys]) =>
    Object.entries(keys).every(([key, expected]) => {
      const holds = conditionHolds(operator, key, expected, context)
      return holds === 'unknown' ? unknown : holds
    }),
  )
}

function applies(statement: Statement, request: AccessRequest, context: ConditionContext): boolean {
  return coversAction(statement, request.action) && coversResource(statement, request.resource) && conditionsHold(statement, context)
}

function coversResource(statement: Statement, resource: string): boolean {
  if (statement.NotResource !== undefined) return !asList(statement.NotResource).some((pattern) => matches(pattern, resource))
  return statement.Resource === undefined || asList(statement.Resource).some((pattern) => matches(pattern, resource))
}
