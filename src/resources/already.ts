import { Failure } from '../domain/failure.ts'

/**
 * Whether a create was refused because the thing is there: by a neighbour, or by our own earlier attempt whose answer got lost (the SDK
 * then asks again). The caller reads it back and decides.
 */
export function isAlreadyThere(error: unknown): boolean {
  return error instanceof Failure && error.code === 'aws-entity-already-exists'
}

/** Whether a write that failed may have taken effect all the same: its answer was lost, or was the server's own trouble. */
export function mayHaveHappened(error: unknown): boolean {
  if (!(error instanceof Failure)) return false
  return error.code === 'aws-unreachable' || (error.cause as { $fault?: string } | undefined)?.$fault === 'server'
}
