import { loadRun, type Loaded } from '../config/load-settings.ts'
import type { CommandName } from '../config/option.ts'
import type { Flags } from '../config/read-flags.ts'
import { Failure } from '../domain/failure.ts'
import { createReporter } from '../report/reporter.ts'
import { VERSION } from '../version.ts'
import { startDeadline } from './deadline.ts'
import { noteEnding } from './ending.ts'
import { exitCodeOfFailure } from './exit-code.ts'
import { endSoonAfter } from './hard-end.ts'
import { readInputFile, readInputStream } from './read-input.ts'
import type { Io } from './io.ts'
import { reportFiles } from './report-files.ts'
import type { Work } from './running.ts'

/**
 * What every command begins and ends with: settings, one deadline for everything, a reporter, and an exit code for whatever goes wrong.
 */
export async function runCommand(command: CommandName, flags: Flags, io: Io, work: Work): Promise<number> {
  const { interrupted } = io
  const loading = loadRun({
    command,
    flags,
    env: io.env,
    readFile: (path, maxBytes) => readInputFile(path, interrupted, maxBytes),
    readStdin: () => readInputStream(io.stdin, interrupted),
  })
  const loaded = await endSoonAfter(interrupted, loading)
  if (!loaded.isSeveral) return runOne(command, loaded.clusters[0], io, work)
  // Loaded late: most runs are of one cluster.
  const { runSeveral } = await import('./run-several.ts')
  return runSeveral(command, loaded, io, work)
}

async function runOne(command: CommandName, loaded: Loaded, io: Io, work: Work): Promise<number> {
  const { run, settings } = loaded
  const timeoutMs = settings.timeoutMs ?? 15 * 60_000
  const printing = createReporter({
    endsAt: Date.now() + timeoutMs,
    stdout: io.stdout,
    stderr: io.stderr,
    output: run.output,
    verbosity: run.verbosity,
    env: io.env,
    ...(run.color === undefined ? {} : { color: run.color }),
  })
  const files = reportFiles(run, io)
  const noted = noteEnding(printing)
  const { reporter } = noted
  let exitCode: number
  const deadline = startDeadline(command, timeoutMs, io)
  const { signal } = deadline
  const context = { signal, emit: reporter.emit }
  const whole = async (): Promise<number> => {
    await files.check()
    const named = loaded.name === '' ? await (await import('./found-cluster.ts')).withFoundCluster(loaded, io, context) : loaded
    return work({ ...named, reporter, context, tool: `flux-irsa ${VERSION}`, deadlineAt: deadline.at })
  }
  try {
    exitCode = await endSoonAfter(deadline.reached, whole(), io.areProgramsRunning)
  } catch (error) {
    const reason = signal.aborted && !(error instanceof Failure) ? signal.reason : error
    reporter.failure(reason)
    exitCode = exitCodeOfFailure(reason)
  } finally {
    deadline.end()
    reporter.close()
  }
  const texts = noted.texts()
  return !texts || (await files.write(texts)) || exitCode !== 0 ? exitCode : 1
}
