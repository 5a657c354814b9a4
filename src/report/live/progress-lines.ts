import type { Event } from '../../model/events.ts'
import { checksSoFar, type Activity, type ProgressView } from './activity.ts'
import { clockTime, elapsed } from '../text/duration.ts'
import { eventLine } from '../text/event-line.ts'
import { oneLine } from '../text/plain-text.ts'
import { actionName } from '../text/resource-rows.ts'

export interface ProgressOptions {
  stream: NodeJS.WritableStream
  activity: Activity
  verbosity: number
  now: () => number
  /** When the whole run ends at the latest, in ms of that clock; not known: left out. */
  endsAt?: number
}

/** How often it is looked whether something is to be said again. */
export const HEARTBEAT_MS = 15_000
/** What stays the same is said again after ever longer pauses, up to this one. */
const LONGEST_PAUSE_MS = 60_000

/** `12:01:07 wait  source-controller …`: a line of a log that says by itself when it was written. */
export function timedLine(now: number, word: string, text: string): string {
  return `${clockTime(now)} ${word.padEnd(5)} ${text}`
}

/** Whether a text is to be said now: at once where it is new, and again after 15 seconds, after 30, and then every minute. */
export function reminders(now: () => number): (text: string) => boolean {
  const told = new Map<string, { at: number; pause: number }>()
  return (text) => {
    const before = told.get(text)
    if (before && now() - before.at < before.pause) return false
    told.set(text, { at: now(), pause: before ? Math.min(before.pause * 2, LONGEST_PAUSE_MS) : HEARTBEAT_MS })
    return true
  }
}

/**
 * Progress where nothing can be repainted (CI, a file, a pipe): whole lines with the time of day, only ever appended, and every 15
 * seconds, or a minute where nothing changes, what still runs, what it waits for, since when and for how long yet: so that a log that goes
 * on says why.
 */
export function lineProgress({ stream, activity, verbosity, now, endsAt }: ProgressOptions): ProgressView {
  let heartbeat: NodeJS.Timeout | undefined
  const isDue = reminders(now)
  const waitedFor = new Map<string, string>()

  function write(word: string, text: string): void {
    stream.write(`${timedLine(now(), word, text)}\n`)
  }

  function remind(text: string, since: number): void {
    if (!isDue(text)) return
    const left = endsAt === undefined ? '' : `, ${elapsed(endsAt - now())} left`
    write('wait', `${text} (${elapsed(now() - since)}${left})`)
  }

  function beat(): void {
    for (const { action, since, waiting } of activity.running.values()) {
      remind(`${actionName(action)}${waiting ? `: ${oneLine(waiting.text)}` : ''}`, since)
    }
    if (activity.running.size > 0 || !activity.phase) return
    const { text, since } = activity.phase
    const checks = checksSoFar(activity)
    remind(`${oneLine(text)}${checks ? `: ${checks}` : ''}`, since)
  }

  function show(event: Event): void {
    heartbeat ??= setInterval(beat, HEARTBEAT_MS).unref()
    if (event.type === 'phase') write('phase', oneLine(event.text))
    if (event.type === 'action-started' && (event.action.kind !== 'keep' || verbosity >= 1)) write('start', actionName(event.action))
    if (event.type === 'action-waiting' && verbosity >= 1 && waitedFor.get(event.id) !== event.text) {
      waitedFor.set(event.id, event.text)
      write('wait', waitingText(event, activity))
    }
    const line = eventLine(event, verbosity)
    if (line) write(line.word, line.text)
  }

  function stop(): void {
    clearInterval(heartbeat)
    heartbeat = undefined
  }

  return { show, stop }
}

function waitingText({ id, text }: Extract<Event, { type: 'action-waiting' }>, activity: Activity): string {
  const running = activity.running.get(id)
  return `${running ? actionName(running.action) : id}: ${oneLine(text)}`
}
