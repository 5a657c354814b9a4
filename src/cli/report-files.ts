import { access, appendFile, constants, stat, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { reportKind } from '../config/report-kinds.ts'
import type { RunOptions } from '../config/run-options.ts'
import { badInput, Failure } from '../domain/failure.ts'
import { hasWork } from '../engine/plan.ts'
import type { Report } from '../engine/report.ts'
import type { Reporter, ResultExtra } from '../report/reporter.ts'
import type { Io } from './io.ts'

/** What a run ended with. */
type Ending = { report: Report; extra: Pick<ResultExtra, 'tool' | 'next'> & { totalMs: number } } | { error: unknown }

export interface ReportFiles {
  /** The reporter that it was given, which also notes what the run ends with. */
  reporter: Reporter
  /** Throws bad input where --report-file cannot be written: before anything was done. */
  check(): Promise<void>
  /** Writes all files that the run has; what goes wrong is told on stderr, and answered with `false` where the user had asked for the file. */
  write(): Promise<boolean>
}

/** GitHub takes no more for the summary of a step (https://docs.github.com/actions/reference/workflow-commands-for-github-actions#step-isolation-and-limits). */
const SUMMARY_BYTES = 1024 * 1024

/**
 * The files of a run: a second form of its report (--report-file), and with `-o github` the step's summary and outputs, in the files that
 * the runner names by GITHUB_STEP_SUMMARY and GITHUB_OUTPUT. None of them changes what stdout says or the exit code that a report has.
 */
export function reportFiles(
  reporter: Reporter,
  run: Pick<RunOptions, 'output' | 'reportFile'>,
  io: Pick<Io, 'env' | 'stderr' | 'summaryBytes'>,
): ReportFiles {
  const startedAt = Date.now()
  let ending: Ending | undefined
  let reportFile = run.reportFile
  const isGithub = run.output === 'github'

  async function check(): Promise<void> {
    if (!reportFile) return
    const found = await stat(reportFile).catch(() => undefined)
    const path = reportFile
    reportFile = undefined
    if (found?.isDirectory()) throw badInput('--report-file', `${path} is a directory`, 'a file')
    const place = found ? path : dirname(path)
    const isWritable = await access(place, constants.W_OK).then(
      () => true,
      () => false,
    )
    if (!isWritable)
      throw badInput('--report-file', `${place} is not there or cannot be written`, 'a file in a directory that you may write to')
    reportFile = path
  }

  async function write(): Promise<boolean> {
    if (!ending) return true
    const [isWritten] = await Promise.all([
      reportFile ? attempt(reportFile, writeReport(reportFile, ending)) : true,
      isGithub && io.env['GITHUB_STEP_SUMMARY']
        ? attempt('GITHUB_STEP_SUMMARY', writeSummary(io.env['GITHUB_STEP_SUMMARY'], ending, io.summaryBytes ?? SUMMARY_BYTES))
        : true,
      isGithub && io.env['GITHUB_OUTPUT']
        ? attempt('GITHUB_OUTPUT', appendFile(io.env['GITHUB_OUTPUT'], outputsOf(ending, reportFile)))
        : true,
    ])
    return isWritten
  }

  async function attempt(name: string, work: Promise<void>): Promise<boolean> {
    try {
      await work
      return true
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code
      if (typeof code !== 'string') throw error
      const { failureText } = await import('../report/failure-text.ts')
      const { themeFor } = await import('../report/theme.ts')
      const failure = new Failure({
        code: 'report-not-written',
        source: 'environment',
        message: `the report could not be written to ${name}: ${code}`,
      })
      io.stderr.write(`${failureText(failure, { theme: themeFor({ stream: io.stderr, env: io.env }), verbose: false }).join('\n')}\n`)
      return false
    }
  }

  return {
    reporter: {
      ...reporter,
      result: (report, extra = {}) => {
        ending = { report, extra: { ...extra, totalMs: Date.now() - startedAt } }
        reporter.result(report, extra)
      },
      failure: (error) => {
        ending = { error }
        reporter.failure(error)
      },
    },
    check,
    write,
  }
}

async function writeReport(path: string, ending: Ending): Promise<void> {
  const kind = reportKind(path)
  if (!kind) return
  const { documentOf, failureAs } = await import('../report/documents.ts')
  const text = 'report' in ending ? documentOf(ending.report, kind, ending.extra) : failureAs(ending.error, kind)
  if (text !== undefined) await writeFile(path, text)
}

async function writeSummary(path: string, ending: Ending, limit: number): Promise<void> {
  const { markdownFailure, markdownOf } = await import('../report/markdown.ts')
  // Earlier commands of the same step may have written to it.
  const used = await stat(path).then(
    ({ size }) => size,
    () => 0,
  )
  const text =
    'report' in ending ? markdownOf(ending.report, { ...ending.extra, maxBytes: limit - used - 1 }) : markdownFailure(ending.error)
  if (used + Buffer.byteLength(text) < limit) await appendFile(path, `${text}\n`)
}

/** `verdict`, `changes` (of a plan: pending, else: done) and, where asked for, `report`: a name=value a line, and no value has a line break. */
function outputsOf(ending: Ending, reportFile: string | undefined): string {
  const outputs = {
    ...('report' in ending ? outcomeOf(ending.report) : { verdict: 'error' }),
    ...(reportFile ? { report: reportFile } : {}),
  }
  return Object.entries(outputs)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('')
}

function outcomeOf(report: Report): { verdict: string; changes?: number } {
  if (report.schema === 'flux-irsa/verify/v1') return { verdict: report.verdict }
  if (report.schema === 'flux-irsa/plan/v1') {
    const { keep: _keep, conflict, ...work } = report.summary
    const changes = hasWork(report) ? Object.values(work).reduce((sum, count) => sum + count, 0) : 0
    return { verdict: conflict > 0 ? 'fail' : 'pass', changes }
  }
  const verdict = report.ok ? (report.verify?.verdict ?? 'pass') : report.verify?.verdict === 'unknown' ? 'unknown' : 'fail'
  return { verdict, changes: report.results.filter(({ outcome }) => outcome === 'done').length }
}
