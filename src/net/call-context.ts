import { channel } from 'node:diagnostics_channel'
import type { Emit } from '../model/events.ts'

/** What every remote call is made under: the run's deadline, and where to say that it happened. */
export interface CallContext {
  /** Aborts when the global deadline is reached or the user interrupts. */
  signal: AbortSignal
  emit: Emit
}

/** Where each call's times (ms, as performance.now) can be had by a measurement; nobody listens in ordinary use. */
export const CALLS = 'flux-irsa:calls'
const calls = channel(CALLS)

/** Runs one remote call and reports it (service, operation, outcome, duration): names only, never what was sent or received. */
export async function observed<T>(context: CallContext, service: string, operation: string, run: () => Promise<T>): Promise<T> {
  const started = performance.now()
  const report = (outcome: string) => {
    const ended = performance.now()
    if (calls.hasSubscribers) calls.publish({ service, operation, started, ended })
    context.emit({ type: 'call', service, operation, outcome, durationMs: Math.round(ended - started) })
  }
  try {
    const result = await run()
    report('ok')
    return result
  } catch (error) {
    report(error instanceof Error ? error.name : 'error')
    throw error
  }
}
