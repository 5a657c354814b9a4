import type { PolicyDocument, Statement } from '../../domain/policy-document.ts'
import { conditionsHold, like, listOf, type Context } from './conditions.ts'

export interface TrustQuestion {
  /** `sts:AssumeRole` or `sts:AssumeRoleWithWebIdentity`. */
  action: string
  kind: 'AWS' | 'Federated'
  /** Any of these names in the statement's Principal is the caller. */
  principals: string[]
  context: Context
}

/**
 * Whether a role's trust policy lets the caller in, on its own and apart from the product's judgement. An explicit Deny wins; an Allow for
 * `Principal: "*"` fails closed for web identities, a Deny for it counts.
 */
export function isTrusted(trust: PolicyDocument, question: TrustQuestion): boolean {
  const hits = listOf(trust.Statement).filter((statement) => concerns(statement, question))
  return hits.some(({ Effect }) => Effect === 'Allow') && !hits.some(({ Effect }) => Effect === 'Deny')
}

function concerns(statement: Statement, { action, kind, principals, context }: TrustQuestion): boolean {
  const isAction = listOf(statement.Action).some((pattern) => like(pattern.toLowerCase(), action.toLowerCase()))
  return isAction && names(statement, kind, principals) && conditionsHold(statement.Condition, context)
}

function names({ Principal, Effect }: Statement, kind: 'AWS' | 'Federated', principals: string[]): boolean {
  if (Principal === undefined) return false
  const anyone = Effect === 'Deny' || kind === 'AWS'
  if (Principal === '*') return anyone
  return listOf(Principal[kind]).some((name) => principals.includes(name) || (name === '*' && anyone))
}
