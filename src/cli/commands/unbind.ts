import type { Flags } from '../../config/read-flags.ts'
import { staysWithoutUs } from '../../engine/leftovers.ts'
import { makePlan } from '../../engine/make-plan.ts'
import { makeChanges } from '../make-changes.ts'
import { runCommand } from '../context.ts'
import type { Io } from '../io.ts'
import { invocationOf } from '../next-command.ts'
import { confirmUnbind } from '../prompt.ts'
import { UNBINDING } from '../scopes.ts'
import { permitted, showPlan } from './plan.ts'

/** `flux-irsa unbind`: takes away what bind gave, and looks that it is gone. */
export function unbind(flags: Flags, io: Io): Promise<number> {
  return runCommand('unbind', flags, io, async (running) => {
    const { run, settings } = running
    const next = (place: Parameters<typeof invocationOf>[1]) => invocationOf('list', place)
    if (run.dryRun) return showPlan(running, io, { command: 'unbind', scope: UNBINDING, verify: next })
    return makeChanges(running, io, {
      command: 'unbind',
      schema: 'flux-irsa/unbind/v1',
      scope: UNBINDING,
      permit: permitted(running),
      confirm: () => confirmUnbind(io, run),
      asks: !run.yes,
      prove: async (planned, { place, ports }) => {
        const { plan } = await makePlan(ports, settings, place, UNBINDING)
        const left = plan.actions.filter(({ kind }) => kind === 'remove' || kind === 'update')
        const undone = left.map(({ resource, name }) => ({ resource, name, reason: 'it should be gone', expected: false }))
        return { leftovers: [...undone, ...staysWithoutUs(planned.plan)] }
      },
      next,
    })
  })
}
