import { badInput } from '../domain/failure.ts'
import type { Option } from './option.ts'
import { oneOrMore, parsePairs, splitCommas } from './pairs.ts'
import type { Said, SaidValue } from './said.ts'

/**
 * What the environment says for an option: text as it is, lists and pairs comma separated, booleans as `true`/`false`/`1`/`0`.
 * An empty variable counts as not set, because CI systems hand on inputs that nobody filled that way. Throws bad input.
 */
export function readEnvironment(option: Option, env: Record<string, string | undefined>): Said | undefined {
  const text = env[option.env]
  if (text === undefined || text === '') return undefined
  return { value: parse(option, text), source: 'env', field: option.env }
}

function parse(option: Option, text: string): SaidValue {
  switch (option.kind) {
    case 'text':
      return option.several ? oneOrMore([text]) : text
    case 'secret':
      return text
    case 'list':
      return splitCommas(text)
    case 'map':
      return parsePairs(splitCommas(text), option.env, option)
    case 'boolean':
      return parseBoolean(option, text)
    case 'count':
      if (!/^[0-3]$/.test(text)) throw badInput(option.env, 'is not a level', '0, 1, 2 or 3')
      return Number(text)
  }
}

function parseBoolean(option: Option, text: string): boolean {
  if (['true', '1', 'yes'].includes(text.toLowerCase())) return true
  if (['false', '0', 'no'].includes(text.toLowerCase())) return false
  throw badInput(option.env, 'is neither true nor false', 'true, false, 1, 0, yes or no')
}
