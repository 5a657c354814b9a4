import type { Flags } from '../../config/read-flags.ts'
import { Failure } from '../../domain/failure.ts'
import { describeFlux } from '../../flux/in-the-way.ts'
import { readFluxEvidence } from '../../flux/kinds/read-evidence.ts'
import { recogniseFlux } from '../../flux/kinds/recognise.ts'
import { listBindings } from '../../identity/binding/list-bindings.ts'
import type { Flux } from '../../model/flux.ts'
import type { KubeReader } from '../../model/kube.ts'
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
    const [bound, flux] = await Promise.all([listBindings(read, place), readFlux(read.kube, settings.namespace)])
    const listed = { ...bound, ...(flux instanceof Failure ? {} : { flux }) }
    const fluxes = flux instanceof Failure ? [`Which Flux is in the cluster is unknown: ${flux.message}`] : flux.map(describeFlux)
    reporter.close()
    const theme = themeFor({ stream: io.stdout, env: io.env, ...(run.color === undefined ? {} : { color: run.color }) })
    io.stdout.write(run.output === 'json' ? `${jsonText(listed)}\n` : `${listLines(listed, fluxes, theme).join('\n')}\n`)
    return 0
  })
}

/** Every Flux in the cluster; the refusal where that may not be read: the list of roles does without. */
async function readFlux(kube: KubeReader, namespace: string): Promise<Flux[] | Failure> {
  try {
    return recogniseFlux(await readFluxEvidence(kube, namespace))
  } catch (error) {
    if (error instanceof Failure && error.code === 'kube-forbidden') return error
    throw error
  }
}
