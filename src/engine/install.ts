import type { Settings } from '../model/settings.ts'
import { needsHelm, resourceOf } from '../model/resource.ts'
import type { WaitTimes } from '../model/wait-times.ts'
import { applyActions, errorOf } from './apply.ts'
import type { Emit } from '../model/events.ts'
import { requireSignatures } from './chart-signatures.ts'
import { fencedPorts } from './fenced-ports.ts'
import { sweepLeases, withLock, type Held, type LockTimes } from './lock.ts'
import { makePlan, type Planned, type Scope } from './make-plan.ts'
import { hasWork, type Action, type Plan, type Result } from '../model/plan.ts'
import type { WritePorts } from '../model/ports.ts'
import { requireBoundary, requireRights } from './preflight.ts'
import type { InstallReport } from '../model/report.ts'
import type { Place } from '../model/world.ts'

export interface InstallOptions {
  settings: Settings
  place: Place
  ports: WritePorts
  scope: Scope
  emit: Emit
  signal: AbortSignal
  lockTimes: LockTimes
  waitTimes: WaitTimes
  /** What of a plan may be done: all of it, less, or (a Failure) none. Asked again of the plan that is made under the lock. */
  permit?: (planned: Planned) => Planned
  /** Throws a Failure when the person says no, or when nobody can be asked. Called only when there is something to do. */
  confirm: (plan: Plan) => Promise<void>
  schema: InstallReport['schema']
  /** The closing look: checks, or what is left; `wrote` tells that what is not green may only need a moment. */
  prove: (planned: Planned, wrote: boolean) => Promise<Pick<InstallReport, 'verify' | 'leftovers'>>
}

/**
 * Observe, plan, show, confirm, apply, verify. Nothing is written before the plan is confirmed, nothing at all when there is nothing to
 * do. Under the lock the world is read and planned again, because it may have changed while a person was reading.
 */
export async function install(options: InstallOptions): Promise<InstallReport> {
  const { settings, place, ports, scope, schema, emit, signal, permit = (planned) => planned } = options
  emit({ type: 'phase', phase: 'observe', text: `reading ${place.cluster.name}` })
  const first = permit(await makePlan(ports, settings, place, scope))
  emit({ type: 'plan', plan: first.plan })
  if (first.plan.summary.conflict > 0) return reportRefused(first.plan, schema)

  if (!hasWork(first.plan)) {
    const swept = sweepLeases(ports.lock, lockedNamespaces(options, first), options.lockTimes)
    try {
      const results = await applyActions(first.plan.actions, { run: () => Promise.resolve(), emit, signal })
      return await proveAndReport(options, first, results, false)
    } finally {
      await swept
    }
  }
  // Asked side by side; of several refusals the first one is the story.
  await inOrder([
    requireBoundary(ports.aws, options, first),
    requireRights(ports.kube, first.plan.actions, lockedNamespaces(options, first), scope.resources),
    requireSignatures(ports.helm, settings, first, scope.resources, emit),
  ])
  await options.confirm(first.plan)
  if (needsHelm(first.plan.actions, scope.resources)) await ports.helm.version()

  emit({ type: 'phase', phase: 'apply', text: 'applying' })
  const early = await createNamespaceFirst(first, options)
  if (early.some((result) => result.outcome !== 'done'))
    return { ...reportRefused(first.plan, schema), results: resultsOf(first.plan.actions, early) }
  const waiting = (text: string) => emit({ type: 'notice', text })
  // The lock is given back while the closing look is under way.
  const givenBack: Promise<void>[] = []
  const givingBack = (done: Promise<void>) => void givenBack.push(done)
  try {
    const lock = { kube: ports.lock, namespaces: lockedNamespaces(options, first), times: options.lockTimes, signal, waiting, givingBack }
    return await applyUnderLock(first, early, lock, options)
  } finally {
    await Promise.all(givenBack)
  }
}

/** Plans again once the lock is held, applies, and looks whether all is well. */
async function applyUnderLock(
  first: Planned,
  early: Result[],
  lock: Parameters<typeof withLock>[0],
  options: InstallOptions,
): Promise<InstallReport> {
  const { settings, place, ports, scope, schema, signal, permit = (planned) => planned } = options
  let planned = first
  let results: Result[] = early
  try {
    await withLock(lock, async (held) => {
      planned = permit(withEarlyResults(await makePlan(ports, settings, place, scope), first, early))
      if (planned.plan.summary.conflict > 0) return
      results = [...early, ...(await applyPlanned(planned, early, options, held))]
    })
  } catch (error) {
    const stopped = signal.aborted ? signal.reason : error
    const left = resultsOf(planned.plan.actions, results)
    return {
      ...reportRefused(planned.plan, schema),
      results: left.map((result, at) =>
        at === left.findIndex((one) => one.outcome === 'skipped') ? { ...result, outcome: 'failed', error: errorOf(stopped) } : result,
      ),
    }
  }
  if (planned.plan.summary.conflict > 0) return reportRefused(planned.plan, schema)
  return proveAndReport(options, planned, resultsOf(planned.plan.actions, results), true)
}

