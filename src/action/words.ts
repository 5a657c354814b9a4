import { badInput } from '../domain/failure.ts'

/** The words of a command line: separated by white space, line breaks included; quotes of either kind keep a word together. Throws bad input. */
export function wordsOf(text: string, field: string): string[] {
  const pattern = /((?:[^\s"']|"[^"]*"|'[^']*')+)|(["'])/g
  return [...text.matchAll(pattern)].map(([, word, open]) => {
    if (open) throw badInput(field, `has a ${open} without its other half`, 'words, in "…" or \'…\' where they hold white space')
    return (word ?? '').replaceAll(/"([^"]*)"|'([^']*)'/g, (_all, double?: string, single?: string) => double ?? single ?? '')
  })
}
