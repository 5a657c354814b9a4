import { Failure } from '../domain/failure.ts'
import { isCi } from '../domain/ci.ts'
import type { Emit } from '../model/events.ts'
import type { Io } from './io.ts'

/** A conversation on stderr, so that stdout keeps to the result; lines that are typed ahead answer the questions that follow. */
export interface Conversation {
  /** The line without spaces around it. Throws the run's own reason on Ctrl-C, and `declined` where the input ends. */
  ask(question: string): Promise<string>
  /** Must be called when nothing more is asked: until then the program does not end. */
  close(): void
}

export async function startConversation(io: Pick<Io, 'stdin' | 'stderr' | 'interrupted'>): Promise<Conversation> {
  const { createInterface } = await import('node:readline')
  const lines = createInterface({ input: io.stdin, output: io.stderr })
  const typed: string[] = []
  let waiting: { resolve: (line: string) => void; reject: (error: unknown) => void } | undefined
  let ended: Error | undefined
  const end = (reason: Error) => {
    ended ??= reason
    waiting?.reject(ended)
  }
  lines.on('line', (line) => {
    if (!waiting) return void typed.push(line)
    const { resolve } = waiting
    // At once: the next line of the same piece answers the next question.
    waiting = undefined
    resolve(line)
  })
  // Readline takes the terminal's Ctrl-C as a key, so that no signal comes.
  lines.on('SIGINT', () => end(new Failure({ code: 'interrupted', source: 'environment', message: 'stopped by Ctrl-C', exitCode: 130 })))
  lines.on('close', () => end(unanswered()))
  const interrupted = () => end(io.interrupted.reason as Error)
  io.interrupted.addEventListener('abort', interrupted, { once: true })
  return {
    ask: async (question) => {
      lines.setPrompt(question)
      lines.prompt()
      const next = typed.shift()
      if (next !== undefined) return next.trim()
      try {
        const line = await new Promise<string>((resolve, reject) => {
          waiting = { resolve, reject }
          if (ended !== undefined) reject(ended)
        })
        return line.trim()
      } finally {
        waiting = undefined
      }
    },
    close: () => {
      io.interrupted.removeEventListener('abort', interrupted)
      lines.close()
    },
  }
}

/** Asks one thing; see startConversation. */
export async function ask(io: Io, question: string): Promise<string> {
  const conversation = await startConversation(io)
  try {
    return await conversation.ask(question)
  } finally {
    conversation.close()
  }
}

/** Whether somebody can answer: a terminal on both sides, which `CI` does not say is a machine's. */
export function canAsk(io: Pick<Io, 'stdin' | 'stderr' | 'env'>): boolean {
  return io.stdin.isTTY === true && io.stderr.isTTY === true && !isCi(io.env)
}

/** Throws a Failure where nobody can be asked: best before anything is read, so that a script that forgot --yes need not wait for it. */
export function requireAnswer(io: Pick<Io, 'stdin' | 'stderr' | 'env'>, command: string): void {
  if (!canAsk(io)) throw needsYes(command, DOCS[command] ?? `${command}.md`)
}

const DOCS: Record<string, string> = { adopt: 'review.md#adopt', unbind: 'bind.md' }

/** Tells when a person begins to be asked and has answered: what they take for it is no part of a run's duration. */
export async function whileAsking(asks: boolean, emit: Emit, confirm: () => Promise<void>): Promise<void> {
  if (!asks) return confirm()
  emit({ type: 'question', isOpen: true })
  await confirm().finally(() => emit({ type: 'question', isOpen: false }))
}

/** `y` or `yes` goes on; anything else, and silence, does not. */
export async function confirmInstall(io: Io, options: { yes: boolean; clusters?: number }): Promise<void> {
  if (options.yes) return
  requireAnswer(io, 'install')
  const { clusters = 1 } = options
  const answer = await ask(io, clusters > 1 ? `Apply these ${clusters} plans? [y/N] ` : 'Apply this plan? [y/N] ')
  if (!/^y(es)?$/i.test(answer)) throw declined()
}

/** As confirmInstall, for a workload that loses its identity. */
export async function confirmUnbind(io: Io, options: { yes: boolean }): Promise<void> {
  if (options.yes) return
  requireAnswer(io, 'unbind')
  const answer = await ask(io, 'Take this identity away, as shown? [y/N] ')
  if (!/^y(es)?$/i.test(answer)) throw declined()
}

/** As confirmInstall, for what others made. */
export async function confirmAdopt(io: Io, options: { yes: boolean }): Promise<void> {
  if (options.yes) return
  requireAnswer(io, 'adopt')
  const answer = await ask(io, 'Take over what is there, as shown? [y/N] ')
  if (!/^y(es)?$/i.test(answer)) throw declined()
}

/** The name of the cluster must be typed: what goes cannot be brought back. */
export async function confirmUninstall(io: Io, options: { yes: boolean; cluster: string }): Promise<void> {
  if (options.yes) return
  requireAnswer(io, 'uninstall')
  const answer = await ask(io, `Type the name of the cluster (${options.cluster}) to remove all this: `)
  if (answer !== options.cluster) throw declined()
}

function needsYes(command: string, docs: string): Failure {
  return new Failure({
    code: 'needs-yes',
    source: 'user',
    message: `${command} changes things and nobody can be asked here`,
    fix: 'Add --yes.',
    docs,
  })
}

function unanswered(): Failure {
  return new Failure({ code: 'declined', source: 'user', message: 'nothing was changed: the input ended before there was an answer' })
}

function declined(): Failure {
  return new Failure({ code: 'declined', source: 'user', message: 'nothing was changed: the plan was not confirmed' })
}
