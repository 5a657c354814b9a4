import type { VerifyReport } from '../model/verify-report.ts'
import { hasWork } from '../model/plan.ts'
import type { InstallReport, Report, UninstallReport } from '../model/report.ts'
import { storyOf } from '../report/text/story-of-error.ts'

/**
 * Codes of failures that decide the exit code when they stand in a result, where the Failure itself is no longer at hand. Strongest
 * first: what ended the whole run comes before what a single action met (timeout(1): 124; shells: 128 + signal).
 */
const EXIT_BY_CODE: [code: string, exitCode: number][] = [
  ['terminated', 143],
  ['interrupted', 130],
  ['deadline', 124],
  ['aws-credentials', 4],
  ['kube-unauthorized', 4],
]
const REFUSED = new Set(['kube-conflict', 'bad-input', 'conflict', 'plan-outdated'])

/**
 * The exit code of a command that ended with a report: 0 done, 1 failed, 2 changes pending (`detailedExitcode` only), 3 could not
 * determine, 4 credentials, 64 refused, 124 deadline, 130/143 interrupted. Depends on the report alone, never on how it is shown
 * (istio#35054 is what happens otherwise).
 */
export function exitCodeOf(report: Report, { detailedExitcode = false }: { detailedExitcode?: boolean } = {}): number {
  if (report.schema === 'flux-irsa/verify/v1') return exitCodeOfVerdict(report)
  if (report.schema !== 'flux-irsa/plan/v1') return exitCodeOfOutcome(report)
  if (report.summary.conflict > 0) return 64
  return detailedExitcode && hasWork(report) ? 2 : 0
}

/** The exit code of a command that ended with an error, before or instead of a report. */
export function exitCodeOfFailure(error: unknown): number {
  return storyOf(error).exitCode
}

function exitCodeOfVerdict({ verdict }: VerifyReport): number {
  if (verdict === 'fail') return 1
  return verdict === 'unknown' ? 3 : 0
}

function exitCodeOfOutcome(report: InstallReport | UninstallReport): number {
  const codes = [...report.results.map(({ error }) => error), report.stopped].flatMap((error) => (error ? [error.code] : []))
  const stopped = EXIT_BY_CODE.find(([code]) => codes.includes(code))
  if (stopped) return stopped[1]
  const failures = report.results.filter(({ outcome }) => outcome === 'failed')
  if (failures.some(({ error }) => !error || !REFUSED.has(error.code))) return 1
  if (failures.length > 0) return 64
  if (!report.ok && report.plan.summary.conflict > 0) return 64
  if ('leftovers' in report && report.leftovers?.some(({ expected }) => !expected)) return 1
  const verified = report.verify ? exitCodeOfVerdict(report.verify) : 0
  return verified === 0 && !report.ok ? 1 : verified
}
