import { Failure } from '../../domain/failure.ts'
import { oneLine } from './plain-text.ts'

/**
 * Anything that was thrown, as a Failure: those of the command line's parser and of an abort in the user's words, the rest as a bug
 * of ours (code `unexpected`). Of a foreign error only its name and the first line of its message are taken: the following lines hold
 * signed requests (AWS), whole responses (Kubernetes) or a child's output (execa).
 */
export function storyOf(error: unknown): Failure {
  if (error instanceof Failure) return error
  const { name = 'Error', code = '', exitCode = 1 } = asFields(error)
  if (code.startsWith('commander.')) {
    // What follows `=` in a flag that does not exist may be a secret.
    const message = firstLine(error)
      .replace(/^error: /, '')
      .replaceAll(/(--[\w-]+)=[^\s']*/g, '$1')
    return new Failure({ code: 'usage', source: 'user', message, fix: 'flux-irsa --help', exitCode: exitCode === 0 ? 0 : 64 })
  }
  if (name === 'TimeoutError') {
    const fix = 'Run the same command again: what is done is kept. --timeout allows more time.'
    return new Failure({ code: 'deadline', source: 'environment', message: 'the deadline was reached', fix, exitCode: 124, cause: error })
  }
  if (name === 'AbortError') {
    const fix = 'Run the same command again: what is done is kept.'
    return new Failure({ code: 'interrupted', source: 'user', message: 'interrupted', fix, exitCode: 130, cause: error })
  }
  return new Failure({ code: 'unexpected', source: 'bug', message: `${name}: ${firstLine(error)}`, cause: error })
}

interface Fields {
  name?: string
  code?: string
  exitCode?: number
  shortMessage?: string
  message?: string
}

function asFields(error: unknown): Fields {
  if (typeof error !== 'object' || error === null) return {}
  const { name, code, exitCode, shortMessage, message } = error as Record<keyof Fields, unknown>
  return {
    ...(typeof name === 'string' ? { name } : {}),
    ...(typeof code === 'string' ? { code } : {}),
    ...(typeof exitCode === 'number' ? { exitCode } : {}),
    ...(typeof shortMessage === 'string' ? { shortMessage } : {}),
    ...(typeof message === 'string' ? { message } : {}),
  }
}

function firstLine(error: unknown): string {
  const { shortMessage, message } = asFields(error)
  const text = shortMessage ?? message ?? (typeof error === 'string' ? error : 'something that is not an error was thrown')
  return oneLine(text.split('\n', 1)[0] ?? '').slice(0, 300)
}
