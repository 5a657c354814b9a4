/**
 * The command lines of ours in a shell block: what stands behind `flux-irsa` up to a pipe, a redirection or a comment, as words. Knows
 * quotes and continued lines; output of other commands is passed over.
 */
export function commandLinesIn(block: string): string[][] {
  const lines = block.replace(/\\\n\s*/g, ' ').split('\n')
  return lines.flatMap((line) => {
    const at = /(?:^|[\s|;&])flux-irsa (?=-|install|plan|adopt|render|verify|explain|uninstall|demo|help)/.exec(line)
    return at ? [wordsOf(line.slice(at.index + at[0].length))] : []
  })
}

function wordsOf(text: string): string[] {
  const words: string[] = []
  for (const [, double, single, bare] of text.matchAll(/"([^"]*)"|'([^']*)'|([^\s"']+)/g)) {
    if (bare !== undefined && /^([|<>#;]|&&|\d>)/.test(bare)) break
    words.push(double ?? single ?? bare ?? '')
  }
  return words
}
