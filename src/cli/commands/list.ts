import type { Flags } from '../../config/read-flags.ts'
import { listBindings } from '../../identity/binding/list-bindings.ts'
import { listLines } from '../../report/text/list-text.ts'
import { jsonText } from '../../report/text/plain-text.ts'
import { themeFor } from '../../report/text/theme.ts'
import { connect } from '../connect.ts'
import { runCommand } from '../context.ts'
import type { Io } from '../io.ts'

/** `flux-irsa list`: every ServiceAccount that names a role, and whose it is. */
export function list(flags: Flags, io: Io): Promise<number> {
  return runCommand('list', flags, io, async ({ settings, run, reporter, context }) => {
    const { place, read } = await connect(settings, io, context)
    reporter.emit({ type: 'phase', phase: 'observe', text: `reading ${place.cluster.name}` })
    const listed = await listBindings(read, place)
    reporter.close()
    const theme = themeFor({ stream: io.stdout, env: io.env, ...(run.color === undefined ? {} : { color: run.color }) })
    io.stdout.write(run.output === 'json' ? `${jsonText(listed)}\n` : `${listLines(listed, theme).join('\n')}\n`)
    return 0
  })
}
