import type { Loaded } from '../config/load-settings.ts'
import type { Plan } from '../model/plan.ts'
import type { CallContext } from '../net/call-context.ts'
import type { Reporter } from '../report/reporter.ts'

/** What a command has while it works on one cluster. */
export interface Running extends Loaded {
  reporter: Reporter
  context: CallContext
  tool: string
  deadlineAt: number
  /** Asks for this cluster and the others of the run together, instead of a question of its own. */
  confirm?: (plan: Plan) => Promise<void>
}

/** What a command does with one cluster. Answers with an exit code; what it throws becomes one. */
export type Work = (running: Running) => Promise<number>
