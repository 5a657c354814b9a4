import type { Flags } from '../../config/read-flags.ts'
import type { Planned } from '../../engine/make-plan.ts'
import { withoutRemovals } from '../../engine/without-removals.ts'
import { runCommand } from '../context.ts'
import type { Io } from '../io.ts'
import { confirmAdopt } from '../prompt.ts'
import { makeChanges } from '../make-changes.ts'
import { INSTALLING } from './install.ts'
import { showPlan } from './plan.ts'

/** `flux-irsa adopt`: an install that takes over what others made, and takes nothing away. */
export function adopt(flags: Flags, io: Io): Promise<number> {
  return runCommand('adopt', flags, io, (running) => {
    const { run } = running
    const permit = (planned: Planned) => withoutRemovals(planned, INSTALLING.scope.resources)
    if (run.dryRun) return showPlan(running, io, { command: 'adopt', permit })
    return makeChanges(running, io, {
      ...INSTALLING,
      command: 'adopt',
      permit,
      confirm: () => confirmAdopt(io, run),
      asks: !run.yes,
    })
  })
}
