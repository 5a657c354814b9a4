import { checkOf, isShared, type CheckReference } from '../../model/check-ids.ts'
import { CATALOGUE } from './catalogue.ts'
import { withOption, type Check } from './check.ts'
import { WORKLOAD_POD } from '../chain/workload-pod.ts'
import { WORKLOAD_PROOF } from '../chain/workload-proof.ts'

/** Checks that are about workloads alone; those of `verify NAMESPACE/SERVICEACCOUNT` that `verify` does not have. */
export const WORKLOADS_OWN: readonly Check[] = [...WORKLOAD_POD, ...WORKLOAD_PROOF]

/** The chain of one workload, in the order in which a report shows it. */
export const WORKLOAD_CATALOGUE: readonly Check[] = [
  ...CATALOGUE.filter(({ id }) => isShared(id) && !['pod-token', 'proof-assume'].includes(id)),
  ...WORKLOAD_POD,
  ...CATALOGUE.filter(({ id }) => ['pod-token', 'proof-assume'].includes(id)),
  ...WORKLOAD_PROOF,
].map(forWorkload)

/** References to what only Flux has fall away; its pod is the workload's. */
function forWorkload(check: Check): Check {
  const own = new Set(WORKLOADS_OWN.map(({ id }) => id))
  const among = (references: CheckReference[]) =>
    references
      .map((reference) => reference.replace(/^pod\//, 'workload-pod/') as CheckReference)
      .filter((reference) => isShared(checkOf(reference)) || own.has(checkOf(reference)))
  return {
    ...check,
    needs: among(check.needs),
    after: among(check.after ?? []),
    ...(check.id === 'service-account' ? { run: mendedBy(check.run, '--create') } : {}),
    ...(check.id === 'policy-attached' ? { run: mendedBy(check.run, '--policy-arn ARN') } : {}),
  }
}

/** A missing ServiceAccount is made only where that is asked for, and what a role may do must be said. */
function mendedBy(run: Check['run'], option: string): Check['run'] {
  return async (facts, name) => {
    const finding = await run(facts, name)
    if (finding.status !== 'fail') return finding
    // Its cause is of Flux's own needs.
    const { cause: _, ...rest } = finding
    return { ...rest, fix: withOption(facts.settings.install, option) }
  }
}
