import type { CheckId, CheckReference, CheckSection } from '../../model/check-ids.ts'
import type { Facts } from './facts.ts'
import type { Status } from '../../model/verify-report.ts'

/** What one check found. */
export interface Finding {
  status: Status
  /** One line, the whole story. */
  message: string
  /** `key: value` lines. */
  evidence?: string[]
  /** A class id of the diagnosis catalogue, where one fits. */
  cause?: string
  /** One command that can be pasted. */
  fix?: string
  /** Worth knowing, and no reason to warn: it changes no verdict. */
  notice?: string
  /** A symptom: where a check of `after` (or of these ids among them) failed, that one is the root and this finding becomes a skip. */
  symptom?: boolean | CheckId[]
}

/** One thing of many that a check looks at: a ServiceAccount, a role, an ImageRepository. An empty name is the check itself. */
export interface Instance {
  name: string
  /** Beyond those of the check. */
  needs?: CheckReference[]
  after?: CheckReference[]
}

/**
 * One row of the catalogue. Results are named by `id`, or `id/instance`. A reference to other checks is `id` (all its results),
 * `id/name` (one of them) or `id/@` (the one of the same instance); where a check could not even list its instances, its only
 * result answers for all of them.
 */
export interface Check {
  /** Stable, kebab-case; `docs/checks/ID.md` tells of it. */
  id: CheckId
  section: CheckSection
  /** The worst that it says of what it looks at; what cannot be read is `unknown` in every check. */
  severity: 'fail' | 'warn' | 'notice' | 'unknown'
  /** What is true when it passes. */
  title: string
  /** Must not be failed or unknown, or this one is skipped. */
  needs: CheckReference[]
  /** What of its reads may begin earlier, once these checks are not failed or unknown; for each instance that `names` knows, else once. */
  begins?: { needs: CheckReference[]; read(facts: Facts, instance: string): Promise<unknown> }
  /** Waited for, without blocking: the roots that may explain a symptom found here. */
  after?: CheckReference[]
  /** Instances that are known without reading anything: they show also when the check is skipped. */
  names?: (facts: Facts) => string[]
  /** Instances; throws where they cannot be listed. */
  each?: (facts: Facts) => Promise<Instance[]>
  /** Rests on a ServiceAccount's token: with `--no-token` it is left out, and nothing waits for it. */
  asksForToken?: true
  /** Throws a Failure where a read fails: that is an `unknown`. */
  run(facts: Facts, instance: string): Finding | Promise<Finding>
}

export function pass(message: string, evidence: string[] = [], notice?: string): Finding {
  return { status: 'pass', message, evidence, ...(notice ? { notice } : {}) }
}

/** There is nothing to judge here, and that is all right: it blocks nothing. */
export function notApplicable(message: string, notice?: string): Finding {
  return { status: 'skip', message, ...(notice ? { notice } : {}) }
}

/** Still on its way: what cannot be told now is not a pass. */
export function undecided(message: string, details: Omit<Finding, 'status' | 'message'> = {}): Finding {
  return { status: 'unknown', message, ...details }
}

export function warn(message: string, details: Omit<Finding, 'status' | 'message'>): Finding {
  return { status: 'warn', message, ...details }
}

export function fail(message: string, details: Omit<Finding, 'status' | 'message'>): Finding {
  return { status: 'fail', message, ...details }
}

/** These options are bind's; a controller of Flux that has its role from install needs none of them. */
export function withOption(command: string, option: string): string {
  return command.startsWith('flux-irsa bind ') ? `${command} ${option}` : command
}
