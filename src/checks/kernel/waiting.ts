import type { CheckResult } from '../../model/verify-report.ts'
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

/** Causes that lie in what is allowed or written down, not in something that is on its way. */
const LASTING = new Set([
  'missing-repository-permission',
  'wrong-region-registry',
  'explicit-deny',
  'cross-account-repo',
  'wrong-provider',
  'invalid-image-reference',
  'repository-missing',
])
/** These checks repeat what a controller said, perhaps before the last change. */
export const TOLD_BY_FLUX: ReadonlySet<string> = new Set([
  'flux-instance',
  'flux-ready',
  'flux-reconciling',
  'git-repository',
  'kustomization',
  'source',
  'aws-object',
  'oci-source',
  'image',
  'image-policy',
  'image-automation',
])
const OF_THE_OBJECT = new Set(['wrong-provider', 'invalid-image-reference'])

/** Whether no time heals it: a read that is denied, a policy or a boundary that leaves something out, an object that is written wrongly. */
export function isInVain(check: Pick<CheckResult, 'id' | 'status' | 'cause'>): boolean {
  const { id, status, cause } = check
  if (wasDenied(check)) return true
  if (status !== 'fail' || cause === undefined) return false
  return isTold(id) ? OF_THE_OBJECT.has(cause) : LASTING.has(cause)
}

/** Whether a check keeps a report from being green. */
export function isRed({ status }: Pick<CheckResult, 'status'>): boolean {
  return status === 'fail' || status === 'unknown'
}

function isTold(id: string): boolean {
  return TOLD_BY_FLUX.has(id.split('/', 1)[0] ?? '')
}

/** Why looking again may help. */
function whyWait({ id, status, section }: CheckResult): string {
  if (section === 'pods') return 'its pods may still be starting'
  if (isTold(id)) return 'Flux looks again by itself'
  return status === 'unknown' ? 'it could not be told yet' : 'a change takes a while to arrive everywhere'
}

const NAMED = 3

/** What a run that looks again waits for: the checks that are not green by name, each with why that may help; empty where all are. */
export function awaited(checks: CheckResult[]): string {
  const red = checks.filter(isRed)
  const told = red.slice(0, NAMED).map((check) => `${check.id} ${check.status} (${isInVain(check) ? 'no time heals it' : whyWait(check)})`)
  return [...told, ...(red.length > NAMED ? [`${red.length - NAMED} more`] : [])].join(', ')
}
