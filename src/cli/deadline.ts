import { setMaxListeners } from 'node:events'
import { Failure } from '../domain/failure.ts'
import type { Io } from './io.ts'

export interface Deadline {
  /** Fires at the deadline, when the run is interrupted, and when it is over; until then its reason is a Failure. */
  signal: AbortSignal
  /** Fires at the deadline alone. */
  reached: AbortSignal
  /** Milliseconds since 1970. */
  at: number
  /** Must be called when the run is over: ends what it left under way, such as reads beside the one that failed. */
  end(): void
}

/** The one deadline of a whole run, and Ctrl-C with it. */
export function startDeadline(command: string, timeoutMs: number, { interrupted }: Pick<Io, 'interrupted'>): Deadline {
  const deadline = new AbortController()
  const timer = setTimeout(() => deadline.abort(deadlineReached(command, timeoutMs)), timeoutMs)
  timer.unref()
  const over = new AbortController()
  const signal = AbortSignal.any([interrupted, deadline.signal, over.signal])
  // Every call that is under way listens to it.
  setMaxListeners(0, signal)
  return { signal, reached: deadline.signal, at: Date.now() + timeoutMs, end }

  function end(): void {
    clearTimeout(timer)
    over.abort()
  }
}

function deadlineReached(command: string, timeoutMs: number): Failure {
  return new Failure({
    code: 'deadline',
    source: 'environment',
    message: `${command} was not done after ${Math.round(timeoutMs / 1000)} s`,
    fix: `Run the same command again: it goes on where this one stopped. --timeout gives it longer.`,
    docs: 'troubleshooting.md#timeout',
    exitCode: 124,
  })
}
