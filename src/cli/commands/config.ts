import { readInputFile } from '../read-input.ts'
import { effectiveValues, type Spoken } from '../../config/effective-values.ts'
import { loadRun, type Loaded } from '../../config/load-settings.ts'
import type { Flags } from '../../config/read-flags.ts'
import { booleanOf, textOf } from '../../config/said.ts'
import { configLines, type EffectiveConfig } from '../../report/text/config-text.ts'
import { jsonText } from '../../report/text/plain-text.ts'
import { themeFor } from '../../report/text/theme.ts'
import { startDeadline } from '../deadline.ts'
import type { Io } from '../io.ts'

/**
 * `flux-irsa config schema`: the JSON Schema of the file. `flux-irsa config show`: every value that holds and where it came from; it
 * validates as the other commands do, and reads no secret, and nothing of AWS and the cluster but with --installed.
 */
export async function config({ input, ...flags }: Flags, io: Io): Promise<number> {
  if (Array.isArray(input) && input[0] === 'schema') {
    const { configSchemaText } = await import('../../config/config-schema.ts')
    io.stdout.write(configSchemaText())
    return 0
  }
  const { clusters } = await loadRun({
    command: 'config',
    flags,
    env: io.env,
    readFile: (path, maxBytes) => readInputFile(path, io.interrupted, maxBytes),
    readStdin: () => Promise.reject(new Error('config reads no secret')),
  })
  const shown: EffectiveConfig[] = []
  for (const loaded of clusters) shown.push({ name: loaded.name, values: effectiveValues(await spokenIn(loaded, io)) })
  const { output, color } = clusters[0].run
  const theme = themeFor({ stream: io.stdout, env: io.env, ...(color === undefined ? {} : { color }) })
  const isInstalledKnown = booleanOf(clusters[0].said, 'installed') ?? false
  const document = { schema: 'flux-irsa/config/v1', clusters: shown }
  io.stdout.write(output === 'json' ? `${jsonText(document)}\n` : `${configLines(shown, { isInstalledKnown }, theme).join('\n')}\n`)
  return 0
}

async function spokenIn(loaded: Loaded, io: Io): Promise<Spoken> {
  const { name, said, settings } = loaded
  const installed = booleanOf(said, 'installed') ? await installedValues(loaded, io) : undefined
  return {
    said,
    chartValues: settings.chartValues,
    env: io.env,
    placeInFile: await placesIn(textOf(said, 'config'), name, io),
    ...(installed ? { installed } : {}),
  }
}

/** What is shared and what a cluster says for itself are merged below `values`, so that both may have a place. */
async function placesIn(file: string | undefined, name: string, { interrupted }: Io): Promise<Spoken['placeInFile']> {
  if (file === undefined) return () => undefined
  const { linesOfKeys } = await import('../../config/lines-of-keys.ts')
  const lineOf = linesOfKeys(await readInputFile(file, interrupted))
  return (field) => {
    const fields = field.startsWith('values.') ? [`clusters.${name}.${field}`, field] : [field]
    const lines = fields.flatMap((one) => lineOf(one) ?? [])
    return lines.length > 0 ? lines.map((line) => `${file}:${line}`).join(', ') : undefined
  }
}

async function installedValues(loaded: Loaded, io: Io): Promise<NonNullable<Spoken['installed']>> {
  const [{ connect }, { withFoundCluster }, { makePlan }, { FLUX }] = await Promise.all([
    import('../connect.ts'),
    import('../found-cluster.ts'),
    import('../../engine/make-plan.ts'),
    import('../scopes.ts'),
  ])
  const deadline = startDeadline('config', loaded.settings.timeoutMs ?? 60_000, io)
  try {
    const context = { signal: deadline.signal, emit: () => {} }
    const { settings, origins: said } = loaded.name === '' ? await withFoundCluster(loaded, io, context) : loaded
    const { place, read } = await connect(settings, io, context)
    const { origins } = await makePlan(read, settings, place, FLUX)
    return { ...said, ...origins }
  } finally {
    deadline.end()
  }
}
