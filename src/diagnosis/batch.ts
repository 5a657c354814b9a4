import { CAUSES } from './causes/all.ts'
import type { Sign } from './cause.ts'

/** A pattern that looks at the begin or the end of the text means another thing in a joined one. */
const ANCHORED = /(?<![\\[])\^|(?<!\\)\$/

interface Filter {
  sign: Sign
  /** `undefined`: the sign has to be tried on every text. */
  patterns: readonly RegExp[] | undefined
}

const FILTERS: readonly Filter[] = CAUSES.flatMap(({ signs }) => signs).map((sign) => ({ sign, patterns: patternsOf(sign) }))

function patternsOf({ test, hint }: Sign): readonly RegExp[] | undefined {
  if (typeof test === 'function') return hint && [hint]
  const patterns = test instanceof RegExp ? [test] : test
  return patterns.some(({ source }) => ANCHORED.test(source)) ? undefined : patterns
}

/**
 * The signs that some of these texts may show: what is not found in all of them together is in none. Most lines of a log show nothing, and one
 * look at many of them costs less than many looks. The texts are normalised, so no pattern with `.` reaches over the line ends between them.
 */
export function signsIn(texts: readonly string[]): ReadonlySet<Sign> {
  const joined = texts.join('\n')
  return new Set(FILTERS.filter(({ patterns }) => !patterns || patterns.some((pattern) => pattern.test(joined))).map(({ sign }) => sign))
}
