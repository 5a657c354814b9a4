import type { Flux } from './flux.ts'
import type { Target } from './plan.ts'

export type Status = 'pass' | 'warn' | 'fail' | 'unknown' | 'skip'
export type Verdict = 'pass' | 'warn' | 'fail' | 'unknown'

export interface CheckResult {
  id: string
  section: string
  title: string
  status: Status
  message: string
  evidence: string[]
  /** A class id of the diagnosis catalogue, where one fits. */
  cause?: string
  fix?: string
  /** Worth knowing; changes neither status nor verdict. */
  notice?: string
  /** Page under docs/. */
  docs: string
  durationMs: number
  blockedBy?: string[]
}

export interface VerifyReport {
  schema: 'flux-irsa/verify/v1'
  target: Target
  /** RFC 3339. */
  startedAt: string
  durationMs: number
  verdict: Verdict
  summary: Record<Status, number>
  checks: CheckResult[]
  /** Every Flux of the namespace that was looked at; absent where it could not be read, and for workloads. */
  flux?: Flux[]
}

/** fail > unknown > warn > pass; skips do not count. */
export function verdictOf(checks: CheckResult[]): Verdict {
  const has = (status: Status) => checks.some((check) => check.status === status)
  return has('fail') ? 'fail' : has('unknown') ? 'unknown' : has('warn') ? 'warn' : 'pass'
}

/** A check that ends otherwise than in the round before, or is no longer made. */
export interface CheckChange {
  id: string
  status: Status | 'gone'
  message: string
}
