/** A refusal in AWS's own words: `code` and HTTP `status` go over the wire as the service's protocol has them. */
export class AwsError extends Error {
  readonly code: string
  readonly status: number

  constructor(code: string, message: string, status: number) {
    super(message)
    this.name = 'AwsError'
    this.code = code
    this.status = status
  }
}

/** 404, as IAM answers for whatever is not there. */
export function noSuchEntity(message: string): AwsError {
  return new AwsError('NoSuchEntity', message, 404)
}

/** 400, for parameters outside their constraints. */
export function validationError(message: string): AwsError {
  return new AwsError('ValidationError', message, 400)
}

/** 409; `quota` is IAM's name of it, such as `ACLSizePerRole`. */
export function limitExceeded(quota: string, value: number): AwsError {
  return new AwsError('LimitExceeded', `Cannot exceed quota for ${quota}: ${value}`, 409)
}

/** 409, for a name or URL that is taken. */
export function alreadyExists(message: string): AwsError {
  return new AwsError('EntityAlreadyExists', message, 409)
}

/** 409, for what cannot go while other things hang on it. */
export function deleteConflict(message: string): AwsError {
  return new AwsError('DeleteConflict', message, 409)
}

/** 400, for policy documents that IAM does not take. */
export function malformedPolicy(message: string): AwsError {
  return new AwsError('MalformedPolicyDocument', message, 400)
}
