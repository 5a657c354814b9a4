import { Failure } from '../domain/failure.ts'

interface ServiceError extends Error {
  $fault?: string
  $metadata?: { httpStatusCode?: number; attempts?: number }
  code?: string
  cause?: unknown
}

const NOT_THERE = new Set(['NoSuchEntity', 'NoSuchEntityException', 'ResourceNotFoundException'])
const NOT_ALLOWED = new Set(['AccessDenied', 'AccessDeniedException', 'UnauthorizedOperation', 'Forbidden'])
/** What STS says of a token that was to become credentials (API reference of AssumeRoleWithWebIdentity). */
const BAD_TOKEN = /^(InvalidIdentityToken|IDPCommunicationError|IDPRejectedClaim)(Exception)?$/
const BAD_CREDENTIALS = new Set([
  'CredentialsProviderError',
  'TokenProviderError',
  'ExpiredToken',
  'ExpiredTokenException',
  'InvalidClientTokenId',
  'UnrecognizedClientException',
  'SignatureDoesNotMatch',
  'InvalidSignatureException',
  'IncompleteSignature',
  'RequestExpired',
])
const NETWORK = /^(E[A-Z]+|TimeoutError|CERT_.*|UNABLE_TO_.*|SELF_SIGNED_.*|DEPTH_ZERO_.*)$/

/** Whether the service says that the thing asked for does not exist. */
export function isNotFound(error: unknown): boolean {
  return error instanceof Error && NOT_THERE.has(error.name)
}

/**
 * What an SDK error means to the user. `operation` is `iam:CreateRole` and the like; messages of AWS are quoted as they are (they
 * name principals and actions, never secrets), request ids and stacks are not.
 */
export function awsFailure(error: unknown, operation: string): unknown {
  if (error instanceof Failure || !(error instanceof Error)) return error
  const failure = error as ServiceError
  if (failure.name === 'AbortError') return error
  const base = { source: 'environment' as const, cause: error }
  if (isRefusedRole(failure, operation)) {
    return new Failure({
      ...base,
      code: 'aws-credentials',
      message: `AWS does not give the role for which it was asked: ${firstLine(failure.message)}`,
      fix: 'Let the trust policy of that role name this caller (docs/ci.md#roles has it for CI), then run the same command again.',
      evidence: [['operation', operation]],
      docs: 'troubleshooting.md#aws-credentials',
      exitCode: 4,
    })
  }
  if (NOT_ALLOWED.has(failure.name)) {
    return new Failure({
      ...base,
      code: 'aws-access-denied',
      message: `${operation} was denied: ${failure.message}`,
      fix: deniedFix(operation),
      evidence: [['action', operation]],
      docs: 'permissions.md',
    })
  }
  const isToken = BAD_TOKEN.test(failure.name) && !isExchange(operation)
  if (isToken || BAD_CREDENTIALS.has(failure.name)) {
    return new Failure({
      ...base,
      code: 'aws-credentials',
      message: `AWS credentials are missing, expired or refused: ${firstLine(failure.message)}`,
      fix: 'aws sts get-caller-identity',
      evidence: [['operation', operation]],
      docs: 'troubleshooting.md#aws-credentials',
      exitCode: 4,
    })
  }
  if (/Region is missing/.test(failure.message)) {
    return new Failure({
      code: 'no-region',
      source: 'user',
      message: 'no AWS region: none was given and none is set in the environment or the profile',
      fix: 'Add --region REGION or set AWS_REGION.',
      docs: 'configuration.md',
    })
  }
  const network = NETWORK.test(failure.code ?? '') || NETWORK.test(failure.name)
  if (network) {
    return new Failure({
      ...base,
      code: 'aws-unreachable',
      message: `${operation}: AWS did not answer (${failure.code ?? failure.name}: ${firstLine(failure.message)})`,
      fix: 'Check the network, HTTPS_PROXY / NO_PROXY and AWS_ENDPOINT_URL, then run the same command again.',
      evidence: attempts(failure),
      docs: 'troubleshooting.md#network',
    })
  }
  return new Failure({
    ...base,
    code: `aws-${kebab(failure.name)}`,
    message: `${operation} failed: ${failure.name}: ${firstLine(failure.message)}`,
    evidence: attempts(failure),
    docs: 'troubleshooting.md',
  })
}

/** The SDK asks for its role with the first call of all: what is denied is that, not the call. */
function isRefusedRole({ name, message }: ServiceError, operation: string): boolean {
  return NOT_ALLOWED.has(name) && !isExchange(operation) && /\bsts:AssumeRole/.test(message)
}

/** The proof of `verify` tries for Flux's role, where a refusal is a finding. */
const isExchange = (operation: string): boolean => operation.startsWith('sts:AssumeRole')

function attempts(error: ServiceError): [string, string][] {
  return error.$metadata?.attempts ? [['attempts', String(error.$metadata.attempts)]] : []
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? ''
}

function kebab(name: string): string {
  return name
    .replace(/Exception$/, '')
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .toLowerCase()
}

/** Calls that a policy may allow for a role with a boundary alone (Service Authorization Reference, IAM, `iam:PermissionsBoundary`). */
const BOUNDED = new Set(['iam:CreateRole', 'iam:AttachRolePolicy', 'iam:PutRolePermissionsBoundary'])

function deniedFix(operation: string): string {
  const boundary = BOUNDED.has(operation) ? ', or name the boundary that its policy requires with --permissions-boundary ARN' : ''
  return `Allow the caller ${operation} (docs/permissions.md holds the whole policy)${boundary}, then run the same command again.`
}
