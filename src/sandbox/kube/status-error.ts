export interface StatusCause {
  reason: string
  message: string
  field?: string
}

interface StatusDetails {
  name?: string
  group?: string
  kind?: string
  uid?: string
  causes?: StatusCause[]
  retryAfterSeconds?: number
}

/** The body of every refusal of the Kubernetes API (`kind: Status`). */
export interface Status {
  kind: 'Status'
  apiVersion: 'v1'
  metadata: Record<string, never>
  status: 'Failure' | 'Success'
  message?: string
  reason?: string
  details?: StatusDetails
  code?: number
}

/** A refusal in Kubernetes' words; `code` is the HTTP status, `reason` one of metav1.StatusReason. */
export class StatusError extends Error {
  readonly code: number
  readonly reason: string
  readonly details: StatusDetails | undefined

  constructor(code: number, reason: string, message: string, details?: StatusDetails) {
    super(message)
    this.name = 'StatusError'
    this.code = code
    this.reason = reason
    this.details = details
  }

  get body(): Status {
    const { code, reason, message, details } = this
    return {
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Failure',
      message,
      ...(reason && { reason }),
      ...(details && { details }),
      code,
    }
  }
}

/** What messages and `details` say of a resource. */
interface ResourceName {
  group: string
  plural: string
  kind: string
}

const qualified = ({ group, plural }: ResourceName) => (group ? `${plural}.${group}` : plural)
const detailsOf = ({ group, plural }: ResourceName, name: string): StatusDetails => ({
  ...(name && { name }),
  ...(group && { group }),
  kind: plural,
})

/** Wording of this file: k8s.io/apimachinery `pkg/api/errors/errors.go`. */
export function notFound(resource: ResourceName, name: string): StatusError {
  return new StatusError(404, 'NotFound', `${qualified(resource)} "${name}" not found`, detailsOf(resource, name))
}

/** The kind itself is not served: its CRD is not there or not Established yet. */
export function noSuchResource(): StatusError {
  return new StatusError(404, 'NotFound', 'the server could not find the requested resource', {})
}

export function alreadyExists(resource: ResourceName, name: string, isDying = false): StatusError {
  const prefix = isDying ? 'object is being deleted: ' : ''
  return new StatusError(409, 'AlreadyExists', `${prefix}${qualified(resource)} "${name}" already exists`, detailsOf(resource, name))
}

const MODIFIED = 'the object has been modified; please apply your changes to the latest version and try again'

export function conflict(resource: ResourceName, name: string, why = MODIFIED): StatusError {
  return new StatusError(
    409,
    'Conflict',
    `Operation cannot be fulfilled on ${qualified(resource)} "${name}": ${why}`,
    detailsOf(resource, name),
  )
}

export function forbidden(resource: ResourceName, name: string, why: string, causes?: StatusCause[]): StatusError {
  const what = name ? `${qualified(resource)} "${name}"` : qualified(resource)
  return new StatusError(403, 'Forbidden', `${what} is forbidden: ${why}`, { ...detailsOf(resource, name), ...(causes && { causes }) })
}

/** Each problem reads like `metadata.name: Required value: name is required`: the field comes first. */
export function invalid(resource: ResourceName, name: string, ...problems: string[]): StatusError {
  const { group, kind } = resource
  const causes = problems.map((problem) => {
    const [field = '', ...rest] = problem.split(': ')
    return { reason: reasonOf(rest[0]), message: rest.join(': '), field }
  })
  const text = problems.length === 1 ? problems[0] : `[${problems.join(', ')}]`
  const message = `${group ? `${kind}.${group}` : kind} "${name}" is invalid: ${text}`
  return new StatusError(422, 'Invalid', message, { ...(name && { name }), ...(group && { group }), kind, causes })
}

function reasonOf(text = ''): string {
  if (text.startsWith('Required')) return 'FieldValueRequired'
  if (text.startsWith('Forbidden')) return 'FieldValueForbidden'
  return 'FieldValueInvalid'
}

export function badRequest(message: string): StatusError {
  return new StatusError(400, 'BadRequest', message)
}

export function unauthorized(): StatusError {
  return new StatusError(401, 'Unauthorized', 'Unauthorized')
}

/** A watch or a page asked for a version that history no longer holds. */
export function expired(wanted: number, oldest: number): StatusError {
  return new StatusError(410, 'Expired', `too old resource version: ${wanted} (${oldest})`)
}

export function methodNotAllowed(message = 'the server does not allow this method on the requested resource'): StatusError {
  return new StatusError(405, 'MethodNotAllowed', message, {})
}

export function unsupportedMediaType(accepted: string[]): StatusError {
  const message = `the body of the request was in an unknown format - accepted media types include: ${accepted.join(', ')}`
  return new StatusError(415, 'UnsupportedMediaType', message)
}
