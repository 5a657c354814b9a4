import type { CheckResult, VerifyReport } from './report.ts'

export interface FollowOptions {
  sleep: (ms: number) => Promise<void>
  now: () => number
  /** Epoch milliseconds after which no other round is begun. */
  deadline: number
  /** Told after each round which checks have another status than before. */
  onChange?: (changed: CheckResult[], report: VerifyReport) => void
}

const FIRST_PAUSE_MS = 500
const LONGEST_PAUSE_MS = 15_000

/**
 * Verifies again while something fails or is unknown. Returns the last report; where the deadline came first it is not green, and what
 * that means (exit 124) is the caller's.
 */
export async function followUntilGreen(run: () => Promise<VerifyReport>, options: FollowOptions): Promise<VerifyReport> {
  let seen = new Map<string, string>()
  let pause = FIRST_PAUSE_MS
  for (;;) {
    const report = await run()
    const changed = report.checks.filter(({ id, status }) => seen.get(id) !== status)
    seen = new Map(report.checks.map(({ id, status }) => [id, status]))
    if (changed.length > 0) options.onChange?.(changed, report)
    if (report.verdict === 'pass' || report.verdict === 'warn') return report
    if (options.now() + pause >= options.deadline) return report
    await options.sleep(pause)
    pause = Math.min(pause * 1.5, LONGEST_PAUSE_MS)
  }
}
