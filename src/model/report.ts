import type { VerifyReport } from './verify-report.ts'
import type { Leftover, Plan, Result } from './plan.ts'

interface ApplyReport {
  /** False as soon as something that was planned was not done, or something that should be gone is not. */
  ok: boolean
  plan: Plan
  /** One per action of the plan that was reached; what a stopped run never came to is `skipped`. */
  results: Result[]
  /** What ended the run after its last action, while it looked at what it had done: a deadline or an interrupt. */
  stopped?: NonNullable<Result['error']>
}

/** What `install`, `bind` or `unbind` did. Once there is a plan this is what comes out, also when a deadline or an interrupt ended the run. */
export interface InstallReport extends ApplyReport {
  schema: 'flux-irsa/install/v1' | 'flux-irsa/bind/v1' | 'flux-irsa/unbind/v1'
  verify?: VerifyReport
  /** Of unbind: what should be gone and is not. */
  leftovers?: Leftover[]
}

/** What `uninstall` did, and what stays behind and why. */
export interface UninstallReport extends ApplyReport {
  schema: 'flux-irsa/uninstall/v1'
  verify?: VerifyReport
  leftovers?: Leftover[]
}

/** Every document that a command can end with. */
export type Report = Plan | InstallReport | UninstallReport | VerifyReport
