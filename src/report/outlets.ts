import { isCi } from '../domain/ci.ts'
import { guarded, isRunner } from './machine/runner-text.ts'
import { themeFor, type TerminalStream, type Theme } from './text/theme.ts'

export type Output = 'text' | 'short' | 'json' | 'junit' | 'github' | 'html' | 'mermaid'
type Stream = NodeJS.WritableStream & { isTTY?: boolean; columns?: number }

export interface ReporterOptions {
  stdout: Stream
  stderr: Stream
  output: Output
  /** How often -v was given. */
  verbosity: number
  env: Record<string, string | undefined>
  /** --color or --no-color; not said: `undefined`. */
  color?: boolean
  /** Milliseconds since 1970. */
  now?: () => number
  /** When the whole run ends at the latest, in ms of that clock. */
  endsAt?: number
  /** Columns, where they are not those of the stream. */
  width?: number
}

export interface Outlets {
  /** Safe for what others wrote; a document, and our own workflow commands, go to the stream itself. */
  stdout: Stream
  stderr: Stream
  outTheme: Theme
  errTheme: Theme
  /** Something may be repainted on stderr. */
  isLive: boolean
}

/** Where a reporter writes to, and in which style. */
export function outletsOf({ stdout, stderr, output, env, color, width }: ReporterOptions): Outlets {
  const isRead = output === 'github' || isRunner(env)
  const themeOf = (stream: TerminalStream) => themeFor({ stream, env, color, width })
  return {
    // What others wrote must not command the runner that reads the log. Documents escape it in their own way.
    stdout: isRead ? guarded(stdout) : stdout,
    stderr: isRead ? guarded(stderr) : stderr,
    outTheme: themeOf(stdout),
    errTheme: themeOf(stderr),
    // Where a pseudo-terminal says 0 columns, ora would clear lines without an end.
    isLive: stderr.isTTY === true && stderr.columns !== 0 && !isCi(env) && env.TERM !== 'dumb',
  }
}

/** Whether a form of a result is one whole document. */
export function isDocument(output: Output): output is 'json' | 'junit' | 'html' | 'mermaid' {
  return output !== 'text' && output !== 'short' && output !== 'github'
}

export function writeLines(stream: NodeJS.WritableStream, lines: string[]): void {
  stream.write(`${lines.join('\n')}\n`)
}
