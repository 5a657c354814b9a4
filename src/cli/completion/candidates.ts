import type { Command, Option as CommanderOption } from 'commander'
import { OPTIONS } from '../../config/options.ts'
import { HELP_TOPICS } from '../help-topics.ts'
import type { PlaceInLine } from './place-in-line.ts'

/** What may stand at the cursor: a whole word, and what it means where a shell shows that. */
export interface Candidate {
  value: string
  about?: string
}

/** Commands, flags, and the words that a command takes. `files`: whatever the shell knows of files. The values of options are not here. */
export function candidatesAt(program: Command, { command, expects, inputs, said, typed }: PlaceInLine): Candidate[] | 'files' {
  if (expects === 'nothing') return []
  if (expects === 'command') return commandsOf(program)
  if (!command || expects === 'flag') return flagsOf(command ?? program, said)
  if (command.name() === 'help') return inputs === 0 ? [...commandsOf(program), ...topics()] : []
  const argument = command.registeredArguments[inputs] ?? command.registeredArguments.find(({ variadic }) => variadic)
  if (argument?.argChoices) return argument.argChoices.map((value) => ({ value }))
  if (command.name() === 'explain') return 'files'
  // Where nothing else can follow, what can be said at all.
  return typed === '' && !argument ? flagsOf(command, said) : []
}

function commandsOf(program: Command): Candidate[] {
  const visible = program.createHelp().visibleCommands(program)
  return visible.map((command) => ({ value: command.name(), about: command.summary() }))
}

function topics(): Candidate[] {
  return Object.entries(HELP_TOPICS).map(([value, { summary }]) => ({ value, about: summary }))
}

/** Long flags; one that was said already is left out unless it may be said again. */
function flagsOf(command: Command, said: Record<string, unknown>): Candidate[] {
  const isOver = (option: CommanderOption) => Object.hasOwn(said, option.attributeName()) && !isRepeatable(option, command.name())
  const visible = command.createHelp().visibleOptions(command)
  return visible.flatMap((option) => (option.long && !isOver(option) ? [{ value: option.long, about: option.description }] : []))
}

function isRepeatable({ long }: CommanderOption, command: string): boolean {
  const own = OPTIONS.find(({ flag }) => flag === long)
  return own?.kind === 'list' || own?.kind === 'map' || (own?.several?.some((one) => one === command) ?? false)
}
