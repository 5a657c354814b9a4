import { Failure } from '../domain/failure.ts'

/**
 * Whether a create was refused because the thing is there: by a neighbour, or by our own earlier attempt whose answer got lost (the SDK
 * then asks again). The caller reads it back and decides.
 */
export function isAlreadyThere(error: unknown): boolean {
  return error instanceof Failure && error.code === 'aws-entity-already-exists'
}
