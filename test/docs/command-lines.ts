import { COMMAND_TEXTS } from '../../src/cli/command-texts.ts'

const ours = new RegExp(`(?:^|[\\s|;&(])flux-irsa (?=-|help|${Object.keys(COMMAND_TEXTS).join('|')})`)

/** A command line of ours as a page prints it. */
export interface PrintedLine {
  /** The whole line, continued lines joined. */
  text: string
  /** The words behind `flux-irsa`. */
  args: string[]
  /** What stands before a pipe into it: `printf %s "$TOKEN"`. */
  from?: string
  /** What its output is piped into: `jq .summary`. */
  through?: string
  /** The file that the output goes to in the end. */
  into?: string
}

/**
 * The command lines of ours in a shell block. Knows quotes, continued lines, comments, pipes and redirections; output of other commands is
 * passed over.
 */
export function printedLinesIn(block: string): PrintedLine[] {
  const lines = block.replace(/\\\n\s*/g, ' ').split('\n')
  return lines.flatMap((text) => {
    const at = ours.exec(text)
    if (!at) return []
    const { args, rest } = wordsOf(text.slice(at.index + at[0].length))
    const [, from] = /^\$? ?(.+?)\s*\|$/.exec(text.slice(0, at.index + 1).trim()) ?? []
    const [, through] = /^\|\s*([^>]+?)\s*(?:>|$)/.exec(rest) ?? []
    const [, into] = />\s*([^\s#]+)/.exec(rest) ?? []
    return [{ text: text.trim(), args, ...(from ? { from } : {}), ...(through ? { through } : {}), ...(into ? { into } : {}) }]
  })
}

/** As printedLinesIn, the words of each alone. */
export function commandLinesIn(block: string): string[][] {
  return printedLinesIn(block).map(({ args }) => args)
}

function wordsOf(text: string): { args: string[]; rest: string } {
  const args: string[] = []
  for (const { 1: double, 2: single, 3: bare, 4: end, index } of text.matchAll(/"([^"]*)"|'([^']*)'|([^\s"'()]+)|(\))/g)) {
    if (end ?? (bare !== undefined && /^([|<>#;]|&&|\d>)/.test(bare))) return { args, rest: text.slice(index) }
    args.push(double ?? single ?? bare ?? '')
  }
  return { args, rest: '' }
}
