import type { Command, Option } from 'commander'
import type { Flags } from '../../config/read-flags.ts'

/** What stands at the cursor. */
export interface PlaceInLine {
  /** The command that is being typed; undefined before there is one. */
  command: Command | undefined
  /** What was said before the cursor, by commander's attribute names. */
  said: Flags
  /** How many words that are no options stand between the command and the cursor. */
  inputs: number
  expects: 'command' | 'flag' | 'input' | 'nothing' | { valueOf: Option }
  /** What of the word stays as it is, such as `--output=`. */
  kept: string
  /** What a candidate must begin with. */
  typed: string
}

/** Reads the words behind the program's name; the last one is the one at the cursor. Never throws: what is wrong completes to nothing. */
export function placeInLine(program: Command, words: readonly string[]): PlaceInLine {
  const before = words.slice(0, -1)
  const current = words.at(-1) ?? ''
  let command: Command | undefined
  const said: Flags = {}
  let inputs = 0
  let waiting: Option | undefined
  for (const word of before) {
    if (waiting) {
      said[waiting.attributeName()] = word
      waiting = undefined
    } else if (word.startsWith('-') && word !== '-') {
      const { option, value } = optionOf(command ?? program, word)
      if (option && value === undefined && takesValue(option)) waiting = option
      else if (option) said[option.attributeName()] = value ?? true
    } else if (command) {
      inputs++
    } else {
      command = program.commands.find((one) => one.name() === word)
      if (!command) return { command, said, inputs, expects: 'nothing', kept: '', typed: current }
    }
  }
  const place = { command, said, inputs, kept: '', typed: current }
  if (waiting) return { ...place, expects: { valueOf: waiting } }
  const attached = /^(--[\w-]+=)([\s\S]*)$/.exec(current)
  if (attached) {
    const [, kept = '', typed = ''] = attached
    const { option } = optionOf(command ?? program, kept.slice(0, -1))
    return { ...place, kept, typed, expects: option && takesValue(option) ? { valueOf: option } : 'nothing' }
  }
  if (current.startsWith('-')) return { ...place, expects: 'flag' }
  return { ...place, expects: command ? 'input' : 'command' }
}

/** `--region=x`, `--region`, `-o`, `-ojson`, `-vv`. */
function optionOf(command: Command, word: string): { option: Option | undefined; value?: string } {
  if (word.startsWith('--')) {
    const [name, ...rest] = word.split('=')
    const option = command.options.find(({ long }) => long === name)
    return { option, ...(rest.length > 0 ? { value: rest.join('=') } : {}) }
  }
  const option = command.options.find(({ short }) => short === word.slice(0, 2))
  return { option, ...(word.length > 2 && option && takesValue(option) ? { value: word.slice(2) } : {}) }
}

function takesValue(option: Option): boolean {
  return option.required || option.optional
}
