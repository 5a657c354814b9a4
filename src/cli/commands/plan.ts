import type { Flags } from '../../config/read-flags.ts'
import { makePlan, type Planned, type Scope } from '../../engine/make-plan.ts'
import { missingBoundary } from '../../engine/preflight.ts'
import { hasWork } from '../../model/plan.ts'
import { requireSamePlan } from '../../engine/reviewed-plan.ts'
import { planDocument } from '../../model/plan-document.ts'
import type { Place } from '../../model/world.ts'
import { connect } from '../connect.ts'
import { IDENTITY } from '../identity-scope.ts'
import { FLUX } from '../scopes.ts'
import { runCommand } from '../context.ts'
import type { Running } from '../running.ts'
import { exitCodeOf } from '../exit-code.ts'
import type { Io } from '../io.ts'
import { invocationOf, repeated } from '../next-command.ts'

/** `flux-irsa plan`: the planner with ports that cannot write. */
export function plan(flags: Flags, io: Io): Promise<number> {
  return runCommand('plan', flags, io, (running) => showPlan(running, io))
}

interface Shown {
  /** The command that would apply the plan. */
  command?: string
  permit?: (planned: Planned) => Planned
  scope?: Scope
  /** What comes next where there is nothing to do. */
  verify?: (place: Place) => string
}

/** Shared with `install --dry-run` and `adopt --dry-run`. */
export async function showPlan(
  running: Running,
  io: Io,
  {
    command = 'install',
    permit = permitted(running),
    scope = running.run.only === 'irsa' ? IDENTITY : FLUX,
    verify = (place) => invocationOf('verify', place),
  }: Shown = {},
): Promise<number> {
  const { settings, origins, run, reporter, context, wanted } = running
  const { place, read } = await connect(settings, io, context)
  reporter.emit({ type: 'phase', phase: 'observe', text: `reading ${place.cluster.name}` })
  const planned = permit(await makePlan(read, settings, place, scope))
  const boundary = hasWork(planned.plan) ? await missingBoundary(read.aws, { settings, place }, planned) : undefined
  if (boundary) planned.plan.notices.push(`${command} will refuse this: ${boundary.why}. Add --permissions-boundary ${boundary.arn}.`)
  const args = boundary ? [...io.args, '--permissions-boundary', boundary.arn] : io.args
  const next = planned.plan.summary.conflict > 0 ? undefined : hasWork(planned.plan) ? repeated(command, args) : verify(place)
  const options = { ...wanted, ...(settings.adopt ? { adopt: true } : {}), region: place.region }
  const document = planDocument(planned.plan, { options, credentials: settings.git.credentials?.kind })
  reporter.result(document, { origins: { ...planned.origins, ...saidOrigins(origins, planned.origins) }, ...(next ? { next } : {}) })
  return exitCodeOf(planned.plan, { detailedExitcode: run.detailedExitcode })
}

/** All of a plan, but where one was reviewed only that one. */
export function permitted({ reviewed }: Pick<Running, 'reviewed'>): (planned: Planned) => Planned {
  return (planned) => {
    if (reviewed) requireSamePlan(reviewed, planned.plan)
    return planned
  }
}

/** What the user said beats what the planner chose; the loader's own defaults do not. */
function saidOrigins(loaded: Running['origins'], chosen: Running['origins']): Running['origins'] {
  return Object.fromEntries(Object.entries(loaded).filter(([key, { source }]) => source !== 'default' || !(key in chosen)))
}
