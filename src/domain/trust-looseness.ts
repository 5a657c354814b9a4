import { asList, statementsOf } from './canonical.ts'
import { conditionContext, conditionHolds, type ConditionValues } from './condition.ts'
import { issuerHostPath } from './issuer.ts'
import type { PolicyDocument, Statement } from './policy-document.ts'
import { coversAction } from './policy-evaluation.ts'
import { isAboutProvider } from './trust-judgement.ts'
import { federatedOf, isAnyone, WEB_IDENTITY_ACTION } from './web-identity.ts'
import { isPattern } from './wildcard.ts'

/** One operator with one key of a statement's Condition. */
interface Condition {
  operator: string
  key: string
  expected: ConditionValues
}
type Claim = 'aud' | 'sub'

/** A test that a token with another value fails, whether it has the claim or not. */
const BINDING = /^(foranyvalue:)?string(equals|equalsignorecase|like)$/i
/** The same for a token that has the claim; one without it passes some of these. */
const BINDING_IF_THERE = /^((forallvalues|foranyvalue):)?string(equals|equalsignorecase|like)(ifexists)?$/i
const SUBJECT = /^system:serviceaccount:[a-z0-9.-]+:[a-z0-9.-]+$/
const SUBJECTS = 'system:serviceaccount:'

/**
 * Ways in which a trust document lets in more than named ServiceAccounts of this cluster; one sentence each. A missing `sub` lets in every
 * ServiceAccount of the cluster. A statement whose conditions no token of this cluster can meet lets in nobody, so nothing is told of it:
 * no request has a key of another issuer, of the provider's ARN or with a scheme. Under an operator that holds without its key
 * (`ForAllValues:`, `…IfExists`, a negation, `Null`) such a key binds nobody. What a Deny refuses to all others counts as bound.
 * Source: https://docs.aws.amazon.com/eks/latest/best-practices/identity-and-access-management.html and
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
 */
export function looseness(document: PolicyDocument, of: { providerArn: string; issuer: string }): string[] {
  const hostPath = issuerHostPath(of.issuer)
  const statements = statementsOf(document).filter((statement) => coversAction(statement, WEB_IDENTITY_ACTION) || isAnyone(statement))
  const denials = statements
    .filter((statement) => statement.Effect === 'Deny' && isAboutProvider(statement, of.providerArn))
    .flatMap((statement) => whatIsDenied(statement, hostPath))
  // A denial that nothing limits leaves nobody, whatever is allowed.
  const closed = denials.some((conditions) => conditions.length === 0)
  const everywhere = denials.flatMap(([only, ...more]) => (only && more.length === 0 ? [turnedRound(only)] : []))
  return statementsOf(document).flatMap((statement, index) => {
    if (statement.Effect !== 'Allow') return []
    const name = statement.Sid || `Statement[${index}]`
    if (isAnyone(statement)) return [`${name} names every AWS principal (*)`]
    if (closed || !coversAction(statement, WEB_IDENTITY_ACTION) || !federatedOf(statement).includes(of.providerArn)) return []
    return looseConditions([...conditionsOf(statement), ...everywhere], hostPath).map((text) => `${name} ${text}`)
  })
}

function conditionsOf({ Condition: block = {} }: Statement): Condition[] {
  return Object.entries(block).flatMap(([operator, keys]) => Object.entries(keys).map(([key, expected]) => ({ operator, key, expected })))
}

/**
 * What a key reads of a token of this issuer. `absent`: the claim of an identity provider (its key begins with a host) that these tokens do
 * not have; `other`: a key of the request (`aws:SourceIp`), which a token does not tell.
 */
function readBy(key: string, hostPath: string): Claim | 'absent' | 'other' {
  const lower = key.toLowerCase()
  if (lower === `${hostPath}:aud`.toLowerCase()) return 'aud'
  if (lower === `${hostPath}:sub`.toLowerCase()) return 'sub'
  return /[./]/.test(key.slice(0, key.lastIndexOf(':'))) ? 'absent' : 'other'
}

function isMetBy({ operator, key, expected }: Condition, values: Record<string, string>): boolean | 'unknown' {
  return conditionHolds(operator, key, expected, conditionContext(values))
}

