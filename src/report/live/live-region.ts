import type { Ora } from 'ora'
import { cutTo } from '../text/layout.ts'
import type { TerminalStream, Theme } from '../text/theme.ts'

const REFRESH_MS = 500

export interface LiveRegion {
  start(): void
  /** Once more, with what holds now. */
  repaint(): void
  /** A line that stays, above what is repainted. */
  write(line: string): void
  /** Takes away what is repainted and ends every timer. Can be called again. */
  stop(): void
}

/** Lines at the end of a terminal's text that are painted again and again, with a spinner before the first. */
export function liveRegion({ stream, theme, lines }: { stream: TerminalStream; theme: Theme; lines: () => string[] }): LiveRegion {
  let spinner: Ora | undefined
  let refresh: NodeJS.Timeout | undefined
  let isWanted = false

  function write(line: string): void {
    // What is written makes ora paint again, and then it shall be what holds now.
    repaint()
    spinner?.clear()
    stream.write(`${line}\n`)
  }

  function start(): void {
    isWanted = true
    refresh ??= setInterval(repaint, REFRESH_MS).unref()
    void show()
  }

  async function show(): Promise<void> {
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
    spinner.text = lines().map(fit).join('\n')
  }

  function stop(): void {
    isWanted = false
    clearInterval(refresh)
    refresh = undefined
    spinner?.stop()
    spinner = undefined
  }

  return { start, repaint, write, stop }
}

function framesOf(theme: Theme): string[] {
  return Array.from(theme.unicode ? '⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏' : '-\\|/').map((frame) => theme.paint('name', frame))
}
