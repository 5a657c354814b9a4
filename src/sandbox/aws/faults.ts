import { like } from './conditions.ts'

export interface Fault {
  /** `service:Action` (`iam:CreateRole`, `registry:/v2/*`), `*` and `?` allowed. */
  match: string
  /** Before the effect (default), or after it: then the write has happened and its answer is lost. */
  when?: 'before' | 'after'
  /** How often it strikes: 1 unless told, a negative number for always. Counts down. */
  times?: number
  /** How many matching calls pass first. Counts down. */
  skip?: number
  code?: string
  status?: number
  message?: string
  /** The connection drops without an answer. */
  hangup?: boolean
  /** Seconds. */
  delay?: number
}

/** The first fault that strikes this call, counted off; `undefined` when the call goes through. */
export function strike(faults: Fault[], call: string, when: 'before' | 'after'): Fault | undefined {
  for (const fault of faults) {
    const left = fault.times ?? 1
    if ((fault.when ?? 'before') !== when || left === 0 || !like(fault.match, call)) continue
    if (fault.skip && fault.skip > 0) {
      fault.skip -= 1
      continue
    }
    fault.times = left - 1
    return fault
  }
  return undefined
}
