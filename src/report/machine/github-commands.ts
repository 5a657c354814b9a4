import type { Report } from '../../model/report.ts'
import type { CheckResult } from '../../model/verify-report.ts'
import { oneLine, plainText } from '../text/plain-text.ts'
import { storyOf } from '../text/story-of-error.ts'

type Level = 'error' | 'warning' | 'notice'
interface Annotation {
  level: Level
  title: string
  message: string
}

/** GitHub shows at most this many annotations of a level per step (https://github.com/orgs/community/discussions/26680). */
const MAX_PER_LEVEL = 10

/**
 * A report as workflow commands that annotate a GitHub Actions run: worst first, at most 10 of a level, where the last one says how many
 * more the step's summary holds (https://docs.github.com/actions/reference/workflow-commands-for-github-actions).
 */
export function githubAnnotations(report: Report): string[] {
  return commands(annotationsOf(report))
}

/** As githubAnnotations for what was found in several clusters, whose names go before the titles. */
export function githubClusterAnnotations(clusters: { name: string; found: { report: Report } | { error: unknown } }[]): string[] {
  const all = clusters.flatMap(({ name, found }) =>
    ('report' in found ? annotationsOf(found.report) : [failureOf(found.error)]).map((one) => ({ ...one, title: `${name}: ${one.title}` })),
  )
  return commands(all)
}

function commands(all: Annotation[]): string[] {
  return (['error', 'warning', 'notice'] as const).flatMap((level) => {
    const found = all.filter((annotation) => annotation.level === level)
    if (found.length <= MAX_PER_LEVEL) return found.map(command)
    const rest = found.length - (MAX_PER_LEVEL - 1)
    return [
      ...found.slice(0, MAX_PER_LEVEL - 1),
      { level, title: `${rest} more`, message: `${rest} more in the summary of this step` },
    ].map(command)
  })
}

/** An error before there was a report. */
export function githubFailure(error: unknown): string {
  return command(failureOf(error))
}

function failureOf(error: unknown): Annotation {
  const { code, message, evidence, fix } = storyOf(error)
  const story = [message, ...evidence.map(([key, value]) => `${key}: ${value}`)].join('\n')
  return told('error', `flux-irsa: ${code}`, story, fix)
}

/** Something to know that is no fault of what was looked at. */
export function noticeCommand(title: string, message: string): string {
  return command({ level: 'notice', title, message })
}

/** Has the runner show `***` wherever a value stands in the log, each line of it too; only a runner may be told. */
export function maskCommand(secret: string): string {
  return `::add-mask::${data(secret)}`
}

function annotationsOf(report: Report): Annotation[] {
  if (report.schema === 'flux-irsa/verify/v1') return checkAnnotations(report.checks)
  const plan = 'plan' in report ? report.plan : report
  const conflicts = plan.actions
    .filter(({ kind }) => kind === 'conflict')
    .map(({ resource, name, reason, fix }) => told('error', `conflict: ${resource} ${name}`, reason ?? 'is not ours', fix))
  const notices = plan.notices.map((text) => told('notice', 'flux-irsa', text))
  if (report.schema === 'flux-irsa/plan/v1') return [...conflicts, ...notices]
  const failures = report.results.flatMap(({ id, error }) => (error ? [told('error', `${id} failed`, error.message, error.fix)] : []))
  const leftovers = ('leftovers' in report ? (report.leftovers ?? []) : [])
    .filter(({ expected }) => !expected)
    .map(({ resource, name, reason }) => told('error', `still there: ${resource} ${name}`, reason))
  const { stopped } = report
  const end = stopped ? [told('error', 'flux-irsa: stopped', stopped.message, stopped.fix)] : []
  return [...conflicts, ...failures, ...end, ...leftovers, ...checkAnnotations(report.verify?.checks ?? []), ...notices]
}

/** What could not be determined fails the step as well (exit code 3), so it is an error; below what is known to be broken. */
function checkAnnotations(checks: CheckResult[]): Annotation[] {
  const of = (status: CheckResult['status'], level: Level) =>
    checks
      .filter((check) => check.status === status)
      .map(({ id, message, title, fix }) => told(level, `${id} ${status}`, message || title, fix))
  const notices = checks.flatMap(({ id, notice }) => (notice ? [told('notice', id, notice)] : []))
  return [...of('fail', 'error'), ...of('unknown', 'error'), ...of('warn', 'warning'), ...notices]
}

function told(level: Level, title: string, message: string, fix?: string): Annotation {
  return { level, title, message: fix ? `${message}\nfix: ${fix}` : message }
}

function command({ level, title, message }: Annotation): string {
  return `::${level} title=${property(oneLine(title))}::${data(plainText(message))}`
}

/** Escapes as the runner undoes them (actions/toolkit, packages/core/src/command.ts). */
function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
}
