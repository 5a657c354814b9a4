import type { Finding } from './check.ts'

/** Causes of what the caller has no right to read, by the code of the refusal. */
const CAUSES = new Map([
  ['aws-access-denied', 'installer-iam-denied'],
  ['kube-forbidden', 'rbac-forbidden'],
])
const DENIALS = new Set(CAUSES.values())

/** The diagnosis of a read that failed with this code, where the right to it is what is missing. */
export function causeOfDenial(code: string): string | undefined {
  return CAUSES.get(code)
}

/** Whether a check is unknown for want of a right: no waiting mends that. */
export function wasDenied({ status, cause }: Pick<Finding, 'status' | 'cause'>): boolean {
  return status === 'unknown' && cause !== undefined && DENIALS.has(cause)
}
