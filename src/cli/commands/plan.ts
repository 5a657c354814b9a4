import type { Flags } from '../../config/read-flags.ts'
import { makePlan } from '../../engine/make-plan.ts'
import { hasWork } from '../../engine/plan.ts'
import { RESOURCES } from '../../resources/table.ts'
import { connect } from '../connect.ts'
import { runCommand, type Running } from '../context.ts'
import { exitCodeOf } from '../exit-code.ts'
import type { Io } from '../io.ts'
import { invocationOf, repeated } from '../next-command.ts'

/** `flux-irsa plan`: the planner with ports that cannot write. */
export function plan(flags: Flags, io: Io): Promise<number> {
  return runCommand('plan', flags, io, (running) => showPlan(running, io))
}

/** Shared with `install --dry-run`. */
export async function showPlan({ settings, origins, run, reporter, context }: Running, io: Io): Promise<number> {
  const { place, read } = await connect(settings, io, context)
  reporter.emit({ type: 'phase', phase: 'observe', text: `reading ${place.cluster.name}` })
  const planned = await makePlan(read, settings, place, RESOURCES)
  const next = planned.plan.summary.conflict > 0 ? undefined : hasWork(planned.plan) ? repeated('install', io.args) : invocationOf('verify', place)
  reporter.result(planned.plan, { origins: { ...planned.origins, ...saidOrigins(origins, planned.origins) }, ...(next ? { next } : {}) })
  return exitCodeOf(planned.plan, { detailedExitcode: run.detailedExitcode })
}

/** What the user said beats what the planner chose; the loader's own defaults do not. */
function saidOrigins(loaded: Running['origins'], chosen: Running['origins']): Running['origins'] {
  return Object.fromEntries(Object.entries(loaded).filter(([key, { source }]) => source !== 'default' || !(key in chosen)))
}
