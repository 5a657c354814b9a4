import type { Settings } from '../model/settings.ts'
import { needsHelm, resourceOf, type Removal, type Resource } from '../model/resource.ts'
import { Failure } from '../domain/failure.ts'
import type { KubeObject } from '../model/kube.ts'
import type { WaitTimes } from '../model/wait-times.ts'
import { applyActions, errorOf } from './apply.ts'
import type { Emit } from '../model/events.ts'
import { resolveNeeds } from './graph.ts'
import { leftoversOf, staysWithoutUs } from './leftovers.ts'
import { fencedPorts } from './fenced-ports.ts'
import { sweepLeases, withLock, withoutNamespace, type Held, type LockTimes } from './lock.ts'
import { planOf } from './make-plan.ts'
import { observe } from '../flux/observe.ts'
import { hasWork, type Action, type Plan, type Result } from '../model/plan.ts'
import type { ReadPorts, WritePorts } from '../model/ports.ts'
import { requireRights } from './preflight.ts'
import type { UninstallReport } from '../model/report.ts'
import type { Place, World } from '../model/world.ts'

export interface UninstallOptions {
  settings: Settings
  removal: Removal
  place: Place
  ports: WritePorts
  resources: Resource[]
  emit: Emit
  signal: AbortSignal
  lockTimes: LockTimes
  waitTimes: WaitTimes
  /** Throws a Failure when the person does not type the cluster's name, or when nobody can be asked. */
  confirm: (plan: Plan) => Promise<void>
}

/**
 * Takes away what is ours in the safe order (the instance while its operator lives, then the operator, then ours in the namespace, IAM
 * last), looks again, and names what stays and why.
 */
export async function uninstall(options: UninstallOptions): Promise<UninstallReport> {
  const { place, ports, settings, removal, emit, signal } = options
  emit({ type: 'phase', phase: 'observe', text: `reading ${place.cluster.name}` })
  let { plan, world } = await planRemoval(options)
  emit({ type: 'plan', plan })
  if (plan.summary.conflict > 0) return refused(plan)
  if (!hasWork(plan)) {
    if (world.namespace) await sweepLeases(ports.lock, [settings.namespace], options.lockTimes)
    const results = plan.actions.map((action): Result => ({ id: action.id, outcome: 'kept', durationMs: 0 }))
    return reportOf(plan, results, await leftoversOf(world, options))
  }
  // A cluster or namespace that is gone has nothing to be allowed in.
  if (world.namespace) await requireRights(ports.kube, plan.actions, [settings.namespace], options.resources)
  await options.confirm(plan)
  if (needsHelm(plan.actions, options.resources)) await ports.helm.version()

  emit({ type: 'phase', phase: 'remove', text: 'removing' })
  const run = (held: Held) => {
    const fenced = fencedPorts(ports, held.require)
    return applyActions(plan.actions, {
      emit,
      signal: held.signal,
      run: (action, waiting) =>
        resourceOf(options.resources, action).remove(action, { world, ports: fenced, waiting, times: options.waitTimes, removal }),
    })
  }
  let results: Result[] = []
  // The lock is given back while it is looked what is left.
  const givenBack: Promise<void>[] = []
  const givingBack = (done: Promise<void>) => void givenBack.push(done)
  try {
    const { notices } = plan
    results = await locked(world, { ...options, givingBack }, async (held) => {
      ;({ plan, world } = await planRemoval(options, notices))
      return plan.summary.conflict > 0 ? refused(plan).results : run(held)
    })
  } catch (error) {
    const failure = errorOf(signal.aborted ? signal.reason : error)
    results = plan.actions.map((action, at): Result => ({
      id: action.id,
      outcome: at === 0 ? 'failed' : 'skipped',
      durationMs: 0,
      ...(at === 0 ? { error: failure } : {}),
    }))
  }
  try {
    if (results.some((result) => result.outcome === 'failed' || result.outcome === 'skipped')) return reportOf(plan, results, undefined)
    return reportOf(plan, results, await leftoversOf(await observe(ports, settings, place), options))
  } catch (error) {
    if (!signal.aborted) throw error
    return { ...reportOf(plan, results, undefined), ok: false, stopped: errorOf(signal.reason) }
  } finally {
    await Promise.all(givenBack)
  }
}

/** Under the lock; or, where the namespace that would hold it is going or has gone, for as long as nobody makes it anew. */
async function locked<T>(
  { namespace }: World,
  options: UninstallOptions & { givingBack: (done: Promise<void>) => void },
  work: (held: Held) => Promise<T>,
): Promise<T> {
  const { ports, signal, lockTimes, emit, givingBack } = options
  const { namespace: name } = options.settings
  const unlocked = (seen: KubeObject | undefined) => work(withoutNamespace(ports.lock, { name, uid: seen?.metadata.uid }, signal))
  if (!namespace || namespace.metadata.deletionTimestamp) return unlocked(namespace)
  const waiting = (text: string) => emit({ type: 'notice', text })
  try {
    return await withLock({ kube: ports.lock, namespaces: [name], times: lockTimes, signal, waiting, givingBack }, work)
  } catch (error) {
    // It began to go since it was seen: an uninstall that was killed had asked for it last of all.
    if (!(error instanceof Failure && error.code === 'namespace-going')) throw error
    return unlocked(await ports.kube.get({ kind: 'Namespace', name }))
  }
}

/** What would go, and what goes with it, unless `told` says that already; reads only. */
async function planRemoval(
  options: Pick<UninstallOptions, 'place' | 'settings' | 'removal' | 'resources'> & { ports: ReadPorts },
  told?: string[],
): Promise<{ plan: Plan; world: World }> {
  const { place, settings, removal, resources } = options
  // One look: what is served is asked once, beside the rest.
  const ports = { ...options.ports, kube: options.ports.kube.knowingKinds() }
  const world = await observe(ports, settings, place)
  const wanted: Action[] = resolveNeeds(
    resources.flatMap((resource) => resource.planRemoval(world, removal)),
    resources,
  )
  const judged = Promise.all(
    wanted.map(async (action): Promise<Action> => {
      const held = action.kind === 'remove' && (await resourceOf(resources, action).heldByOthers?.(action, world, ports))
      return held ? { ...action, ...held, kind: 'conflict' } : action
    }),
  )
  const noticesOf = async (planned: Action[]) =>
    told ?? (await Promise.all(resources.map(async (row) => (await row.removalNotices?.(planned, world, ports.kube)) ?? []))).flat()
  const [actions, ahead] = await Promise.all([judged, noticesOf(wanted)])
  // What others hold does not go, and what would have gone with it stays.
  const isHeld = actions.some(({ kind }, at) => kind !== wanted[at]?.kind)
  const notices = isHeld ? await noticesOf(actions) : ahead
  return {
    plan: planOf(place, actions, notices),
    world,
  }
}

/** Nothing is removed. */
function refused(plan: Plan): UninstallReport {
  const results = plan.actions.map(({ id }): Result => ({ id, outcome: 'skipped', durationMs: 0 }))
  return reportOf(plan, results, undefined)
}

function reportOf(plan: Plan, results: Result[], leftovers: UninstallReport['leftovers']): UninstallReport {
  const well = results.every((result) => result.outcome === 'done' || result.outcome === 'kept')
  const ok = well && (leftovers ?? []).every((leftover) => leftover.expected)
  const stays = leftovers && [...leftovers, ...staysWithoutUs(plan)]
  return { schema: 'flux-irsa/uninstall/v1', ok, plan, results, ...(stays ? { leftovers: stays } : {}) }
}
