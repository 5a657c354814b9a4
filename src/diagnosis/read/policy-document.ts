import { asList } from '../../domain/as-list.ts'
import { isMasked, isPlaceholder } from '../../domain/placeholder.ts'
import type { Statement } from '../../domain/policy-document.ts'
import { coversAction } from '../../domain/policy-evaluation.ts'
import { WEB_IDENTITY_ACTION } from '../../domain/web-identity.ts'
import type { Mistake } from './segment.ts'
import { trustMistakes } from './trust-document.ts'

const LOGIN = 'ecr:GetAuthorizationToken'
const LOGIN_FIX = `aws iam put-role-policy --role-name ROLE --policy-name ecr-login --policy-document '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"ecr:GetAuthorizationToken","Resource":"*"}]}'`

/** The policy documents in a value, at any depth; also those that stand in a text, as ECR and IAM return them. */
export function policiesIn(value: unknown, depth = 0): Statement[][] {
  if (depth > 12) return []
  if (typeof value === 'string') return policiesInText(value, depth)
  if (Array.isArray(value)) return value.flatMap((one) => policiesIn(one, depth + 1))
  if (typeof value !== 'object' || value === null) return []
  const statements = 'Statement' in value ? asList<unknown>(value.Statement).filter(isStatement) : []
  if (statements.length > 0) return [withVersion(statements, value)]
  return Object.values(value).flatMap((one) => policiesIn(one, depth + 1))
}

function policiesInText(text: string, depth: number): Statement[][] {
  if (!/^\s*(?:\{|%7B)/i.test(text) || !/Statement/.test(text)) return []
  try {
    return policiesIn(JSON.parse(/^\s*%7B/i.test(text) ? decodeURIComponent(text) : text), depth + 1)
  } catch {
    return []
  }
}

function isStatement(value: unknown): value is Statement {
  return typeof value === 'object' && value !== null && ('Action' in value || 'NotAction' in value || 'Effect' in value)
}

/** A document of an unknown version is refused as a whole; the mistake is kept with its first statement. */
function withVersion(statements: Statement[], document: object): Statement[] {
  const version = 'Version' in document ? document.Version : undefined
  const known = version === undefined || ['2012-10-17', '2008-10-17'].includes(dayOf(version))
  const refused = { ...statements[0], Effect: `of version ${dayOf(version)}` } as unknown as Statement
  return known ? statements : [refused, ...statements.slice(1)]
}

/** YAML reads an unquoted version as a date. */
function dayOf(version: unknown): string {
  return version instanceof Date ? version.toISOString().slice(0, 10) : String(version)
}

/** All mistakes of one document that show without knowing what it is attached to. A correct document has none. */
export function mistakesOf(statements: Statement[]): Mistake[] {
  const odd = statements.filter(({ Effect }) => Effect !== 'Allow' && Effect !== 'Deny')
  if (odd.length > 0) return odd.map(({ Effect }) => ({ cause: 'malformed-policy', evidence: `Effect or Version: ${Effect}` }))
  if (statements.some(isTrust)) return trustMistakes(statements)
  const allowed = statements.filter(({ Effect }) => Effect === 'Allow')
  // A policy of the resource itself has a principal: what its owner lets others do is his.
  return allowed.some(({ Principal }) => Principal !== undefined) ? [] : [...loginMistakes(allowed), ...resourceMistakes(allowed)]
}

function isTrust({ Action, Principal }: Statement): boolean {
  const actions = asList(Action)
  if (actions.some((action) => action.toLowerCase() === WEB_IDENTITY_ACTION.toLowerCase())) return true
  return Principal !== undefined && actions.some((action) => /^sts:/i.test(action))
}

/** The login is of no repository: it is allowed on everything or not at all. Source: service authorization reference of ECR */
function loginMistakes(allowed: Statement[]): Mistake[] {
  const named = allowed.filter(({ Action }) => asList(Action).some((action) => action.toLowerCase() === LOGIN.toLowerCase()))
  const reaches = (statement: Statement) =>
    coversAction(statement, LOGIN) && resourcesOf(statement).some((resource) => resource === '*' || isPlaceholder(resource))
  if (named.length === 0 || allowed.some(reaches)) return []
  const evidence = `${LOGIN} on ${named.flatMap(resourcesOf).join(', ')}: it has no resource, so it must be allowed on *`
  return [{ cause: 'missing-ecr-get-authorization-token', evidence, fix: LOGIN_FIX }]
}

function resourceMistakes(allowed: Statement[]): Mistake[] {
  const of = (action: RegExp) => allowed.filter(({ Action }) => asList(Action).some((one) => action.test(one))).flatMap(resourcesOf)
  const [pull, list, read, decrypt] = [of(/^ecr:(?!GetAuth)/i), of(/^s3:ListBucket$/i), of(/^s3:GetObject$/i), of(/^kms:Decrypt$/i)]
  const none = (some: string[], fits: RegExp) => some.length > 0 && !some.some((resource) => isMasked(resource) || fits.test(resource))
  const noRepository = pull.filter(
    (resource) =>
      /ecr/.test(resource) && !isPlaceholder(resource) && !/^arn:[^:]*:ecr:[^:]*:[^:]*:(?:repository\/[^:]+|\*)$/.test(resource),
  )
  return [
    ...noRepository.map((resource) => ({
      cause: 'missing-repository-permission',
      evidence: `${resource}: no ARN of a repository (arn:aws:ecr:REGION:ACCOUNT:repository/NAME)`,
    })),
    ...(none(list, /^\*$|^arn:[^:]*:s3:::[^/]+$/)
      ? [{ cause: 's3-access', evidence: `s3:ListBucket on ${list.join(', ')}: listing is of the bucket itself, without /*` }]
      : []),
    ...(none(read, /^\*$|\/|\*$/)
      ? [{ cause: 's3-access', evidence: `s3:GetObject on ${read.join(', ')}: objects are under the bucket, with /*` }]
      : []),
    ...(none(decrypt, /^\*$|:key\//)
      ? [{ cause: 'kms-access', evidence: `kms:Decrypt on ${decrypt.join(', ')}: a policy names keys, an alias grants nothing` }]
      : []),
  ]
}

function resourcesOf({ Resource }: Statement): string[] {
  return asList<unknown>(Resource).map(String)
}
