import type { Settings } from '../model/settings.ts'
import { needsHelm, resourceOf, type Removal, type Resource } from '../model/resource.ts'
import type { WaitTimes } from '../model/wait-times.ts'
import { applyActions, errorOf } from './apply.ts'
import type { Emit } from '../model/events.ts'
import { resolveNeeds } from './graph.ts'
import { leftoversOf, staysWithoutUs } from './leftovers.ts'
import { withLock, type LockTimes } from './lock.ts'
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
  if (!hasWork(plan)) {
    const results = plan.actions.map((action): Result => ({ id: action.id, outcome: 'kept', durationMs: 0 }))
    return reportOf(plan, results, await leftoversOf(world, options))
  }
  // A cluster or namespace that is gone has nothing to be allowed in.
  if (world.namespace) await requireRights(ports.kube, plan.actions, [settings.namespace], options.resources)
  await options.confirm(plan)
  if (needsHelm(plan.actions, options.resources)) await ports.helm.version()

  emit({ type: 'phase', phase: 'remove', text: 'removing' })
  const run = (held: AbortSignal) =>
    applyActions(plan.actions, {
      emit,
      signal: held,
      run: (action, waiting) =>
        resourceOf(options.resources, action).remove(action, { world, ports, waiting, times: options.waitTimes, removal }),
    })
  let results: Result[] = []
  try {
    results = world.namespace
      ? await withLock(
          {
            kube: ports.lock,
            namespaces: [settings.namespace],
            times: options.lockTimes,
            signal,
            waiting: (text) => emit({ type: 'notice', text }),
          },
          async (held) => {
            ;({ plan, world } = await planRemoval(options))
            return run(held)
          },
        )
      : await run(signal)
  } catch (error) {
    const failure = errorOf(signal.aborted ? signal.reason : error)
    results = plan.actions.map((action, at): Result => ({
      id: action.id,
      outcome: at === 0 ? 'failed' : 'skipped',
      durationMs: 0,
      ...(at === 0 ? { error: failure } : {}),
    }))
  }
  if (results.some((result) => result.outcome === 'failed' || result.outcome === 'skipped')) return reportOf(plan, results, undefined)
  try {
    return reportOf(plan, results, await leftoversOf(await observe(ports, settings, place), options))
  } catch (error) {
    if (!signal.aborted) throw error
    return { ...reportOf(plan, results, undefined), ok: false, stopped: errorOf(signal.reason) }
  }
}

/** What would go, and what goes with it; reads only. */
async function planRemoval(
  options: Pick<UninstallOptions, 'place' | 'settings' | 'removal' | 'resources'> & { ports: ReadPorts },
): Promise<{ plan: Plan; world: World }> {
  const { place, ports, settings, removal, resources } = options
  const world = await observe(ports, settings, place)
  const actions: Action[] = resolveNeeds(
    resources.flatMap((resource) => resource.planRemoval(world, removal)),
    resources,
  )
  const notices = await Promise.all(resources.map(async (row) => (await row.removalNotices?.(actions, world, ports.kube)) ?? []))
  return {
    plan: planOf(place, actions, notices.flat()),
    world,
  }
}

function reportOf(plan: Plan, results: Result[], leftovers: UninstallReport['leftovers']): UninstallReport {
  const well = results.every((result) => result.outcome === 'done' || result.outcome === 'kept')
  const ok = well && (leftovers ?? []).every((leftover) => leftover.expected)
  const stays = leftovers && [...leftovers, ...staysWithoutUs(plan)]
  return { schema: 'flux-irsa/uninstall/v1', ok, plan, results, ...(stays ? { leftovers: stays } : {}) }
}
