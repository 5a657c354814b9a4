import pLimit from 'p-limit'
import type { Loaded, LoadedRun } from '../config/load-settings.ts'
import type { CommandName } from '../config/option.ts'
import { Failure } from '../domain/failure.ts'
import type { Event } from '../engine/events.ts'
import type { Plan } from '../engine/plan.ts'
import type { ClusterEnding, ClustersResult } from '../report/clusters/ending.ts'
import { createClustersReporter } from '../report/clusters/reporter.ts'
import { VERSION } from '../version.ts'
import { askTogether } from './ask-together.ts'
import { clustersTexts } from './clusters-texts.ts'
import type { Work } from './context.ts'
import { startDeadline } from './deadline.ts'
import { exitCodeOfFailure } from './exit-code.ts'
import type { Io } from './io.ts'
import { nextForAll } from './next-command.ts'
import { confirmInstall, requireAnswer } from './prompt.ts'
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
  const limit = pLimit(run.parallel)
  const together = askTogether(
    names,
    async (plans) => {
      reporter.ask(plans)
      await confirmInstall(io, { yes: false, clusters: plans.length }).finally(reporter.answered)
    },
    signal,
  )

  async function begin(loaded: Loaded, isOver: Promise<void>, makeRoom: () => void): Promise<ClusterEnding> {
    const { name } = loaded
    const since = Date.now()
    let result: ClusterEnding['result'] = { error: withoutReport(command) }
    const emit = (event: Event) => {
      reporter.emit(name, event)
      if (event.type === 'plan') together.planned(name, event.plan)
    }
    // What waits for the answer makes room for those that are not planned yet, and queues again for its work.
    const confirm = async (plan: Plan) => {
      reporter.planned(name)
      const answered = together.confirm(name, plan)
      makeRoom()
      await answered
      await new Promise<void>((go) => void limit(() => (go(), isOver)))
    }
    const ending = (exitCode: number): ClusterEnding => ({ name, exitCode, durationMs: Date.now() - since, result })
    try {
      signal.throwIfAborted()
      reporter.began(name)
      const exitCode = await work({
        ...loaded,
        reporter: {
          emit,
          result: (report, extra = {}) => (result = { report, extra }),
          failure: (error) => (result = { error }),
          close: () => {},
        },
        context: { signal, emit },
        tool: TOOL,
        deadlineAt: deadline.at,
        ...(isAsked ? { confirm } : {}),
      })
      return ending(exitCode)
    } catch (error) {
      result = { error: signal.aborted && !(error instanceof Failure) ? signal.reason : error }
      return ending(exitCodeOfFailure(result.error))
    } finally {
      together.ended(name)
    }
  }

  /** Holds one of the places while it is worked on. */
  async function inTurn(loaded: Loaded): Promise<ClusterEnding> {
    let over = () => {}
    const isOver = new Promise<void>((resolve) => (over = resolve))
    const ending = await new Promise<ClusterEnding>((resolve) => {
      void limit(() => new Promise<void>((makeRoom) => void begin(loaded, isOver, makeRoom).then((one) => (makeRoom(), resolve(one)))))
    })
    over()
    reporter.ended(ending)
    return ending
  }

  const endings = await Promise.all(clusters.map(inTurn))
  deadline.end()
  const exitCode = worstExitCode(endings.map((ending) => ending.exitCode))
  const next = nextForAll(command, io.args, endings)
  const all: ClustersResult = {
    command,
    exitCode,
    startedAt: new Date(startedAt).toISOString(),
    durationMs: Date.now() - startedAt,
    endings,
    tool: TOOL,
    ...(next ? { next } : {}),
  }
  reporter.result(all)
  return (await files.write(clustersTexts(all))) || exitCode !== 0 ? exitCode : 1
}

function withoutReport(command: CommandName): Failure {
  return new Failure({ code: 'unexpected', source: 'bug', message: `${command} ended without a report` })
}

const TOOL = `flux-irsa ${VERSION}`