/** What of the token a Deny asks, each entry one denial that may apply; nothing where it never does, or where the request decides. */
function whatIsDenied(statement: Statement, hostPath: string): Condition[][] {
  const conditions = conditionsOf(statement)
  const left = conditions.filter((condition) => readBy(condition.key, hostPath) !== 'absent')
  const ruledOut = conditions.some((condition) => !left.includes(condition) && isMetBy(condition, {}) === false)
  return ruledOut || left.some(({ key }) => readBy(key, hostPath) === 'other') ? [] : [left]
}

/** What is denied under a condition is allowed under its opposite. */
function turnedRound({ operator, ...rest }: Condition): Condition {
  const [, base = '', positive] = /^(?:[a-z]+:)?string(not)?(.*?)(?:ifexists)?$/i.exec(operator) ?? []
  return { ...rest, operator: positive === undefined ? `Unknown${operator}` : `String${base ? '' : 'Not'}${positive}` }
}

function looseConditions(conditions: Condition[], hostPath: string): string[] {
  const impossible = conditions.some((condition) => readBy(condition.key, hostPath) === 'absent' && isMetBy(condition, {}) === false)
  const on = (claim: Claim) => conditions.filter(({ key }) => readBy(key, hostPath) === claim)
  const [audiences, subjects] = [on('aud'), on('sub')]
  if (impossible || isMetByNobody(subjects, isSubject) || isMetByNobody(audiences, () => true)) return []
  return [...looseSubjects(subjects), ...looseAudiences(audiences)]
}

const valuesOf = ({ expected }: Condition) => asList<string | boolean | number>(expected).map(String)
const readsPatterns = ({ operator }: Condition) => /like/i.test(operator)
/** Names each value in full. */
const isExact = (condition: Condition) => !readsPatterns(condition) || !valuesOf(condition).some(isPattern)

/** Whether some ServiceAccount's subject may fit: those are the only subjects of a cluster's tokens. */
function isSubject(value: string, condition: Condition): boolean {
  const text = /ignorecase/i.test(condition.operator) ? value.toLowerCase() : value
  if (!readsPatterns(condition) || !isPattern(value)) return SUBJECT.test(text)
  const [beginning = ''] = text.split(/[*?]/, 1)
  return beginning.startsWith(SUBJECTS) || SUBJECTS.startsWith(beginning)
}

/** Whether no value meets all of these conditions on one claim, which every token has. */
function isMetByNobody(conditions: Condition[], mayBe: (value: string, condition: Condition) => boolean): boolean {
  const binding = conditions.filter(({ operator }) => BINDING_IF_THERE.test(operator))
  const possible = (condition: Condition) => valuesOf(condition).filter((value) => mayBe(value, condition))
  if (binding.some((condition) => possible(condition).length === 0)) return true
  const exact = binding.find(isExact)
  const examples = exact ? possible(exact) : ['any']
  const asked = exact ? conditions : conditions.filter(({ operator }) => /^null$/i.test(operator))
  return examples.every((value) => asked.some((condition) => isMetBy(condition, { [condition.key]: value }) === false))
}

function looseSubjects(conditions: Condition[]): string[] {
  const binding = conditions.filter(({ operator }) => BINDING.test(operator))
  if (binding.some(isExact)) return []
  const patterns = binding.flatMap((condition) => valuesOf(condition).filter(isPattern))
  if (binding.length > 0) return patterns.map((value) => `lets in every subject like ${value}`)
  const [ifThere] = conditions.filter(({ operator }) => BINDING_IF_THERE.test(operator))
  if (ifThere) return [`has its condition on sub under ${ifThere.operator}, which a token without that claim passes`]
  if (conditions.length > 0) return ['says on sub only who may not: every other ServiceAccount of the cluster may assume the role']
  return ['has no condition on sub: every ServiceAccount of the cluster may assume the role']
}

function looseAudiences(conditions: Condition[]): string[] {
  const binding = conditions.filter(({ operator }) => BINDING.test(operator))
  const all =
    binding.length > 0 && binding.every((condition) => readsPatterns(condition) && valuesOf(condition).some((value) => /^\*+$/.test(value)))
  if (binding.length > 0 && !all) return []
  return [
    `has ${all ? 'a condition on aud that any audience meets' : 'no condition on aud'}: tokens made for other services may assume the role`,
  ]
}
