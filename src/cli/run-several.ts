import pLimit from 'p-limit'
import type { Loaded, LoadedRun } from '../config/load-settings.ts'
import type { CommandName } from '../config/option.ts'
import { Failure } from '../domain/failure.ts'
import type { Event } from '../model/events.ts'
import type { Plan } from '../model/plan.ts'
import type { Report } from '../model/report.ts'
import type { ClusterEnding, ClustersResult } from '../report/clusters/ending.ts'
import { createClustersReporter } from '../report/clusters/reporter.ts'
import type { ResultExtra } from '../report/reporter.ts'
import { VERSION } from '../version.ts'
import { askTogether } from './ask-together.ts'
import { clustersTexts } from './clusters-texts.ts'
import type { Work } from './running.ts'
import { startDeadline } from './deadline.ts'
import { exitCodeOfFailure } from './exit-code.ts'
import { endSoonAfter } from './hard-end.ts'
import type { Io } from './io.ts'
import { nextForAll } from './next-command.ts'
import { startStopwatch } from '../report/stopwatch.ts'
import { confirmInstall, requireAnswer, whileAsking } from './prompt.ts'
import { reportFiles } from './report-files.ts'
import { worstExitCode } from './worst-exit-code.ts'

/**
 * One command in several clusters, side by side under a limit: what fails in one stops no other. All of their settings were loaded
 * before, so bad input is refused before the first of them begins. One deadline, one question, one report and one exit code, the worst.
 */
export async function runSeveral(command: CommandName, { clusters }: LoadedRun, io: Io, work: Work): Promise<number> {
  const { run, settings } = clusters[0]
  const isAsked = command === 'install' && !run.dryRun && !run.yes
  if (isAsked) requireAnswer(io, command)
  const files = reportFiles(run, io)
  await files.check()
  const names = clusters.map(({ name }) => name)
  const { stdout, stderr, env } = io
  const { output, verbosity, color } = run
  const reporter = createClustersReporter({
    command,
    names,
    stdout,
    stderr,
    env,
    output,
    verbosity,
    ...(color === undefined ? {} : { color }),
  })
  const deadline = startDeadline(command, settings.timeoutMs ?? 15 * 60_000, io)
  const { signal } = deadline
  const startedAt = Date.now()
  const stopwatch = startStopwatch(Date.now)
  const limit = pLimit(run.parallel)
  /** Resolves with what gives the place back. */
  const takePlace = () => new Promise<() => void>((take) => void limit(() => new Promise<void>(take)))
  const together = askTogether(
    names,
    async (plans) => {
      reporter.ask(plans)
      const asking = { ...io, interrupted: signal }
      const ask = () => confirmInstall(asking, { yes: false, clusters: plans.length })
      await whileAsking(true, stopwatch.follow, ask).finally(reporter.answered)
    },
    signal,
  )

  async function inTurn(loaded: Loaded): Promise<ClusterEnding> {
    const { name } = loaded
    let leavePlace = await takePlace()
    const ownTime = startStopwatch(Date.now)
    let result: ClusterEnding['result'] = { error: withoutReport(command) }
    const ended = (exitCode: number): ClusterEnding => ({ name, exitCode, durationMs: ownTime.elapsedMs(), result })
    const emit = (event: Event) => {
      reporter.emit(name, event)
      if (event.type === 'plan') together.planned(name, event.plan)
    }
    // What waits for the answer makes room for those that are not planned yet.
    const confirm = async (plan: Plan) => {
      reporter.planned(name)
      leavePlace()
      await whileAsking(true, ownTime.follow, () => together.confirm(name, plan))
      leavePlace = await takePlace()
    }
    const keeping = {
      emit,
      result: (report: Report, extra: ResultExtra = {}) => void (result = { report, extra }),
      failure: (error: unknown) => void (result = { error }),
      close: () => {},
    }
    try {
      signal.throwIfAborted()
      reporter.began(name)
      const running = { ...loaded, reporter: keeping, context: { signal, emit }, tool: TOOL, deadlineAt: deadline.at }
      const working = work(isAsked ? { ...running, confirm } : running)
      return ended(await endSoonAfter(deadline.reached, working, io.areProgramsRunning))
    } catch (error) {
      result = { error: signal.aborted && !(error instanceof Failure) ? signal.reason : error }
      return ended(exitCodeOfFailure(result.error))
    } finally {
      together.ended(name)
      leavePlace()
    }
  }

  try {
    const endings = await Promise.all(
      clusters.map(async (loaded) => {
        const ending = await inTurn(loaded)
        reporter.ended(ending)
        return ending
      }),
    )
    const exitCode = worstExitCode(endings.map((ending) => ending.exitCode))
    const next = nextForAll(command, io.args, endings)
    const all: ClustersResult = {
      command,
      exitCode,
      startedAt: new Date(startedAt).toISOString(),
      durationMs: stopwatch.elapsedMs(),
      endings,
      tool: TOOL,
      ...(next ? { next } : {}),
    }
    reporter.result(all)
    return (await files.write(clustersTexts(all))) || exitCode !== 0 ? exitCode : 1
  } finally {
    deadline.end()
    reporter.close()
  }
}

function withoutReport(command: CommandName): Failure {
  return new Failure({ code: 'unexpected', source: 'bug', message: `${command} ended without a report` })
}

const TOOL = `flux-irsa ${VERSION}`
