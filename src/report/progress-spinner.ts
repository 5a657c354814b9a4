import type { Ora } from 'ora'
import type { Event } from '../engine/events.ts'
import { checksSoFar, type Activity, type ProgressView } from './activity.ts'
import { elapsed } from './duration.ts'
import { eventLine } from './event-line.ts'
import { cutTo } from './layout.ts'
import { oneLine } from './plain-text.ts'
import type { ProgressOptions } from './progress-lines.ts'
import { actionName } from './resource-rows.ts'
import type { TerminalStream, Theme } from './theme.ts'

const REFRESH_MS = 500
const MAX_RUNNING = 8

/**
 * Progress at a terminal: what is over stays as a line, below it one spinner shows what runs side by side, what each waits for and since
 * when. It rests from a plan until the next phase or action, so that a question can be asked.
 */
export function spinnerProgress(options: ProgressOptions & { stream: TerminalStream; theme: Theme }): ProgressView {
  const { stream, activity, verbosity, now, theme } = options
  let spinner: Ora | undefined
  let refresh: NodeJS.Timeout | undefined
  let isWanted = false

  function write(line: string): void {
    spinner?.clear()
    stream.write(`${line}\n`)
  }

  async function start(): Promise<void> {
    isWanted = true
    refresh ??= setInterval(repaint, REFRESH_MS).unref()
    // Loaded late: most commands end before anything has to be waited for, and a pipe never needs it.
    const { default: ora } = await import('ora')
    if (!isWanted) return
    spinner ??= ora({
      stream,
      isEnabled: true,
      // The default swallows what is typed, the answer to a question and Ctrl-C included.
      discardStdin: false,
      // ora colours by the environment, not by the stream; frames come painted.
      color: false,
      spinner: { interval: 80, frames: framesOf(theme) },
    })
    repaint()
    spinner.start()
  }

  function repaint(): void {
    if (!spinner) return
    const columns = (stream.columns || 80) - 1
    // A line that wraps would be cleared wrongly once the window is resized. The first one has the frame before it.
    const fit = (line: string, index: number) => cutTo(line, columns - (index === 0 ? 2 : 0), theme.symbol('ellipsis'))
    spinner.text = statusLines(activity, theme, now()).map(fit).join('\n')
  }

  function stop(): void {
    isWanted = false
    clearInterval(refresh)
    refresh = undefined
    spinner?.stop()
    spinner = undefined
  }

  function show(event: Event): void {
    if (event.type === 'plan' || event.type === 'verify-finished') stop()
    const line = eventLine(event, verbosity)
    if (line) write(`${theme.mark(line.mark)} ${line.word === 'call' ? theme.paint('faint', line.text) : line.text}`)
    if (event.type === 'phase' || event.type === 'action-started') void start()
    repaint()
  }

  return { show, stop }
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

function framesOf(theme: Theme): string[] {
  return Array.from(theme.unicode ? '⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏' : '-\\|/').map((frame) => theme.paint('name', frame))
}
