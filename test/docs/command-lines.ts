import { COMMAND_TEXTS } from '../../src/cli/command-texts.ts'

const ours = new RegExp(`(?:^|[\\s|;&(])flux-irsa (?=-|help|${Object.keys(COMMAND_TEXTS).join('|')})`)

/**
 * The command lines of ours in a shell block: what stands behind `flux-irsa` up to a pipe, a redirection or a comment, as words. Knows
 * quotes and continued lines; output of other commands is passed over.
 */
export function commandLinesIn(block: string): string[][] {
  const lines = block.replace(/\\\n\s*/g, ' ').split('\n')
  return lines.flatMap((line) => {
    const at = ours.exec(line)
    return at ? [wordsOf(line.slice(at.index + at[0].length))] : []
  })
}

function wordsOf(text: string): string[] {
  const words: string[] = []
  for (const [, double, single, bare, end] of text.matchAll(/"([^"]*)"|'([^']*)'|([^\s"'()]+)|(\))/g)) {
    if (end ?? (bare !== undefined && /^([|<>#;]|&&|\d>)/.test(bare))) break
    words.push(double ?? single ?? bare ?? '')
  }
  return words
}
