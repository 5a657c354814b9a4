import type { CommandName } from '../config/option.ts'
import type { Flags } from '../config/read-flags.ts'
import { Failure } from '../domain/failure.ts'
import { guarded, isRunner } from '../report/machine/runner-text.ts'
import { VERSION } from '../version.ts'
import { COMPLETE } from './completion/scripts.ts'
import { exitCodeOfFailure } from './exit-code.ts'
import { runProgram as runChild } from '../helm/run-program.ts'
import { countPrograms } from './hard-end.ts'
import type { Io } from './io.ts'
import { createProgram, runProgram } from './program.ts'

/** What a command's file exports: it gets flags and the world, and answers with an exit code. */
export type Command = (flags: Flags, io: Io) => Promise<number>

const COMMANDS: Record<CommandName, () => Promise<Command>> = {
  init: async () => (await import('./commands/init.ts')).init,
  install: async () => (await import('./commands/install.ts')).install,
  plan: async () => (await import('./commands/plan.ts')).plan,
  adopt: async () => (await import('./commands/adopt.ts')).adopt,
  render: async () => (await import('./commands/render.ts')).render,
  verify: async () => (await import('./commands/verify.ts')).verify,
  explain: async () => (await import('./commands/explain.ts')).explain,
  uninstall: async () => (await import('./commands/uninstall.ts')).uninstall,
  bind: async () => (await import('./commands/bind.ts')).bind,
  unbind: async () => (await import('./commands/unbind.ts')).unbind,
  list: async () => (await import('./commands/list.ts')).list,
  permissions: async () => (await import('./commands/permissions.ts')).permissions,
  config: async () => (await import('./commands/config.ts')).config,
  completion: async () => (await import('./commands/completion.ts')).completion,
  demo: async () => (await import('./commands/demo.ts')).demo,
  sandbox: async () => (await import('./commands/sandbox.ts')).sandbox,
}

/** Runs one command line. Never throws and never ends the process: the answer is the exit code. */
export async function run(given: Io): Promise<number> {
  const { args } = given
  if (args[0] === COMPLETE) return (await import('./completion/complete.ts')).complete(args.slice(1), given)
  // Whatever a command prints, and however: under a runner it is no command to that.
  const programs = countPrograms(given.runProgram ?? runChild)
  const streams = isRunner(given.env) ? { stdout: guarded(given.stdout), stderr: guarded(given.stderr) } : {}
  const io: Io = { ...given, ...streams, runProgram: programs.runProgram, areProgramsRunning: programs.areRunning }
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
    const output = outputSaid(args, io.env)
    createReporter({ stdout: io.stdout, stderr: io.stderr, output, verbosity: verbosityOf(args), env: io.env }).failure(reason)
    return exitCodeOfFailure(reason)
  }
}

/** Known before the command line was understood, so that wrong usage is told to programs in their form too. */
function outputSaid(args: readonly string[], env: Io['env']): 'json' | 'junit' | 'github' | 'text' {
  const at = args.findIndex((arg) => /^(-o|--output)(=|$|json|junit|github)/.test(arg))
  const said = at < 0 ? env['FLUX_IRSA_OUTPUT'] : `${args[at]} ${args[at + 1] ?? ''}`
  return (['json', 'junit', 'github'] as const).find((form) => said?.includes(form)) ?? 'text'
}

function verbosityOf(args: readonly string[]): number {
  return args.some((arg) => /^-v+$|^--verbose$/.test(arg)) ? 1 : 0
}
