import type { Event } from '../../model/events.ts'
import { checksSoFar, type Activity } from '../live/activity.ts'
import { elapsed } from '../text/duration.ts'
import { eventLine, type EventLine } from '../text/event-line.ts'
import { oneLine } from '../text/plain-text.ts'
import { countsLine } from '../text/plan-text.ts'
import { actionName } from '../text/resource-rows.ts'
import type { ClusterEnding } from './ending.ts'

/** A cluster while it is worked on. */
export interface ClusterActivity {
  name: string
  /** Milliseconds of the reporter's clock. */
  since: number
  activity: Activity
  /** It is planned, and waits for the others and an answer that is given for all. */
  isPlanned?: boolean
}

export interface ClustersActivity {
  /** How many there are in all, how many are done. */
  total: number
  done: number
  /** In the order in which they were begun. */
  running: Map<string, ClusterActivity>
}

/** One way of showing what goes on in several clusters; told of everything after the activity took it in. */
export interface ClustersView {
  began(name: string): void
  show(name: string, event: Event): void
  ended(ending: ClusterEnding): void
  /** Takes away what is repainted and ends every timer; the next event starts it again. */
  rest(): void
}

/** What goes on in one cluster, in one line: what is worked on, what it waits for, and for how long. */
export function statusOf({ activity, since, isPlanned }: ClusterActivity, now: number): { text: string; time: string } {
  if (isPlanned) return { text: 'planned, waits for the others', time: elapsed(now - since) }
  const [first, ...others] = activity.running.values()
  if (first) {
    const more = others.length > 0 ? ` and ${others.length} more` : ''
    const { waiting } = first
    const text = `${actionName(first.action)}${more}${waiting ? `: ${oneLine(waiting.text)}` : ''}`
    return { text, time: elapsed(now - (waiting?.since ?? first.since)) }
  }
  if (!activity.phase) return { text: 'working', time: elapsed(now - since) }
  const checks = checksSoFar(activity)
  return { text: `${oneLine(activity.phase.text)}${checks ? `: ${checks}` : ''}`, time: elapsed(now - activity.phase.since) }
}

/** The line that an event of a cluster leaves behind; the single actions only when asked for. */
export function clusterEventLine(event: Event, verbosity: number): EventLine | undefined {
  if (event.type === 'plan') return { word: 'plan', mark: 'update', text: countsLine(event.plan) }
  // Its result is the cluster's own last line, or stands in it.
  if (event.type === 'verify-finished') return undefined
  if (event.type === 'action-finished' && event.result.outcome !== 'failed' && verbosity < 1) return undefined
  return eventLine(event, verbosity)
}
