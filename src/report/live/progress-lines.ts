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
}

const HEARTBEAT_MS = 15_000

/** `12:01:07 wait  source-controller …`: a line of a log that says by itself when it was written. */
export function timedLine(now: number, word: string, text: string): string {
  return `${clockTime(now)} ${word.padEnd(5)} ${text}`
}

/**
 * Progress where nothing can be repainted (CI, a file, a pipe): whole lines with the time of day, only ever appended, and every 15
 * seconds what still runs and what it waits for, so that a log that goes on says why.
 */
export function lineProgress({ stream, activity, verbosity, now }: ProgressOptions): ProgressView {
  let heartbeat: NodeJS.Timeout | undefined

  function write(word: string, text: string): void {
    stream.write(`${timedLine(now(), word, text)}\n`)
  }

  function beat(): void {
    for (const { action, since, waiting } of activity.running.values()) {
      write('wait', `${actionName(action)}${waiting ? `: ${oneLine(waiting.text)}` : ''} (${elapsed(now() - since)})`)
    }
    if (activity.running.size > 0 || !activity.phase) return
    const { text, since } = activity.phase
    const checks = checksSoFar(activity)
    write('wait', `${oneLine(text)}${checks ? `: ${checks}` : ''} (${elapsed(now() - since)})`)
  }

  function show(event: Event): void {
    heartbeat ??= setInterval(beat, HEARTBEAT_MS).unref()
    if (event.type === 'phase') write('phase', oneLine(event.text))
    if (event.type === 'action-started' && (event.action.kind !== 'keep' || verbosity >= 1)) write('start', actionName(event.action))
    if (event.type === 'action-waiting' && verbosity >= 1) write('wait', waitingText(event, activity))
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
