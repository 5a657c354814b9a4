import { Failure } from '../../domain/failure.ts'
import { hanging, padTo, unwrapped } from './layout.ts'
import { oneLine, plainText } from './plain-text.ts'
import { storyOf } from './story-of-error.ts'
import type { Theme } from './theme.ts'
import { docsPath } from './verify-text.ts'

const MAX_CAUSES = 5

/**
 * An error as a person reads it: the whole story in the first line, why, the evidence as aligned key/value lines, one fix on a line of
 * its own that can be pasted, where to read on. Bugs say that they are bugs; a stack is shown for them alone, when `verbose`.
 */
export function failureText(error: unknown, { theme, verbose }: { theme: Theme; verbose: boolean }): string[] {
  const failure = storyOf(error)
  const isBug = failure.source === 'bug'
  const message = oneLine(failure.message)
  const because = becauseOf(failure.cause, message).map((text): [string, string] => ['because', text])
  const rows = [...because, ...failure.evidence.map(([key, value]): [string, string] => [oneLine(key), oneLine(value)])]
  if (verbose) rows.push(['code', failure.code])
  const fix = failure.fix ?? (isBug ? 'Report it with this message, the command, and what it prints with -v added.' : undefined)
  const keyWidth = Math.max(...rows.map(([key]) => key.length), fix ? 3 : 0, failure.docs ? 4 : 0) + 2
  const prefix = (key: string) => `  ${theme.paint('faint', padTo(key, keyWidth))}`
  const story = isBug ? `this is a bug in flux-irsa: ${message}` : message
  return [
    ...hanging(`${theme.mark('fail')} `, story, theme.width, (line) => theme.paint('strong', line)),
    ...rows.flatMap(([key, value]) => hanging(prefix(key), value, theme.width)),
    ...(fix ? unwrapped(prefix('fix'), plainText(fix)) : []),
    ...(failure.docs ? [`${prefix('docs')}${docsPath(failure.docs)}`] : []),
    ...(isBug && verbose ? stackLines(failure).map((line) => theme.paint('faint', line)) : []),
  ]
}

/** The document for `-o json` when there is no plan and no report. `fix` is null where nothing is known to mend it. */
export function failureDocument(error: unknown): object {
  const { code, message, fix, source } = storyOf(error)
  return { schema: 'flux-irsa/error/v1', code, message, fix: fix ?? null, source }
}

/** Walks the causes: our own by their words, those of AWS, Kubernetes and the network by their name; nothing that was said already. */
function becauseOf(cause: unknown, said: string): string[] {
  const texts: string[] = []
  let current = cause
  for (let depth = 0; depth < MAX_CAUSES && current instanceof Error; depth++) {
    const text = current instanceof Failure ? oneLine(current.message) : remoteName(current)
    if (text && ![said, ...texts].some((earlier) => earlier.includes(text))) texts.push(text)
    current = current instanceof AggregateError ? current.errors[0] : current.cause
  }
  return texts
}

function remoteName(error: Error): string | undefined {
  const { $metadata, status, code } = error as { $metadata?: unknown; status?: unknown; code?: unknown }
  if (typeof $metadata === 'object' || typeof status === 'object') return oneLine(error.name)
  // Codes of Node and OpenSSL: ECONNREFUSED, CERT_HAS_EXPIRED, …
  return typeof code === 'string' && /^[A-Z][A-Z0-9_]+$/.test(code) ? code : undefined
}

/** Frames only: the head of a stack repeats the message with all of its lines. */
function stackLines(failure: Failure): string[] {
  const origin = failure.cause instanceof Error ? failure.cause : failure
  return (origin.stack ?? '')
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .map(plainText)
}
