import { setMaxListeners } from 'node:events'
import { readFile } from 'node:fs/promises'
import { text } from 'node:stream/consumers'
import { loadSettings, type Loaded } from '../config/load-settings.ts'
import type { CommandName } from '../config/option.ts'
import type { Flags } from '../config/read-flags.ts'
import { Failure } from '../domain/failure.ts'
import type { CallContext } from '../net/call-context.ts'
import { createReporter, type Reporter } from '../report/reporter.ts'
import { VERSION } from '../version.ts'
import { exitCodeOfFailure } from './exit-code.ts'
import type { Io } from './io.ts'
import { reportFiles } from './report-files.ts'

export interface Running extends Loaded {
  reporter: Reporter
  context: CallContext
  tool: string
  deadlineAt: number
}

/**
 * What every command begins and ends with: settings, one deadline for everything, a reporter, and an exit code for whatever goes wrong.
 */
export async function runCommand(command: CommandName, flags: Flags, io: Io, work: (running: Running) => Promise<number>): Promise<number> {
  const loaded = await loadSettings({
    command,
    flags,
    env: io.env,
    readFile: (path) => readFile(path, 'utf8'),
    readStdin: () => text(io.stdin),
  })
  const { run, settings } = loaded
  const printing = createReporter({
    stdout: io.stdout,
    stderr: io.stderr,
    output: run.output,
    verbosity: run.verbosity,
    env: io.env,
    ...(run.color === undefined ? {} : { color: run.color }),
  })
  const files = reportFiles(printing, run, io)
  const { reporter } = files
  let exitCode: number
  const timeoutMs = settings.timeoutMs ?? 15 * 60_000
  const deadline = new AbortController()
  const timer = setTimeout(() => deadline.abort(deadlineReached(command, timeoutMs)), timeoutMs)
  timer.unref()
  const signal = AbortSignal.any([io.interrupted, deadline.signal])
  // Every call that is under way listens to it.
  setMaxListeners(0, signal)
  try {
    await files.check()
    exitCode = await work({
      ...loaded,
      reporter,
      context: { signal, emit: reporter.emit },
      tool: `flux-irsa ${VERSION}`,
      deadlineAt: Date.now() + timeoutMs,
    })
  } catch (error) {
    const reason = signal.aborted && !(error instanceof Failure) ? signal.reason : error
    reporter.failure(reason)
    exitCode = exitCodeOfFailure(reason)
  } finally {
    clearTimeout(timer)
    reporter.close()
  }
  return (await files.write()) || exitCode !== 0 ? exitCode : 1
}

function deadlineReached(command: string, timeoutMs: number): Failure {
  return new Failure({
    code: 'deadline',
    source: 'environment',
    message: `${command} was not done after ${Math.round(timeoutMs / 1000)} s`,
    fix: `Run the same command again: it goes on where this one stopped. --timeout gives it longer.`,
    docs: 'troubleshooting.md#timeout',
    exitCode: 124,
  })
}
