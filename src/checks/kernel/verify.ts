import { setMaxListeners } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import type { Emit } from '../../model/events.ts'
import type { Flux } from '../../model/flux.ts'
import { targetOf } from '../../model/plan.ts'
import { CATALOGUE } from './catalogue.ts'
import { notApplicable, type Check } from './check.ts'
import { runChecks } from './engine.ts'
import { createFacts, type Facts, type FactSources } from './facts.ts'
import { fluxIn } from '../flux/foreign-flux.ts'
import { readAhead } from './read-ahead.ts'
import { createReads } from './reads.ts'
import { verdictOf, type CheckResult, type Status, type VerifyReport } from '../../model/verify-report.ts'

export interface VerifyOptions extends FactSources {
  /** What is checked; all that Flux needs, unless said. */
  catalogue?: readonly Check[]
  /** What is read before a check asks; for a catalogue of one's own nothing, unless said. */
  ahead?: (facts: Facts) => Promise<void>
  emit: Emit
  /** Epoch milliseconds. */
  now: () => number
  /** When it fires, what is not read yet becomes `unknown`; the report still comes. */
  signal: AbortSignal
  /** Reads that run side by side; 16 unless said. */
  concurrency?: number
  /** Epoch milliseconds until which refusals that our own fresh IAM writes explain are asked for again (at most 2 minutes after them). */
  propagationUntil?: number
  sleep?: (ms: number, signal: AbortSignal) => Promise<void>
}

/**
 * Checks every link of the chain and reports on each. Writes nothing, and rejects never: what cannot be read is `unknown` in the report.
 * `kube` may be the Failure with which connecting ended; AWS is judged all the same.
 */
export async function verify(options: VerifyOptions): Promise<VerifyReport> {
  const { emit, now, signal, concurrency = 16, propagationUntil, cluster } = options
  const startedAt = now()
  emit({ type: 'phase', phase: 'verify', text: `verifying ${cluster.name}` })
  const sleep = options.sleep ?? ((ms: number, ended: AbortSignal) => delay(ms, undefined, { signal: ended }))
  // What was begun in vain ends with the last check.
  const over = new AbortController()
  const until = AbortSignal.any([signal, over.signal])
  // Every read that is under way listens to it.
  setMaxListeners(0, until)
  const reads = createReads({ concurrency, signal: until, now, sleep, ...(propagationUntil === undefined ? {} : { propagationUntil }) })
  const facts = createFacts(options, reads)
  const { ahead: readsAhead = options.catalogue ? undefined : readAhead } = options
  const ahead = readsAhead?.(facts)
  const catalogue = options.catalogue ?? CATALOGUE
  const checks = await runChecks(options.settings.noToken ? catalogue.map(withoutToken) : catalogue, facts, { emit, now })
  await ahead
  const flux = options.catalogue ? undefined : await readFlux(facts)
  over.abort()

  const report: VerifyReport = {
    schema: 'flux-irsa/verify/v1',
    target: targetOf(options),
    startedAt: new Date(startedAt).toISOString(),
    durationMs: Math.round(now() - startedAt),
    verdict: verdictOf(checks),
    summary: countByStatus(checks),
    checks,
    ...(flux ? { flux } : {}),
  }
  emit({ type: 'verify-finished', report })
  return report
}

/** What the report names beside the checks, from what they have read; absent where that could not be read. */
async function readFlux({ sameCluster, deployments, fluxInstance, settings }: Facts): Promise<Flux[] | undefined> {
  try {
    if (!(await sameCluster()).same) return undefined
    const [found, instance] = await Promise.all([deployments(), fluxInstance()])
    return fluxIn(settings.namespace, found, instance)
  } catch {
    return undefined
  }
}

/** The same check, or the line that says why it is left out. */
function withoutToken(check: Check): Check {
  if (!check.asksForToken) return check
  const { names: _names, each: _each, begins: _begins, ...rest } = check
  return { ...rest, needs: [], after: [], run: () => notApplicable('left out: --no-token asks for no token') }
}

/** How many checks ended in each way; all five keys are there. */
export function countByStatus(checks: CheckResult[]): Record<Status, number> {
  const counts: Record<Status, number> = { pass: 0, warn: 0, fail: 0, unknown: 0, skip: 0 }
  for (const { status } of checks) counts[status]++
  return counts
}
