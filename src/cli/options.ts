import { Option as CommanderOption } from 'commander'
import { hasOption } from '../config/option.ts'
import type { CommandName, Option } from '../config/option.ts'
import { OPTIONS } from '../config/options.ts'

/** The options of a command as commander's, in the order and the groups of the table. Nothing is validated here but that flags exist. */
export function commanderOptions(command: CommandName): CommanderOption[] {
  return OPTIONS.filter((option) => option.flag !== undefined && hasOption(command, option)).flatMap(commanderForms)
}

// Most options belong to several commands, and commander takes a while to read one.
const made = new Map<Option, CommanderOption[]>()

function commanderForms(option: Option): CommanderOption[] {
  const forms = made.get(option) ?? formsOf(option)
  made.set(option, forms)
  return forms
}

function formsOf(option: Option): CommanderOption[] {
  const names = option.short ? `${option.short}, ${option.flag}` : `${option.flag}`
  const value = option.placeholder && !isFlagOnly(option) ? ` <${option.placeholder}>` : ''
  const form = new CommanderOption(names + value, option.about).helpGroup(`${option.group}:`)
  if (option.kind === 'list' || option.kind === 'map') {
    form.argParser((item: string, before: string[] | undefined) => [...(before ?? []), item])
  }
  if (option.several)
    form.argParser((item: string, before: string | string[] | undefined) => (before === undefined ? item : [before, item].flat()))
  // Commander hands a flag without a value to the parser too, once for each `-v` of `-vvv`.
  if (option.kind === 'count') form.argParser((_: string, before: number | undefined) => (before ?? 0) + 1)
  // Commander takes `--no-…` for the negation of another option.
  if (!option.negatable) return [Object.assign(form, { negate: false })]
  return [form, new CommanderOption(`--no-${option.key}`, 'no colour').helpGroup(`${option.group}:`)]
}

function isFlagOnly(option: Option): boolean {
  return option.kind === 'boolean' || option.kind === 'count'
}
