import { asList, statementsOf } from './canonical.ts'
import { conditionContext, conditionHolds, type ConditionContext, type ConditionValues } from './condition.ts'
import { issuerHostPath } from './issuer.ts'
import type { PolicyDocument, Statement } from './policy-document.ts'
import { conditionsHold, coversAction } from './policy-evaluation.ts'
import { federatedOf, isAnyone, WEB_IDENTITY_ACTION } from './web-identity.ts'
import { matches } from './wildcard.ts'

export type TrustProblemKind =
  | 'no-web-identity-statement'
  | 'other-provider'
  | 'stale-issuer'
  | 'audience'
  | 'subject'
  | 'wildcard-under-stringequals'
  | 'scheme-in-condition-key'
  | 'arn-in-condition-key'
  | 'explicit-deny'
  | 'unknown-operator'

export interface TrustProblem {
  kind: TrustProblemKind
  detail: string
}
export interface WebIdentity {
  providerArn: string
  issuer: string
  audience: string
  subject: string
}

/**
 * Whether STS would let this token assume a role with this trust document, and if not, all that stands in its way in the statement that
 * comes nearest. Judged as AWS does, from the token's `aud` and `sub` alone: a condition on anything else, or with an operator that is not
 * modelled, counts against it (`unknown-operator`).
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html#condition-keys-wif
 */
export function judgeTrust(document: PolicyDocument, token: WebIdentity): { allowed: boolean; problems: TrustProblem[] } {
  const hostPath = issuerHostPath(token.issuer)
  const context = conditionContext({ [`${hostPath}:aud`]: token.audience, [`${hostPath}:sub`]: token.subject })
  const statements = statementsOf(document).filter((statement) => coversAction(statement, WEB_IDENTITY_ACTION))
  const denials = statements
    .filter((statement) => statement.Effect === 'Deny')
    .filter((statement) => isAboutProvider(statement, token.providerArn) && conditionsHold(statement, context))
  const problems = allowProblems(statements, token, context)
  if (denials.length === 0) return { allowed: problems.length === 0, problems }
  return { allowed: false, problems: [...denials.map(denialProblem), ...problems] }
}

function allowProblems(statements: Statement[], token: WebIdentity, context: ConditionContext): TrustProblem[] {
  const allows = statements.filter((statement) => statement.Effect === 'Allow')
  const trusted = allows.filter((statement) => federatedOf(statement).includes(token.providerArn))
  const judged = trusted.map((statement) => conditionProblems(statement, token, context)).sort((a, b) => a.length - b.length)
  if (judged[0] !== undefined) return judged[0]
  const others = [...new Set(allows.flatMap(federatedOf))]
  if (others.length > 0) return others.map((arn) => otherProvider(arn, token))
  return [{ kind: 'no-web-identity-statement', detail: `no statement allows ${WEB_IDENTITY_ACTION} to an OIDC provider` }]
}

// An EKS provider that is not this cluster's is most often that of its predecessor: a cluster made anew gets a new issuer.
function otherProvider(arn: string, token: WebIdentity): TrustProblem {
  const kind = isEksIssuer(arn.replace(/^.*:oidc-provider\//, '')) ? 'stale-issuer' : 'other-provider'
  return { kind, detail: `trusts ${arn}, not ${token.providerArn}` }
}

function conditionProblems(statement: Statement, token: WebIdentity, context: ConditionContext): TrustProblem[] {
  return Object.entries(statement.Condition ?? {}).flatMap(([operator, keys]) =>
    Object.entries(keys).flatMap(([key, expected]) => conditionProblem({ operator, key, expected }, token, context) ?? []),
  )
}

interface Condition {
  operator: string
  key: string
  expected: ConditionValues
}

function conditionProblem({ operator, key, expected }: Condition, token: WebIdentity, context: ConditionContext): TrustProblem | undefined {
  const holds = conditionHolds(operator, key, expected, context)
  if (holds === true) return undefined
  const values = asList<string | boolean | number>(expected).map(String)
  const where = `${operator} ${key}`
  if (/^https?:\/\//i.test(key)) return { kind: 'scheme-in-condition-key', detail: `${where}: a condition key has no scheme` }
  if (/^arn:.*:oidc-provider\//i.test(key)) {
    return { kind: 'arn-in-condition-key', detail: `${where}: a condition key begins with the issuer's host, not with the provider's ARN` }
  }
  if (holds === 'unknown') return { kind: 'unknown-operator', detail: `${where}: this operator is not known here` }
  const [, issuer = '', claim] = /^(.*):(aud|sub)$/i.exec(key) ?? []
  if (claim === undefined) return { kind: 'unknown-operator', detail: `${where}: this key cannot be judged from a token` }
  const hostPath = issuerHostPath(token.issuer)
  if (issuer.toLowerCase() !== hostPath.toLowerCase()) {
    return { kind: isEksIssuer(issuer) ? 'stale-issuer' : 'other-provider', detail: `${where}: the cluster's issuer is ${hostPath}` }
  }
  const actual = claim.toLowerCase() === 'aud' ? token.audience : token.subject
  const detail = `${where} wants ${values.join(' or ')}, the token has ${actual}`
  if (claim.toLowerCase() === 'aud') return { kind: 'audience', detail }
  const literal = /equals/i.test(operator) && !/not/i.test(operator)
  const meant = values.some((value) => /[*?]/.test(value) && matches(value, actual))
  return { kind: literal && meant ? 'wildcard-under-stringequals' : 'subject', detail }
}

function isEksIssuer(hostPath: string): boolean {
  return /^oidc[.-]eks[.-]/i.test(hostPath)
}

/** Whether a statement is about the web identities of a provider, be it by its name or by naming everybody. */
export function isAboutProvider(statement: Statement, providerArn: string): boolean {
  const except = statement.NotPrincipal
  if (except !== undefined) return except !== '*' && !asList(except['Federated']).includes(providerArn)
  return isAnyone(statement) || federatedOf(statement).includes(providerArn)
}

function denialProblem(statement: Statement): TrustProblem {
  return { kind: 'explicit-deny', detail: `statement ${statement.Sid ?? '(without Sid)'} denies ${WEB_IDENTITY_ACTION}` }
}
