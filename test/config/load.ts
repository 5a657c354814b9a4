import { createProgram, runProgram } from '../../src/cli/program.ts'
import { handlersFor } from '../cli/handlers-for.ts'
import { loadRun } from '../../src/config/load-settings.ts'
import type { Loaded } from '../../src/config/load-settings.ts'
import type { CommandName } from '../../src/config/option.ts'
import type { Flags } from '../../src/config/read-flags.ts'
import { Failure } from '../../src/domain/failure.ts'

export interface World {
  env?: Record<string, string>
  files?: Record<string, string>
  stdin?: string
}

/** Reads of the user's files and stdin that loadRun made, in order. */
export type Reads = string[]

/** Takes a whole command line (`install --cluster prod`) through the real program into the settings of its one cluster. */
export async function load(args: string[], world: World = {}, reads: Reads = []): Promise<Loaded> {
  const [only, ...others] = await loadAll(args, world, reads)
  if (others.length > 0) throw new Error(`several clusters: ${args.join(' ')}`)
  return only
}

/** As `load`, for several clusters. */
export async function loadAll(args: string[], world: World = {}, reads: Reads = []): Promise<[Loaded, ...Loaded[]]> {
  const files = new Map(Object.entries(world.files ?? {}))
  let loaded: [Loaded, ...Loaded[]] | undefined
  const handle = (command: CommandName) => async (flags: Flags) => {
    const run = await loadRun({
      command,
      flags,
      env: world.env ?? {},
      readFile: async (path) => {
        reads.push(path)
        const text = files.get(path)
        if (text === undefined) throw Object.assign(new Error(`ENOENT: no such file, open '${path}'`), { code: 'ENOENT' })
        return text
      },
      readStdin: async () => {
        reads.push('stdin')
        return world.stdin ?? ''
      },
    })
    loaded = run.clusters
  }
  const handlers = handlersFor(handle)
  const quiet = () => {}
  await runProgram(createProgram({ version: '0.0.0', io: { stdout: quiet, stderr: quiet }, handlers }), args)
  if (!loaded) throw new Error('no handler ran')
  return loaded
}

/** What the user is told when this is refused; fails if it is accepted or if anything but a refusal is thrown. */
export async function refusal(args: string[], world: World = {}, reads: Reads = []): Promise<Failure> {
  const outcome = await loadAll(args, world, reads).catch((error: unknown) => error)
  if (outcome instanceof Failure) return outcome
  if (outcome instanceof Error) throw outcome
  throw new Error(`accepted: ${args.join(' ')}`)
}

/** All that a failure would show. */
export function allTexts(failure: Failure): string {
  return [failure.message, failure.fix, JSON.stringify(failure.evidence), failure.stack, String(failure.cause)].join('\n')
}
