import type { Origins } from '../model/settings.ts'
import type { Emit } from '../model/events.ts'
import type { Report } from '../model/report.ts'
import { follow, startActivity } from './live/activity.ts'
import { documentOf, failureAs } from './machine/documents.ts'
import { failureText } from './text/failure-text.ts'
import { githubAnnotations, githubFailure } from './machine/github-commands.ts'
import { outcomeText } from './text/outcome-text.ts'
import { isDocument, outletsOf, writeLines, type ReporterOptions } from './outlets.ts'
import { planText } from './text/plan-text.ts'
import { lineProgress, timedLine } from './live/progress-lines.ts'
import { startStopwatch } from './stopwatch.ts'
import { spinnerProgress } from './live/progress-spinner.ts'
import { shortText } from './text/short-text.ts'
import { verifyText } from './text/verify-text.ts'
import { pastGuard } from './machine/runner-text.ts'

export interface ResultExtra {
  /** Shown with -v beside a plan. */
  origins?: Origins
  /** The command to run next. */
  next?: string
  /** Name and version of this program, for `short`. */
  tool?: string
}

export interface Reporter {
  /** Progress, on stderr only, whatever the output format. A plan is shown there too: it is what a question is about. */
  emit: Emit
  /** The result, on stdout only; ends the progress. */
  result(report: Report, extra?: ResultExtra): void
  /**
   * An error where there is no report: a block on stderr; for `json` one `flux-irsa/error/v1` document on stdout instead, and what `junit` and
   * `github` have for an error on stdout besides. Ends the progress.
   */
  failure(error: unknown): void
  /** Ends the progress, for a question or for good; an event starts it again. Must be called when neither `result` nor `failure` was. */
  close(): void
}

/** Everything that a user sees of a run. stdout carries the result and nothing else, so that `-o json` parses at any verbosity. */
export function createReporter(options: ReporterOptions): Reporter {
  const { output, verbosity, now = Date.now } = options
  const { stdout, stderr, outTheme, errTheme, isLive } = outletsOf(options)
  const verbose = verbosity >= 1
  const stopwatch = startStopwatch(now)
  const activity = startActivity()
  const progress = isLive
    ? spinnerProgress({ stream: stderr, activity, verbosity, now, theme: errTheme })
    : lineProgress({ stream: stderr, activity, verbosity, now, ...(options.endsAt === undefined ? {} : { endsAt: options.endsAt }) })
  const noticed = new Set<string>()
  let wasPlanShown = false

  const emit: Emit = (event) => {
    if (event.type === 'notice') noticed.add(event.text)
    stopwatch.follow(event)
    follow(activity, event, now())
    progress.show(event)
    if (event.type !== 'plan') return
    wasPlanShown = true
    const notices = event.plan.notices.filter((text) => !noticed.has(text))
    const plan = { ...event.plan, notices }
    if (isLive) return writeLines(stderr, ['', ...planText(plan, { theme: errTheme, verbose }), ''])
    const prefix = timedLine(now(), 'plan', '')
    const lines = planText(plan, { theme: { ...errTheme, width: errTheme.width - prefix.length }, verbose })
    writeLines(
      stderr,
      lines.filter((line) => line !== '').map((line) => prefix + line),
    )
  }

  function result(report: Report, extra: ResultExtra = {}): void {
    progress.stop()
    if (output === 'github') return githubResult(report, extra)
    if (output !== 'text' && output !== 'short') return void options.stdout.write(documentOf(report, output, extra))
    if (output === 'short') return writeLines(stdout, shortText(report, { theme: outTheme, tool: extra.tool }))
    writeLines(stdout, resultText(report, extra))
  }

  function resultText(report: Report, { origins, next }: ResultExtra): string[] {
    const shared = { theme: outTheme, verbose, next }
    if (report.schema === 'flux-irsa/verify/v1') return verifyText(report, shared)
    if (report.schema === 'flux-irsa/plan/v1') return planText(report, { ...shared, origins })
    const watched = isLive && wasPlanShown && stdout.isTTY === true && !verbose
    return outcomeText(report, { ...shared, totalMs: stopwatch.elapsedMs(), watched })
  }

  /** The report as text in a group that can be folded, and below it what GitHub shows beside the run. */
  function githubResult(report: Report, extra: ResultExtra): void {
    const command = report.schema.split('/')[1] ?? ''
    writeLines(pastGuard(options.stdout), [`::group::flux-irsa ${command}`])
    writeLines(stdout, resultText(report, extra))
    writeLines(pastGuard(options.stdout), ['::endgroup::', ...githubAnnotations(report)])
  }

  function failure(error: unknown): void {
    progress.stop()
    if (output === 'github') writeLines(pastGuard(options.stdout), [githubFailure(error)])
    const document = isDocument(output) ? failureAs(error, output) : undefined
    if (document !== undefined) options.stdout.write(document)
    if (output === 'json') return
    writeLines(stderr, failureText(error, { theme: errTheme, verbose }))
  }

  return { emit, result, failure, close: () => progress.stop() }
}
