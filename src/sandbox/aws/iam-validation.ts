import type { PolicyDocument, Statement } from '../../domain/policy-document.ts'
import type { Account } from './account.ts'
import { limitExceeded, malformedPolicy, validationError } from './aws-error.ts'
import { listOf } from './conditions.ts'
import { required, type Params } from './query-protocol.ts'

const longest = { RoleName: 64, PolicyName: 128 }

/** A role's or policy's name after IAM's rules for it (IAM quotas page). */
export function checkedName(params: Params, parameter: 'RoleName' | 'PolicyName'): string {
  const name = required(params, parameter)
  const field = parameter === 'RoleName' ? 'roleName' : 'policyName'
  const most = longest[parameter]
  if (name.length > most) {
    const failed = `1 validation error detected: Value '${name}' at '${field}' failed to satisfy constraint`
    throw validationError(`${failed}: Member must have length less than or equal to ${most}`)
  }
  if (/^[\w+=,.@-]+$/.test(name)) return name
  throw validationError(
    `The specified value for ${field} is invalid. It must contain only alphanumeric characters and/or the following: +=,.@_-`,
  )
}

/** A path (`/`, `/team/`) after IAM's rule for it: printable ASCII between slashes, 512 characters at most. */
export function checkedPath(params: Params): string {
  const path = params.Path ?? '/'
  if (/^\/$|^\/[!-~]+\/$/.test(path) && path.length <= 512) return path
  throw validationError(
    'The specified value for path is invalid. It must begin and end with / and contain only alphanumeric characters and/or / characters.',
  )
}

/** A role's or policy's description, if given, after IAM's rule for its letters: an em dash, say, is refused. */
export function checkedDescription(params: Params): string | undefined {
  const description = params.Description
  if (description === undefined || /^[\t\n\r -~\u00a1-\u00ff]{0,1000}$/.test(description)) return description
  const failed = "1 validation error detected: Value at 'description' failed to satisfy constraint"
  const pattern = '[\\u0009\\u000A\\u000D\\u0020-\\u007E\\u00A1-\\u00FF]*'
  throw validationError(`${failed}: Member must satisfy regular expression pattern: ${pattern}`)
}

/** A role's trust policy after its quota (white space does not count) and the rules of MalformedPolicyDocument. */
export function checkedTrust(account: Account, text: string): PolicyDocument {
  const quota = account.quotas.trustPolicySize
  if (sizeOf(text) > quota) throw limitExceeded('ACLSizePerRole', quota)
  const document = parsed(text)
  for (const statement of listOf(document.Statement)) checkTrustStatement(account, statement)
  return document
}

/** An identity policy after its quota (white space does not count) and the rules of MalformedPolicyDocument. */
export function checkedPolicy(account: Account, text: string): PolicyDocument {
  const quota = account.quotas.policySize
  if (sizeOf(text) > quota) throw limitExceeded('PolicySize', quota)
  const document = parsed(text)
  for (const statement of listOf(document.Statement)) checkIdentityStatement(statement)
  return document
}

function sizeOf(text: string): number {
  return text.replace(/\s/g, '').length
}

function parsed(text: string): PolicyDocument {
  if (/[^\t\n\r\u0020-\u00ff]/.test(text)) throw validationError('The specified value for policyDocument is invalid.')
  try {
    const document = JSON.parse(text) as PolicyDocument
    if (document.Statement && listOf(document.Statement).every((statement) => typeof statement === 'object')) return document
  } catch {
    throw malformedPolicy('This policy contains invalid Json')
  }
  throw malformedPolicy('Syntax errors in policy.')
}

function checkTrustStatement(account: Account, statement: Statement): void {
  if ('Resource' in statement || 'NotResource' in statement) throw malformedPolicy('Has prohibited field Resource')
  for (const field of ['Effect', 'Principal', 'Action']) checkField(statement, field)
  const { Principal } = statement
  for (const federated of typeof Principal === 'object' ? listOf(Principal.Federated) : []) {
    if (federated.includes(`::${account.id}:`) || federated.startsWith('cognito')) continue
    throw malformedPolicy('Federated principals must be valid domain names or SAML metadata ARNs')
  }
}

function checkIdentityStatement(statement: Statement): void {
  if ('Principal' in statement || 'NotPrincipal' in statement) throw malformedPolicy('Policy document should not specify a principal.')
  for (const field of ['Effect', 'Action', 'Resource']) checkField(statement, field)
  for (const action of listOf(statement.Action)) {
    if (action !== '*' && !/^[\w-]+:[\w*?]+$/.test(action)) {
      throw malformedPolicy('Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.')
    }
  }
  for (const resource of listOf(statement.Resource)) {
    if (resource !== '*' && !resource.startsWith('arn:')) {
      throw malformedPolicy(`Resource ${resource} must be in ARN format or "*".`)
    }
  }
}

function checkField(statement: Statement, field: string): void {
  if (!(field in statement) && !(`Not${field}` in statement)) throw malformedPolicy(`Missing required field ${field}`)
}
