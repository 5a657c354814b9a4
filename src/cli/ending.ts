import { startStopwatch } from '../report/stopwatch.ts'
import { hasWork } from '../model/plan.ts'
import type { Report } from '../model/report.ts'
import { documentOf, failureAs } from '../report/machine/documents.ts'
import { markdownFailure, markdownOf } from '../report/page/markdown.ts'
import type { Reporter, ResultExtra } from '../report/reporter.ts'
import type { FileTexts } from './report-files.ts'

/** What a run of one cluster ended with. */
type Ending = { report: Report; extra: Pick<ResultExtra, 'tool' | 'next'> & { totalMs: number } } | { error: unknown }

export interface NotedReporter {
  /** The reporter that it was given, which also notes what the run ends with. */
  reporter: Reporter
  /** That as texts for files; `undefined` before the end. */
  texts(): FileTexts | undefined
}

/** Notes what a reporter is told at the end, for the files of the run. */
export function noteEnding(reporter: Reporter): NotedReporter {
  const stopwatch = startStopwatch(Date.now)
  let ending: Ending | undefined
  return {
    reporter: {
      ...reporter,
      emit: (event) => {
        stopwatch.follow(event)
        reporter.emit(event)
      },
      result: (report, extra = {}) => {
        ending = { report, extra: { ...extra, totalMs: stopwatch.elapsedMs() } }
        reporter.result(report, extra)
      },
      failure: (error) => {
        ending = { error }
        reporter.failure(error)
      },
    },
    texts: () => ending && textsOf(ending),
  }
}

function textsOf(ending: Ending): FileTexts {
  if ('error' in ending) {
    const { error } = ending
    return { document: (kind) => failureAs(error, kind), summary: () => markdownFailure(error), outputs: { verdict: 'error' } }
  }
  const { report, extra } = ending
  return {
    document: (kind) => documentOf(report, kind, extra),
    summary: (maxBytes) => markdownOf(report, { ...extra, maxBytes }),
    outputs: outcomeOf(report),
  }
}

/** `verdict`, and `changes`: of a plan what is pending, else what was done. */
export function outcomeOf(report: Report): { verdict: string; changes?: number } {
  if (report.schema === 'flux-irsa/verify/v1') return { verdict: report.verdict }
  if (report.schema === 'flux-irsa/plan/v1') {
    const { keep: _keep, conflict, ...work } = report.summary
    const changes = hasWork(report) ? Object.values(work).reduce((sum, count) => sum + count, 0) : 0
    return { verdict: conflict > 0 ? 'fail' : 'pass', changes }
  }
  const verdict = report.ok ? (report.verify?.verdict ?? 'pass') : report.verify?.verdict === 'unknown' ? 'unknown' : 'fail'
  return { verdict, changes: report.results.filter(({ outcome }) => outcome === 'done').length }
}
