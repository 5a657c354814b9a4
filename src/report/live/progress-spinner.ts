import type { Event } from '../../model/events.ts'
import { checksSoFar, type Activity, type ProgressView } from './activity.ts'
import { elapsed } from '../text/duration.ts'
import { eventLine } from '../text/event-line.ts'
import { liveRegion } from './live-region.ts'
import { oneLine } from '../text/plain-text.ts'
import type { ProgressOptions } from './progress-lines.ts'
import { actionName } from '../text/resource-rows.ts'
import type { TerminalStream, Theme } from '../text/theme.ts'

const MAX_RUNNING = 8

/**
 * Progress at a terminal: what is over stays as a line, below it one spinner shows what runs side by side, what each waits for and since
 * when. It rests from a plan until the next phase or action, so that a question can be asked.
 */
export function spinnerProgress(options: ProgressOptions & { stream: TerminalStream; theme: Theme }): ProgressView {
  const { stream, activity, verbosity, now, theme } = options
  const region = liveRegion({ stream, theme, lines: () => statusLines(activity, theme, now()) })

  function show(event: Event): void {
    if (event.type === 'plan' || event.type === 'verify-finished' || event.type === 'question') region.stop()
    const line = eventLine(event, verbosity)
    if (line) region.write(`${theme.mark(line.mark)} ${line.word === 'call' ? theme.paint('faint', line.text) : line.text}`)
    if (event.type === 'phase' || event.type === 'action-started') region.start()
    region.repaint()
  }

  return { show, stop: region.stop }
}

/** First what the program is at, then a line for each thing that runs. */
export function statusLines(activity: Activity, theme: Theme, now: number): string[] {
  const { phase, running } = activity
  const dot = theme.symbol('dot')
  const head = [phase ? oneLine(phase.text) : 'working', checksSoFar(activity), phase ? elapsed(now - phase.since) : ''].filter(Boolean)
  const all = [...running.values()]
  const rows = all.slice(0, MAX_RUNNING).map(({ action, since, waiting }) => {
    const reason = waiting ? ` ${dot} ${oneLine(waiting.text)} (${elapsed(now - waiting.since)})` : ''
    return `    ${actionName(action)} ${dot} ${elapsed(now - since)}${reason}`
  })
  if (all.length > MAX_RUNNING) rows.push(`    and ${all.length - MAX_RUNNING} more`)
  return [head.join(` ${dot} `), ...rows]
}
