import type { CommandName } from '../config/option.ts'
import type { Flags } from '../config/read-flags.ts'
import { Failure } from '../domain/failure.ts'
import { VERSION } from '../version.ts'
import { exitCodeOfFailure } from './exit-code.ts'
import type { Io } from './io.ts'
import { createProgram, runProgram } from './program.ts'

/** What a command's file exports: it gets flags and the world, and answers with an exit code. */
export type Command = (flags: Flags, io: Io) => Promise<number>

const COMMANDS: Record<CommandName, () => Promise<Command>> = {
  install: async () => (await import('./commands/install.ts')).install,
  plan: async () => (await import('./commands/plan.ts')).plan,
  verify: async () => (await import('./commands/verify.ts')).verify,
  uninstall: async () => (await import('./commands/uninstall.ts')).uninstall,
  demo: async () => (await import('./commands/demo.ts')).demo,
}

/** Runs one command line. Never throws and never ends the process: the answer is the exit code. */
export async function run(io: Io): Promise<number> {
  const { args } = io
  let exitCode = 0
  const handlers = Object.fromEntries(
    Object.entries(COMMANDS).map(([name, load]) => [name, async (flags: Flags) => void (exitCode = await (await load())(flags, io))]),
  ) as Record<CommandName, (flags: Flags) => Promise<void>>
  const program = createProgram({
    version: VERSION,
    io: {
      stdout: (text) => void io.stdout.write(text),
      stderr: (text) => void io.stderr.write(text),
      ...(io.stdout.columns ? { columns: io.stdout.columns } : {}),
    },
    handlers,
  })
  try {
    await runProgram(program, args)
    return exitCode
  } catch (error) {
    const reason = io.interrupted.aborted && !(error instanceof Failure) ? io.interrupted.reason : error
    const { createReporter } = await import('../report/reporter.ts')
    const output = wantsJson(args, io.env) ? 'json' : 'text'
    createReporter({ stdout: io.stdout, stderr: io.stderr, output, verbosity: verbosityOf(args), env: io.env }).failure(reason)
    return exitCodeOfFailure(reason)
  }
}

/** Known before the command line was understood, so that wrong usage is told as JSON too. */
function wantsJson(args: readonly string[], env: Io['env']): boolean {
  const at = args.findIndex((arg) => /^(-o|--output)(=|$|json)/.test(arg))
  const said = at < 0 ? env['FLUX_IRSA_OUTPUT'] : `${args[at]} ${args[at + 1] ?? ''}`
  return /json/.test(said ?? '')
}

function verbosityOf(args: readonly string[]): number {
  return args.some((arg) => /^-v+$|^--verbose$/.test(arg)) ? 1 : 0
}
