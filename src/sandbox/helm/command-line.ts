import { COMMANDS, flagsOf, type Flag, type HelmMajor } from './flags.ts'
import { HelmError } from './helm-error.ts'

export interface CommandLine {
  /** `install`, `get values`, … */
  command: string
  positionals: string[]
  /** By long name; a switch is `true`, an optional value that was left out is ''. */
  flags: Map<string, string | true>
  lists: Map<string, string[]>
}

const ALIASES: Record<string, string> = { del: 'uninstall', delete: 'uninstall', un: 'uninstall', ls: 'list', hist: 'history' }

/** Reads a helm command line as cobra does; what helm would refuse is a HelmError in its words. */
export function parseCommandLine(argv: string[], major: HelmMajor): CommandLine {
  const words = parseFlags(argv, flagsOf('', major), false).positionals
  const first = ALIASES[words[0] ?? ''] ?? words[0] ?? ''
  const command = COMMANDS.find((name) => name === first || name === `${first} ${words[1]}`)
  if (!command) throw new HelmError(`unknown command "${words[0] ?? ''}" for "helm"\nRun 'helm --help' for usage.`)
  const parsed = parseFlags(argv, flagsOf(command, major), true)
  const line = { ...parsed, command, positionals: parsed.positionals.slice(command.split(' ').length) }
  checkValues(line, major)
  return line
}

function parseFlags(argv: string[], known: Flag[], strict: boolean): Omit<CommandLine, 'command'> {
  const found = { positionals: [] as string[], flags: new Map<string, string | true>(), lists: new Map<string, string[]>() }
  const rest = [...argv]
  while (rest.length > 0) {
    const arg = rest.shift() as string
    if (arg === '--') {
      found.positionals.push(...rest)
      break
    }
    if (arg === '-' || !arg.startsWith('-')) found.positionals.push(arg)
    else readFlag(arg, rest, known, strict, found)
  }
  return found
}

/** What is off is not there, but for `--server-side` of helm 4's install, which is on by itself. */
function readFlag(arg: string, rest: string[], known: Flag[], strict: boolean, found: Omit<CommandLine, 'command'>): void {
  const long = arg.startsWith('--')
  const equals = arg.indexOf('=')
  const name = long ? arg.slice(2, equals < 0 ? undefined : equals) : arg.slice(1, 2)
  const flag = known.find((one) => (long ? one.name : one.short) === name)
  if (!flag) {
    if (!strict) return
    throw new HelmError(long ? `unknown flag: --${name}` : `unknown shorthand flag: '${name}' in ${arg}`)
  }
  let value = long ? (equals < 0 ? undefined : arg.slice(equals + 1)) : arg.slice(2).replace(/^=/, '') || undefined
  if (flag.takes === 'bool') {
    if (!long && value !== undefined) rest.unshift(`-${value}`)
    else if (value !== undefined && !/^(true|false|1|0|t|f|T|F|TRUE|FALSE|True|False)$/.test(value)) {
      throw new HelmError(`invalid argument "${value}" for "--${flag.name}" flag: strconv.ParseBool: parsing "${value}": invalid syntax`)
    }
    const isOff = long && value !== undefined && /^(false|0|f)$/i.test(value)
    if (isOff && flag.name === 'server-side') found.flags.set(flag.name, 'false')
    else if (isOff) found.flags.delete(flag.name)
    else found.flags.set(flag.name, true)
    return
  }
  if (flag.takes === 'optional') return void found.flags.set(flag.name, value ?? '')
  value ??= rest.shift()
  if (value === undefined) throw new HelmError(long ? `flag needs an argument: --${name}` : `flag needs an argument: '${name}' in ${arg}`)
  if (flag.takes === 'list') found.lists.set(flag.name, [...(found.lists.get(flag.name) ?? []), value])
  else found.flags.set(flag.name, value)
}

function checkValues({ flags }: CommandLine, major: HelmMajor): void {
  const invalid = (name: string, value: unknown, why: string) =>
    new HelmError(`invalid argument "${String(value)}" for "--${name}" flag: ${why}`)
  const timeout = flags.get('timeout')
  if (typeof timeout === 'string' && durationMs(timeout) === undefined) {
    throw invalid(
      'timeout',
      timeout,
      /^\d+$/.test(timeout) ? `time: missing unit in duration "${timeout}"` : `time: invalid duration "${timeout}"`,
    )
  }
  const wait = flags.get('wait')
  if (major === '4' && typeof wait === 'string' && !['', 'watcher', 'hookOnly', 'legacy', 'true', 'false'].includes(wait)) {
    throw invalid('wait', wait, `invalid wait input "${wait}". Valid inputs are watcher, hookOnly, and legacy`)
  }
  const output = flags.get('output')
  if (typeof output === 'string' && !['table', 'json', 'yaml'].includes(output)) throw invalid('output', output, 'invalid format type')
}

const UNIT_MS: Record<string, number> = { h: 3_600_000, m: 60_000, s: 1000, ms: 1 }

/** Go's `time.ParseDuration` (`5m0s`, `1.5h`, `300ms`) in milliseconds; `undefined` for anything else. */
export function durationMs(text: string): number | undefined {
  if (!/^(\d+(\.\d+)?(h|ms|m|s))+$/.test(text)) return text === '0' ? 0 : undefined
  return [...text.matchAll(/(\d+(?:\.\d+)?)(h|ms|m|s)/g)].reduce(
    (sum, [, count, unit]) => sum + Number(count) * (UNIT_MS[unit ?? ''] ?? 0),
    0,
  )
}
