import { asList } from './as-list.ts'
import { matches } from './wildcard.ts'

/** Condition keys of a request, in lower case, with their values. A key that the request lacks is not there. */
export type ConditionContext = Record<string, string[]>
export type ConditionValues = string | string[] | boolean | number

/** Lower-cases the keys: to IAM they have no case. */
export function conditionContext(values: Record<string, string | string[]>): ConditionContext {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key.toLowerCase(), asList(value)]))
}

/**
 * Whether one operator holds for one key, as IAM evaluates it; `unknown` for an operator that is not modelled (numbers, dates, addresses).
 * A key that is absent fails a positive test and passes a negated one, `…IfExists` and `ForAllValues:`.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html and
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
 */
export function conditionHolds(operator: string, key: string, expected: ConditionValues, context: ConditionContext): boolean | 'unknown' {
  const wanted = asList<string | boolean | number>(expected).map(String)
  const actual = context[key.toLowerCase()]
  const { quantifier, base, ifExists } = parsedOperator(operator)
  if (base === 'null') return wanted.some((value) => (value.toLowerCase() === 'true') === (actual === undefined))
  const test = TESTS[base]
  if (test === undefined) return 'unknown'
  const satisfies = (value: string): boolean => test.negated !== wanted.some((pattern) => test.match(pattern, value))
  if (actual === undefined) return ifExists || quantifier === 'forallvalues' || (quantifier === undefined && test.negated)
  if (quantifier === 'forallvalues') return actual.every(satisfies)
  if (quantifier === 'foranyvalue' || !test.negated) return actual.some(satisfies)
  return actual.every(satisfies)
}

interface Test {
  negated: boolean
  match: (pattern: string, value: string) => boolean
}

const same = (pattern: string, value: string): boolean => pattern === value
const sameIgnoringCase = (pattern: string, value: string): boolean => pattern.toLowerCase() === value.toLowerCase()

const TESTS: Record<string, Test | undefined> = {
  stringequals: { negated: false, match: same },
  stringnotequals: { negated: true, match: same },
  stringequalsignorecase: { negated: false, match: sameIgnoringCase },
  stringnotequalsignorecase: { negated: true, match: sameIgnoringCase },
  stringlike: { negated: false, match: matches },
  stringnotlike: { negated: true, match: matches },
  arnequals: { negated: false, match: matches },
  arnlike: { negated: false, match: matches },
  arnnotequals: { negated: true, match: matches },
  arnnotlike: { negated: true, match: matches },
  bool: { negated: false, match: sameIgnoringCase },
}

function parsedOperator(operator: string): { quantifier: string | undefined; base: string; ifExists: boolean } {
  const [, quantifier, base = '', ifExists] = /^(?:(forallvalues|foranyvalue):)?(.*?)(ifexists)?$/.exec(operator.toLowerCase()) ?? []
  return { quantifier, base, ifExists: ifExists !== undefined }
}
