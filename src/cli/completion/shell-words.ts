/**
 * The words of an unfinished command line, the last one being what is typed now: '' behind a space. Knows quotes and backslashes as a
 * shell reads them, an open quote included; expands nothing.
 */
export function shellWords(line: string): string[] {
  const words: string[] = []
  let word: string | undefined
  for (const [, single, double, escaped, bare] of line.matchAll(/'([^']*)(?:'|$)|"((?:\\.|[^"\\])*)(?:"|\\?$)|\\(.?)|([\s\S])/g)) {
    if (bare !== undefined && /\s/.test(bare)) {
      if (word !== undefined) words.push(word)
      word = undefined
    } else {
      word = (word ?? '') + (single ?? double?.replaceAll(/\\(["\\$`])/g, '$1') ?? escaped ?? bare ?? '')
    }
  }
  return [...words, word ?? '']
}
