import { isInVain, isRed, wasDenied } from './waiting.ts'
import type { CheckChange, CheckResult, Status, VerifyReport } from '../../model/verify-report.ts'

export interface FollowOptions {
  /** Ends it: the round that is under way is the last. */
  signal: AbortSignal
  /** May end early, or throw, once the signal fires. */
  sleep: (ms: number) => Promise<unknown>
  now: () => number
  /** Epoch milliseconds after which no other round is begun. */
  deadline: number
  /** The pause after the first round; 500 ms unless told. */
  firstPauseMs?: number
  /** Told after each round what is otherwise than before; of the first round what is not as it should be. */
  onRound?: (changes: CheckChange[], report: VerifyReport) => void
}

const FIRST_PAUSE_MS = 500
const LONGEST_PAUSE_MS = 15_000
const WATCH_PAUSE_MS = 5_000
/** So many of one check that change alike are told one by one. */
const MANY = 5
const TROUBLES = new Set<Status | undefined>(['fail', 'warn', 'unknown'])

/**
 * Verifies again while something fails or is unknown that time may heal. Returns the last report; where it is not green although the
 * deadline came first, what that means (exit 124) is the caller's. What is written down wrongly is looked at twice: right after a change IAM
 * may still answer with what was before.
 */
export async function followUntilGreen(run: () => Promise<VerifyReport>, options: FollowOptions): Promise<VerifyReport> {
  let wasInVain = false
  return follow(run, options, growing(options), ({ checks }) => {
    const red = checks.filter(isRed)
    const isDone = red.every(wasDenied) || (wasInVain && red.every(isInVain))
    wasInVain = red.every(isInVain)
    return isDone
  })
}

/** Verifies again and again until the deadline. Returns the last report. */
export async function followForGood(run: () => Promise<VerifyReport>, options: FollowOptions): Promise<VerifyReport> {
  return follow(run, options, { first: WATCH_PAUSE_MS, longest: WATCH_PAUSE_MS }, () => false)
}

function growing({ firstPauseMs = FIRST_PAUSE_MS }: FollowOptions) {
  return { first: firstPauseMs, longest: LONGEST_PAUSE_MS }
}

async function follow(
  run: () => Promise<VerifyReport>,
  { onRound, now, deadline, signal, sleep }: FollowOptions,
  pauses: { first: number; longest: number },
  isDone: (report: VerifyReport) => boolean,
): Promise<VerifyReport> {
  let seen = new Map<string, CheckResult>()
  let pause = pauses.first
  for (;;) {
    const begun = now()
    const report = await run()
    const took = now() - begun
    const changes = changesBetween(seen, report.checks)
    seen = new Map(report.checks.map((check) => [check.id, check]))
    onRound?.(changes, report)
    // A round that the deadline would cut off tells less than the last whole one.
    if (isDone(report) || signal.aborted || now() + pause + took >= deadline) return report
    await sleep(pause).catch(() => {})
    if (signal.aborted) return report
    pause = Math.min(pause * 1.5, pauses.longest)
  }
}

/** What came to be wrong and what no longer is; a skip that became a pass is told by the root that held it up. */
function changesBetween(before: Map<string, CheckResult>, checks: CheckResult[]): CheckChange[] {
  const changed = checks.filter(({ id, status }) => {
    const earlier = before.get(id)?.status
    return earlier !== status && (TROUBLES.has(status) || TROUBLES.has(earlier))
  })
  const present = new Set(checks.map(({ id }) => id))
  const gone = [...before.values()].filter(({ id, status }) => TROUBLES.has(status) && !present.has(id))
  return inBrief([
    ...changed.map(({ id, status, message }) => ({ id, status, message })),
    ...gone.map(({ id }) => ({ id, status: 'gone' as const, message: 'is no longer looked at' })),
  ])
}

/** Where one broken link takes hundreds of images with it, and brings them back, one line says so. */
function inBrief(changes: CheckChange[]): CheckChange[] {
  const kinds = new Map<string, CheckChange[]>()
  for (const change of changes) {
    const kind = `${change.id.split('/', 1)[0]} ${change.status}`
    const known = kinds.get(kind)
    if (known) known.push(change)
    else kinds.set(kind, [change])
  }
  return [...kinds.values()].flatMap((alike) => {
    const [first] = alike
    if (!first || alike.length <= MANY) return alike
    const [check = '', ...instance] = first.id.split('/')
    return [{ ...first, id: check, message: `${instance.join('/')} and ${alike.length - 1} more: ${first.message}` }]
  })
}
