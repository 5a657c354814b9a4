import { asList, statementsOf } from './canonical.ts'
import { issuerHostPath } from './issuer.ts'
import type { PolicyDocument, Statement } from './policy-document.ts'
import { TRUST_SID } from './ownership.ts'
import { isPattern } from './wildcard.ts'
import { AUDIENCE, federatedOf, subjectOf, WEB_IDENTITY_ACTION, type ServiceAccountName } from './web-identity.ts'

export { judgeTrust } from './trust-judgement.ts'
export { looseness } from './trust-looseness.ts'
export { AUDIENCE, subjectOf, type ServiceAccountName } from './web-identity.ts'

/**
 * Trust in exactly these ServiceAccounts of one cluster: audience and subjects by StringEquals, one statement for all of them, because each
 * further statement costs several times the characters of a list entry, and IAM allows 2,048. Names with `*` or `?` are patterns: then the
 * subjects are compared by StringLike, to which a name without them is itself.
 * Source: https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html
 */
export function trustStatement(of: {
  providerArn: string
  issuer: string
  serviceAccounts: ServiceAccountName[]
  /** `FluxIrsa` unless said. */
  sid?: string
}): Statement {
  const hostPath = issuerHostPath(of.issuer)
  const subjects = [...new Set(of.serviceAccounts.map(subjectOf))].sort()
  const [only, ...others] = subjects
  const audience = { [`${hostPath}:aud`]: AUDIENCE }
  const subject = { [`${hostPath}:sub`]: only !== undefined && others.length === 0 ? only : subjects }
  return {
    Sid: of.sid ?? TRUST_SID,
    Effect: 'Allow',
    Principal: { Federated: of.providerArn },
    Action: WEB_IDENTITY_ACTION,
    Condition: subjects.some(isPattern) ? { StringEquals: audience, StringLike: subject } : { StringEquals: { ...audience, ...subject } },
  }
}

/** The document with our statement (of its Sid) put in or replaced; every other statement stays as it is and where it is. */
export function withOurStatement(existing: PolicyDocument | undefined, statement: Statement): PolicyDocument {
  if (existing === undefined) return { Version: '2012-10-17', Statement: [statement] }
  const statements = statementsOf(existing)
  const isOurs = bySid(statement.Sid)
  const place = statements.findIndex(isOurs)
  if (place < 0) return { ...existing, Statement: [...statements, statement] }
  return { ...existing, Statement: statements.flatMap((other, index) => (index === place ? [statement] : isOurs(other) ? [] : [other])) }
}

/** The document without our statement; `undefined` when nothing is left, which IAM would not take. */
export function withoutOurStatement(existing: PolicyDocument | undefined, sid = TRUST_SID): PolicyDocument | undefined {
  if (existing === undefined) return undefined
  const isOurs = bySid(sid)
  const others = statementsOf(existing).filter((statement) => !isOurs(statement))
  return others.length === 0 ? undefined : { ...existing, Statement: others }
}

/** Our statement, found by its Sid. */
export function ourStatement(document: PolicyDocument, sid = TRUST_SID): Statement | undefined {
  return statementsOf(document).find(bySid(sid))
}

/** The subjects that a statement names in its conditions, patterns included; sorted, each once. */
export function subjectsOf(statement: Statement): string[] {
  const keys = Object.values(statement.Condition ?? {}).flatMap((block) => Object.entries(block))
  const values = keys.flatMap(([key, value]) => (/:sub$/i.test(key) ? asList<string | boolean | number>(value) : []))
  return [...new Set(values.map(String))].sort()
}

/** Whether any Allow statement names this OIDC provider: while one does, the provider is in use. */
export function trustsProvider(document: PolicyDocument, providerArn: string): boolean {
  return statementsOf(document).some((statement) => statement.Effect === 'Allow' && federatedOf(statement).includes(providerArn))
}

function bySid(sid: string | undefined): (statement: Statement) => boolean {
  return (statement) => statement.Sid === sid
}
