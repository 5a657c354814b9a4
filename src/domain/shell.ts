import { visible } from './visible.ts'

/** A part of a command that stands in it as it is: a command of ours, made by `shell`. */
export class Raw {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

/** A command that `shell` made, as a part of a longer one. */
export function raw(command: string): Raw {
  return new Raw(command)
}

/** These mean themselves to every shell, wherever they stand in a word; `=` alone begins an expansion of zsh, `~` one of all. */
const PLAIN = /^[\w@%+:,./-][\w@%+=:,./-]*$/

/**
 * A value from outside as one word of a command that is going to be pasted into a POSIX shell. It is quoted where a shell would do anything
 * with it. What shows nothing, line breaks too, is written out: nobody could see what he pastes.
 */
export function shellWord(value: string): string {
  const seen = visible(value).replaceAll('\n', String.raw`\n`)
  return PLAIN.test(seen) ? seen : `'${seen.replaceAll("'", String.raw`'\''`)}'`
}

/**
 * A command, or a sentence that holds one, ready to paste: shell`kubectl --namespace ${namespace} get pod ${name}`. Every value becomes a
 * part of one word. A word that begins with a dash is never an option: behind a flag it is written `--flag=-x`, elsewhere `--` stands before
 * it (POSIX, Utility Syntax Guideline 10). The text around the values must leave no quote open; it throws where one is.
 */
export function shell(texts: TemplateStringsArray, ...values: readonly (string | number | Raw | undefined)[]): string {
  let command = ''
  for (const [index, text] of texts.entries()) {
    command += text
    if (index === values.length) break
    const value = values[index] ?? ''
    if (value instanceof Raw) {
      command += value.text
      continue
    }
    if (hasOpenQuote(texts.slice(0, index + 1).join(''))) throw new Error(`a quote is open before a value: ${text}`)
    command = withWord(command, String(value))
  }
  return command
}

/** The words of a command that come one after the other, as `raw`. */
export function words(...values: readonly string[]): Raw {
  return raw(values.reduce((command, value) => withWord(command === '' ? '' : `${command} `, value), ''))
}

function withWord(before: string, value: string): string {
  const word = shellWord(value)
  const isNewWord = before === '' || /\s$/.test(before)
  if (!value.startsWith('-') || !isNewWord) return before + word
  return /(?:^|\s)--[\w-]+ $/.test(before) ? `${before.slice(0, -1)}=${word}` : `${before}-- ${word}`
}

/** Whether a single or a double quote of the text is not closed in it. */
function hasOpenQuote(text: string): boolean {
  return /['"]/.test(text.replaceAll(/'[^']*'|"(?:\\.|[^"\\])*"/g, ''))
}
