import type { CheckChange, CheckResult, VerifyReport } from './verify-report.ts'
import type { Action, Plan, Result } from './plan.ts'

/** All that the core says while it works. Renderers subscribe; the core prints nothing. */
export type Event =
  | { type: 'phase'; phase: 'observe' | 'plan' | 'apply' | 'verify' | 'remove'; text: string }
  | { type: 'notice'; text: string }
  | { type: 'plan'; plan: Plan }
  | { type: 'action-started'; action: Action }
  /** What an action waits for right now, e.g. `FluxInstance flux: Reconciliation in progress`. */
  | { type: 'action-waiting'; id: string; text: string }
  | { type: 'action-finished'; action: Action; result: Result }
  | { type: 'check-finished'; check: CheckResult }
  /** Round after round of checks, one ends otherwise than before. */
  | { type: 'check-changed'; change: CheckChange }
  | { type: 'verify-finished'; report: VerifyReport }
  /** A person is asked something in the midst of it, or has answered: until then nothing may be painted. */
  | { type: 'question'; isOpen: boolean }
  /** One remote call (service, operation, outcome, ms); shown at -vv. Never a value that was sent or received. */
  | { type: 'call'; service: string; operation: string; outcome: string; durationMs: number; attempt?: number }

export type Emit = (event: Event) => void
