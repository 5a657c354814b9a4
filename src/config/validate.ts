import { badInput } from '../domain/failure.ts'
import { ecrRules } from './ecr-rules.ts'
import { fluxRules } from './flux-rules.ts'
import { gitRules } from './git-rules.ts'
import { iamRules } from './iam-rules.ts'
import { hasOption } from './option.ts'
import type { Option } from './option.ts'
import { OPTIONS } from './options.ts'
import { oneOf } from './rule.ts'
import type { Problem, Rule, RuleContext, Rules } from './rule.ts'
import { runRules } from './run-rules.ts'
import type { Said } from './said.ts'
import { targetRules } from './target-rules.ts'
import { workloadRules } from './workload-rules.ts'

/** The rules of all options, by key. */
export const RULES: Rules = { ...targetRules, ...ecrRules, ...workloadRules, ...gitRules, ...iamRules, ...fluxRules, ...runRules }

/**
 * Throws bad input for the first thing that is wrong, in the order of the option table; the field is what the user wrote.
 * Reads nothing but its arguments.
 */
export function validate(context: RuleContext): void {
  for (const option of OPTIONS) {
    const said = context.said.get(option.key)
    if (isShownOnly(option, said, context)) continue
    const rule: Rule = RULES[option.key] ?? {}
    const problem =
      (said && valuesProblem(option, said, rule, context)) ?? (hasOption(context.command, option) ? rule.whole?.(context) : undefined)
    if (problem) throw badInput(said?.field ?? option.flag ?? option.env, problem.problem, problem.allowed)
  }
}

/** Which form another command shall take is for that command to judge. */
function isShownOnly({ key }: Option, said: Said | undefined, { command }: RuleContext): boolean {
  return command === 'config' && (key === 'output' || key === 'reportFile') && said?.source !== 'flag'
}

function valuesProblem(option: Option, said: Said, rule: Rule, context: RuleContext): Problem | undefined {
  // The secret's own content is judged with the files that may hold it.
  if (option.kind === 'secret') return undefined
  for (const [key, value] of atomsOf(said)) {
    const problem =
      shapeProblem(value, option) ?? (option.words && oneOf(option.words).each?.(value, context)) ?? rule.each?.(value, { ...context, key })
    if (problem) return problem
  }
  return Array.isArray(said.value) && said.value.length === 0 ? { problem: 'is an empty list', allowed: 'at least one item' } : undefined
}

/** The single texts of a value, with their keys for a map. */
function atomsOf({ value }: Said): [key: string | undefined, value: string][] {
  if (typeof value === 'string') return [[undefined, value]]
  if (Array.isArray(value)) return value.map((item) => [undefined, item])
  return typeof value === 'object' ? Object.entries(value) : []
}

/**
 * What holds for any text. A leading `-` would be a flag to helm, and mostly is the flag after one whose value was forgotten; control
 * characters would end the line of a chart's template that renders the value unquoted.
 */
function shapeProblem(value: string, option: Option): Problem | undefined {
  if (value === '' && option.kind !== 'map') return { problem: 'is empty', allowed: 'text, or leave it out' }
  if (/[\p{Cc}\p{Cs}\u2028\u2029]/u.test(value))
    return { problem: 'holds a line break or another control character', allowed: 'one line of text' }
  if (value.startsWith('-') && option.kind !== 'map')
    return { problem: 'begins with -; is its value missing?', allowed: 'text that does not begin with -' }
  if (value !== value.trim()) return { problem: 'begins or ends with a space', allowed: 'text without spaces around it' }
  return undefined
}
