import type { CheckResult } from '../../model/verify-report.ts'
import type { Event } from '../../model/events.ts'
import type { Action } from '../../model/plan.ts'

export interface Running {
  action: Action
  since: number
  waiting?: { text: string; since: number }
}

/** What goes on right now; times in ms of the clock that it was made with. */
export interface Activity {
  phase: { text: string; since: number } | undefined
  running: Map<string, Running>
  /** Newest result by check id: with --wait a check is run more than once. */
  checks: Map<string, CheckResult>
}

/** One way of showing progress; told of each event after the activity took it in. */
export interface ProgressView {
  show(event: Event): void
  /** Takes away what is repainted and ends every timer. Can be called again. */
  stop(): void
}

export function startActivity(): Activity {
  return { phase: undefined, running: new Map(), checks: new Map() }
}

/** Takes one event in. A reason that is said again keeps its time: what counts is since when it holds. */
export function follow(activity: Activity, event: Event, now: number): void {
  if (event.type === 'phase') activity.phase = { text: event.text, since: now }
  if (event.type === 'plan' || event.type === 'verify-finished') activity.phase = undefined
  if (event.type === 'action-started') activity.running.set(event.action.id, { action: event.action, since: now })
  if (event.type === 'action-finished') activity.running.delete(event.action.id)
  if (event.type === 'check-finished') activity.checks.set(event.check.id, event.check)
  if (event.type !== 'action-waiting') return
  const running = activity.running.get(event.id)
  if (running && running.waiting?.text !== event.text) running.waiting = { text: event.text, since: now }
}

/** `checked 12, 1 failed`, or nothing before the first. */
export function checksSoFar({ checks }: Activity): string {
  if (checks.size === 0) return ''
  const failed = [...checks.values()].filter((check) => check.status === 'fail').length
  return `checked ${checks.size}${failed > 0 ? `, ${failed} failed` : ''}`
}
