import { createProgram, runProgram } from '../../src/cli/program.ts'
import { loadSettings } from '../../src/config/load-settings.ts'
import type { Loaded } from '../../src/config/load-settings.ts'
import type { CommandName } from '../../src/config/option.ts'
import type { Flags } from '../../src/config/read-flags.ts'
import { Failure } from '../../src/domain/failure.ts'

export interface World {
  env?: Record<string, string>
  files?: Record<string, string>
  stdin?: string
}

/** Reads of the user's files and stdin that loadSettings made, in order. */
export type Reads = string[]

/** Takes a whole command line (`install --cluster prod`) through the real program into settings. */
export async function load(args: string[], world: World = {}, reads: Reads = []): Promise<Loaded> {
  const files = new Map(Object.entries(world.files ?? {}))
  let loaded: Loaded | undefined
  const handle = (command: CommandName) => async (flags: Flags) => {
    loaded = await loadSettings({
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
  }
  const handlers = {
    install: handle('install'),
    plan: handle('plan'),
    adopt: handle('adopt'),
    render: handle('render'),
    verify: handle('verify'),
    uninstall: handle('uninstall'),
    explain: handle('explain'),
    demo: handle('demo'),
  }
  const quiet = () => {}
  await runProgram(createProgram({ version: '0.0.0', io: { stdout: quiet, stderr: quiet }, handlers }), args)
  if (!loaded) throw new Error('no handler ran')
  return loaded
}

/** What the user is told when this is refused; fails if it is accepted or if anything but a refusal is thrown. */
export async function refusal(args: string[], world: World = {}, reads: Reads = []): Promise<Failure> {
  const outcome = await load(args, world, reads).catch((error: unknown) => error)
  if (outcome instanceof Failure) return outcome
  if (outcome instanceof Error) throw outcome
  throw new Error(`accepted: ${args.join(' ')}`)
}

/** All that a failure would show. */
export function allTexts(failure: Failure): string {
  return [failure.message, failure.fix, JSON.stringify(failure.evidence), failure.stack, String(failure.cause)].join('\n')
}
