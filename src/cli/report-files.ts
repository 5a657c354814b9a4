import { access, appendFile, constants, stat, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { reportKind, type ReportKind } from '../config/report-kinds.ts'
import type { RunOptions } from '../config/run-options.ts'
import { badInput, Failure } from '../domain/failure.ts'
import type { Io } from './io.ts'

/** What a run ended with, in the forms that its files take. */
export interface FileTexts {
  /** `undefined` where there is nothing of this form. */
  document: (kind: ReportKind) => string | undefined
  /** Markdown of at most so many bytes. */
  summary: (maxBytes: number) => string
  /** Outputs of a step of GitHub Actions; no value has a line break. */
  outputs: Record<string, string | number>
}

export interface ReportFiles {
  /** Throws bad input where --report-file cannot be written: before anything was done. */
  check(): Promise<void>
  /** Writes all files that the run has; what goes wrong is told on stderr, and answered with `false` where the user had asked for the file. */
  write(texts: FileTexts): Promise<boolean>
}

/** GitHub takes no more for the summary of a step (https://docs.github.com/actions/reference/workflow-commands-for-github-actions#step-isolation-and-limits). */
const SUMMARY_BYTES = 1024 * 1024

/**
 * The files of a run: further forms of its report (--report-file), and with `-o github` the step's summary and outputs, in the files that
 * the runner names by GITHUB_STEP_SUMMARY and GITHUB_OUTPUT. None of them changes what stdout says or the exit code that a report has.
 */
export function reportFiles(run: Pick<RunOptions, 'output' | 'reportFiles'>, io: Pick<Io, 'env' | 'stderr' | 'summaryBytes'>): ReportFiles {
  let paths = run.reportFiles
  const isGithub = run.output === 'github'

  async function check(): Promise<void> {
    const asked = paths
    paths = []
    for (const path of asked) await checkPlace(path)
    paths = asked
  }

  async function write(texts: FileTexts): Promise<boolean> {
    const written = paths.map((path) => attempt(path, writeReport(path, texts)))
    await Promise.all([
      isGithub && io.env['GITHUB_STEP_SUMMARY']
        ? attempt('GITHUB_STEP_SUMMARY', writeSummary(io.env['GITHUB_STEP_SUMMARY'], texts, io.summaryBytes ?? SUMMARY_BYTES))
        : true,
      isGithub && io.env['GITHUB_OUTPUT'] ? attempt('GITHUB_OUTPUT', appendFile(io.env['GITHUB_OUTPUT'], outputLines(texts, paths))) : true,
    ])
    return (await Promise.all(written)).every(Boolean)
  }

  async function attempt(name: string, work: Promise<void>): Promise<boolean> {
    try {
      await work
      return true
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code
      if (typeof code !== 'string') throw error
      const { failureText } = await import('../report/text/failure-text.ts')
      const { themeFor } = await import('../report/text/theme.ts')
      const failure = new Failure({
        code: 'report-not-written',
        source: 'environment',
        message: `the report could not be written to ${name}: ${code}`,
      })
      io.stderr.write(`${failureText(failure, { theme: themeFor({ stream: io.stderr, env: io.env }), verbose: false }).join('\n')}\n`)
      return false
    }
  }

  return { check, write }
}

async function checkPlace(path: string): Promise<void> {
  const found = await stat(path).catch(() => undefined)
  if (found?.isDirectory()) throw badInput('--report-file', `${path} is a directory`, 'a file')
  // A pipe that nobody reads would hold the end of the run.
  if (found && !found.isFile()) throw badInput('--report-file', `${path} is a pipe or a device`, 'a file')
  const place = found ? path : dirname(path)
  const isWritable = await access(place, constants.W_OK).then(
    () => true,
    () => false,
  )
  if (!isWritable)
    throw badInput('--report-file', `${place} is not there or cannot be written`, 'a file in a directory that you may write to')
}

async function writeReport(path: string, texts: FileTexts): Promise<void> {
  const kind = reportKind(path)
  const text = kind && texts.document(kind)
  if (text !== undefined)
    await writeFile(path, text, { flag: constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC | constants.O_NONBLOCK })
}

async function writeSummary(path: string, texts: FileTexts, maxBytes: number): Promise<void> {
  // Earlier commands of the same step may have written to it.
  const used = await stat(path).then(
    ({ size }) => size,
    () => 0,
  )
  const text = texts.summary(maxBytes - used - 1)
  if (used + Buffer.byteLength(text) < maxBytes) await appendFile(path, `${text}\n`)
}

/** The outputs and, where asked for, `report` (several with commas): a name=value a line. */
function outputLines({ outputs }: FileTexts, paths: string[]): string {
  const all: Record<string, string | number> = { ...outputs, ...(paths.length > 0 ? { report: paths.join(',') } : {}) }
  return Object.entries(all)
    .map(([name, value]) => `${name}=${String(value).replaceAll(/[\r\n]/g, ' ')}\n`)
    .join('')
}
