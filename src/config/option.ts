/** The commands of the program, in the order in which help names them. */
export type CommandName =
  | 'init'
  | 'install'
  | 'plan'
  | 'adopt'
  | 'render'
  | 'verify'
  | 'explain'
  | 'uninstall'
  | 'bind'
  | 'unbind'
  | 'list'
  | 'permissions'
  | 'config'
  | 'completion'
  | 'demo'
  | 'sandbox'

/**
 * `text`: one value. `list`: repeatable, or comma separated. `map`: repeatable KEY=VALUE. `boolean`: said or not.
 * `count`: repeatable letter (`-vv`). `secret`: from the environment alone, so that it is never in argv or in a file that Git may hold.
 */
export type OptionKind = 'text' | 'list' | 'map' | 'boolean' | 'count' | 'secret'

/** One option in all its forms. Plain data: the command line, the environment, the file and the docs are made from it. */
export interface Option {
  /** Key in the configuration file, and commander's attribute. */
  key: string
  kind: OptionKind
  /** `--git-url`; none for a secret. */
  flag: string | undefined
  short?: string
  /** What stands for the value in help, e.g. `NAME`. */
  placeholder?: string
  env: string
  about: string
  group: string
  commands: readonly CommandName[]
  /** Steers the run and wants nothing of the world, so that its origin is not told. */
  steers?: boolean
  /** It, or what it names, is secret: its origin is told, its value is not. */
  isSecret?: boolean
  /** For the docs: what holds when nothing is said. */
  fallback?: string
  /** A path: `~/` at its start is the home folder, also where no shell expanded it. */
  isPath?: boolean
  /** A text that some commands take several of: said again, or comma separated. Not in the file, which has its own way for them. */
  several?: readonly CommandName[]
  /** `--no-…` exists as well. */
  negatable?: boolean
  /** Names a program that is run, or a file that is read or written: in CI not taken from a file without `--allow-programs`. */
  isGuarded?: boolean
  /** The only values that it takes, each item of a list for itself. */
  words?: readonly string[]
}

type Extras = Partial<
  Pick<Option, 'short' | 'steers' | 'isSecret' | 'isGuarded' | 'fallback' | 'isPath' | 'negatable' | 'several' | 'words' | 'commands'>
>

/** What an option is before its group and its derived names are known. */
type OptionEntry = Omit<Option, 'flag' | 'env' | 'group' | 'commands'> & Extras

/** An entry of the table: key, kind (with the placeholder of its value) and description. */
export function entry(key: string, kind: OptionKind, placeholder: string | undefined, about: string, extras: Extras = {}): OptionEntry {
  return { key, kind, placeholder, about, ...extras }
}

/** `gitUrl` → `--git-url`. */
function flagOf(key: string): string {
  return `--${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`
}

/** `gitUrl` → `FLUX_IRSA_GIT_URL`. */
function envOf(key: string): string {
  return `FLUX_IRSA_${key.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`
}

/** Gives the entries their group, the commands that have them (unless an entry says otherwise) and their derived names. */
export function optionGroup(group: string, commands: readonly CommandName[], entries: OptionEntry[]): Option[] {
  return entries.map((item) => ({
    commands,
    ...item,
    group,
    flag: item.kind === 'secret' ? undefined : flagOf(item.key),
    env: envOf(item.key),
  }))
}

/** Whether `command` has this option as a flag. */
export function hasOption(command: CommandName, option: Option): boolean {
  return option.commands.includes(command)
}
