import type { Option } from './option.ts'
import { oneOrMore, parsePairs, splitCommas } from './pairs.ts'
import type { Said, SaidValue } from './said.ts'

/** The options of one invocation by key, as commander hands them over. */
export type Flags = Record<string, unknown>

/** What the command line says for an option. Lists may also be comma separated within one flag. Throws bad input. */
export function readFlag(option: Option, flags: Flags): Said | undefined {
  if (option.flag === undefined || !Object.hasOwn(flags, option.key)) return undefined
  const value = parse(option, option.flag, flags[option.key])
  if (value === undefined) return undefined
  return { value, source: 'flag', field: value === false && option.negatable ? `--no-${option.key}` : option.flag }
}

function parse(option: Option, flag: string, given: unknown): SaidValue | undefined {
  switch (option.kind) {
    case 'text':
      if (option.several) return oneOrMore([given].flat().map(String))
      return typeof given === 'string' ? given : undefined
    case 'list':
      return Array.isArray(given) ? given.map(String).flatMap(splitCommas) : undefined
    case 'map':
      return Array.isArray(given) ? parsePairs(given.map(String), flag, option) : undefined
    case 'boolean':
      return typeof given === 'boolean' ? given : undefined
    case 'count':
      return typeof given === 'number' ? Math.min(given, 3) : undefined
    case 'secret':
      return undefined
  }
}
