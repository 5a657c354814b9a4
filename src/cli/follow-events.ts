import type { FollowOptions } from '../checks/kernel/follow.ts'
import { awaited } from '../checks/kernel/waiting.ts'
import type { Emit, Event } from '../model/events.ts'
import type { CallContext } from '../net/call-context.ts'
import { elapsed } from '../report/text/duration.ts'
import { tally } from '../report/text/verify-text.ts'

/**
 * Tells round after round what is otherwise than before, as a line each; what the run is at names the checks that it waits for, why that
 * may help, and until when it waits at most.
 */
export function tellChanges({ emit, signal }: CallContext, doing: string, limitMs: number): NonNullable<FollowOptions['onRound']> {
  let stood = ''
  return (changes, { summary, checks }) => {
    // What was cut off tells nothing.
    if (signal.aborted) return
    for (const change of changes) emit({ type: 'check-changed', change })
    const red = awaited(checks)
    const stands = `${doing}, at most ${elapsed(limitMs)}: ${tally(summary)}${red ? `; ${red}` : ''}`
    if (stands !== stood) emit({ type: 'phase', phase: 'verify', text: stands })
    stood = stands
  }
}

/** Round after round, only what changes is told. */
export function quiet(emit: Emit): Emit {
  const repeated = new Set<Event['type']>(['phase', 'check-finished', 'verify-finished'])
  let begun = false
  return (event) => {
    if (!repeated.has(event.type) || (event.type === 'phase' && !begun)) emit(event)
    begun ||= event.type === 'phase'
  }
}
