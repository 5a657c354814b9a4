import { splitCommas } from '../../config/pairs.ts'
import type { AllSaid, Said, SaidValue } from '../../config/said.ts'
import { validate } from '../../config/validate.ts'
import { Failure } from '../../domain/failure.ts'
import { hanging } from '../../report/text/layout.ts'
import { themeFor } from '../../report/text/theme.ts'
import type { Io } from '../io.ts'
import type { Conversation } from '../prompt.ts'

export interface Asking {
  conversation: Conversation
  io: Io
  answers: Map<string, Said>
}

const NOTHING = new Set(['all', '*', 'none'])

/** Asks until the answer is one that the option takes, and notes it; what says nothing (`all`, `none`) is not noted. */
export async function askFor({ conversation, io, answers }: Asking, key: string, question: string, offered?: string): Promise<void> {
  for (;;) {
    const typed = await conversation.ask(`${question}${offered ? ` [${offered}]` : ''}: `)
    const text = typed || offered || ''
    if (text === '' || NOTHING.has(text)) return
    const value = key === 'repository' ? splitCommas(text) : text
    const problem = problemWith(answers, key, value)
    if (problem === undefined) return set(answers, key, value)
    io.stderr.write(`${hanging('  ', problem, themeFor({ stream: io.stderr, env: io.env }).width).join('\n')}\n`)
  }
}

function problemWith(answers: AllSaid, key: string, value: SaidValue): string | undefined {
  try {
    validate({ command: 'init', said: new Map([...answers, entry(key, value)]) })
    return undefined
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    const allowed = error.evidence.find(([name]) => name === 'allowed')?.[1]
    return allowed ? `${error.message}; allowed: ${allowed}` : error.message
  }
}

/** Asks for where a file is. */
export async function askedPath({ conversation }: Asking, question: string, offered?: string): Promise<string> {
  for (;;) {
    const path = (await conversation.ask(`${question}${offered ? ` [${offered}]` : ''}: `)) || offered
    if (path) return path
  }
}

/** Notes an answer. */
export function set(answers: Map<string, Said>, key: string, value: SaidValue): void {
  answers.set(...entry(key, value))
}

function entry(key: string, value: SaidValue): [string, Said] {
  return [key, { value, source: 'file', field: key }]
}
