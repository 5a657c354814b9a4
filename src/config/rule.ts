import type { CommandName } from './option.ts'
import type { AllSaid } from './said.ts'

/** Why a value is refused, and what would be taken. Neither repeats a secret. */
export interface Problem {
  problem: string
  allowed: string
}

export interface RuleContext {
  command: CommandName
  said: AllSaid
  key?: string
}

/**
 * What holds for one option. `each` sees every single value: the text, each item of a list, each value of a map (its key in the context).
 * `whole` sees everything that was said, for what must fit together; it runs for the commands that have the option.
 */
export interface Rule {
  each?: (value: string, context: RuleContext) => Problem | undefined
  whole?: (context: RuleContext) => Problem | undefined
}

/** By option key. */
export type Rules = Record<string, Rule>

/** A rule from a yes/no question of the domain. */
export function must(holds: (value: string) => boolean, problem: string, allowed: string): Rule {
  return { each: (value) => (holds(value) ? undefined : { problem: `${quoted(value)} ${problem}`, allowed }) }
}

/** A rule for one of a few words. */
export function oneOf(words: readonly string[]): Rule {
  return must((value) => words.includes(value), 'is not known', words.join(', '))
}

/** The value as it may stand in a message: one line, not too long. */
export function quoted(value: string): string {
  const text = JSON.stringify(value)
  return text.length > 82 ? `${text.slice(0, 80)}…"` : text
}