/** Waits for all of them; throws what the first that failed threw. */
async function inOrder(all: Promise<void>[]): Promise<void> {
  const failed = (await Promise.allSettled(all)).find((one) => one.status === 'rejected')
  if (failed) throw failed.reason
}

/** Of Flux its namespace, which is made first where it misses; of workloads those that are there. */
function lockedNamespaces({ settings }: InstallOptions, { desired, world }: Planned): string[] {
  return desired.part === 'flux' ? [settings.namespace] : world.namespaces
}

async function applyPlanned(planned: Planned, early: Result[], options: InstallOptions, held: Held): Promise<Result[]> {
  const { emit, waitTimes: times } = options
  const ports = fencedPorts(options.ports, held.require)
  const { resources } = options.scope
  const done = new Set(early.map((result) => result.id))
  const actions = planned.plan.actions
    .filter((action) => !done.has(action.id))
    .map((action) => ({ ...action, needs: action.needs.filter((need) => !done.has(need)) }))
  return applyActions(actions, {
    emit,
    signal: held.signal,
    run: (action, waiting) =>
      resourceOf(resources, action).apply(action, { desired: planned.desired, world: planned.world, ports, waiting, times }),
  })
}

/** The lock lives in the namespace, so a missing namespace is made before it; making it twice does no harm. */
async function createNamespaceFirst(planned: Planned, options: InstallOptions): Promise<Result[]> {
  const action = planned.plan.actions.find((step) => step.kind === 'create' && resourceOf(options.scope.resources, step).holdsLock)
  if (!action) return []
  return applyPlanned({ ...planned, plan: { ...planned.plan, actions: [{ ...action, needs: [] }] } }, [], options, unfenced(options))
}

function unfenced({ signal }: InstallOptions): Held {
  return { signal, require: () => Promise.resolve() }
}

/** The second plan finds the namespace there; the report tells that it was this run that made it. */
function withEarlyResults(second: Planned, first: Planned, early: Result[]): Planned {
  const done = new Map(
    first.plan.actions.filter((action) => early.some((result) => result.id === action.id)).map((action) => [action.id, action]),
  )
  const actions = second.plan.actions.map((action) => done.get(action.id) ?? action)
  const summary = { ...second.plan.summary }
  for (const [id, action] of done) {
    const now = second.plan.actions.find((candidate) => candidate.id === id)
    if (!now || now.kind === action.kind) continue
    summary[now.kind]--
    summary[action.kind]++
  }
  return { ...second, plan: { ...second.plan, actions, summary } }
}

async function proveAndReport(options: InstallOptions, planned: Planned, results: Result[], wrote: boolean): Promise<InstallReport> {
  const { signal } = options
  const report: InstallReport = { schema: options.schema, ok: results.every(isWell), plan: planned.plan, results }
  if (!report.ok || signal.aborted) return report
  await waitForUnfinished(planned, options)
  const proof = await options.prove(planned, wrote)
  const ok = isGreen(proof)
  return { ...report, ...proof, ok, ...(!ok && signal.aborted ? { stopped: errorOf(signal.reason) } : {}) }
}

function isGreen({ verify, leftovers = [] }: Pick<InstallReport, 'verify' | 'leftovers'>): boolean {
  return leftovers.every(({ expected }) => expected) && (!verify || verify.verdict === 'pass' || verify.verdict === 'warn')
}

/** A run that was cut off while Flux was starting finds nothing to do, but must not judge too early. */
async function waitForUnfinished(
  { plan, desired, world }: Planned,
  { ports, scope, emit, waitTimes: times }: InstallOptions,
): Promise<void> {
  const kept = plan.actions.filter((action) => action.kind === 'keep')
  await Promise.all(
    kept.map(async (action) => {
      const waiting = (text: string) => emit({ type: 'action-waiting', id: action.id, text })
      // What it cannot finish, the checks name better.
      await resourceOf(scope.resources, action)
        .settle?.(action, { desired, world, ports, waiting, times })
        .catch(() => {})
    }),
  )
}

function reportRefused(plan: Plan, schema: InstallReport['schema']): InstallReport {
  return { schema, ok: false, plan, results: resultsOf(plan.actions, []) }
}

function resultsOf(actions: Action[], results: Result[]): Result[] {
  const byId = new Map(results.map((result) => [result.id, result]))
  return actions.map((action) => byId.get(action.id) ?? { id: action.id, outcome: 'skipped', durationMs: 0 })
}

function isWell(result: Result): boolean {
  return result.outcome === 'done' || result.outcome === 'kept'
}
