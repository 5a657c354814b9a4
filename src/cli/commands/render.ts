import type { Flags } from '../../config/read-flags.ts'
import { makePlan } from '../../engine/make-plan.ts'
import { renderingOf } from '../../render/rendering.ts'
import { connect } from '../connect.ts'
import { FLUX } from '../scopes.ts'
import { runCommand } from '../context.ts'
import type { Io } from '../io.ts'

/**
 * `flux-irsa render`: what install would make, as files. Ports that cannot write; what a person should know, conflicts too, goes
 * to stderr, because whoever applies the files is not stopped by them.
 */
export function render(flags: Flags, io: Io): Promise<number> {
  return runCommand('render', flags, io, async ({ settings, run, reporter, context, tool }) => {
    const { place, read } = await connect(settings, io, context)
    reporter.emit({ type: 'phase', phase: 'observe', text: `reading ${place.cluster.name}` })
    const { plan, desired, world } = await makePlan(read, settings, place, FLUX)
    const conflicts = plan.actions.flatMap(({ kind, id, reason }) => (kind === 'conflict' ? [`${id}: ${reason}`] : []))
    for (const text of [...plan.notices, ...conflicts]) reporter.emit({ type: 'notice', text })
    // Loaded late: the YAML writer, and what only one format needs.
    const { RENDERERS } = await import('../../render/formats.ts')
    reporter.close()
    io.stdout.write(RENDERERS[run.format ?? 'iam'](renderingOf(desired, world, tool)))
    return 0
  })
}
