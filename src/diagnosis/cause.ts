import type { Names, Subject } from './names.ts'
import type { Topic } from './topic.ts'

/** `certain` is a promise: the text proves it. `likely`: the usual cause of such a text. `possible`: one of several. */
export type Confidence = 'certain' | 'likely' | 'possible'

/**
 * What speaks for a cause: a pattern, several of which one is enough, or a function that answers with the words. Texts come with every run
 * of white space made one space.
 */
export type Test = RegExp | readonly RegExp[] | ((text: string, subject: Subject) => string | undefined)

export interface Sign {
  confidence: Confidence
  test: Test
  /** 0 to 9: which comes first among signs of the same confidence. */
  rank: number
  /** The sign does not count where this is in the text too. */
  unless?: RegExp
  /** Words of people: they do not count beside what a program said. */
  isSymptom?: true
  /** The sign counts only where the text is about this: words that mean nothing by themselves (`early EOF`). */
  about?: Topic
  /** For a test that is a function: it finds nothing in a text where this is not. Spares most texts the function. */
  hint?: RegExp
}

/** A root cause that can be told from what programs print. One entry of the table; docs/causes.md is made from it. */
export interface Cause {
  /** Kebab-case, for good: scripts and the headings of docs/causes.md rely on it. */
  id: string
  /** What is wrong, in one line. */
  title: string
  signs: Sign[]
  /** It is found only in texts about one of these, and in texts of which it is not known what they are about. */
  topics?: readonly Topic[]
  /** The object that said the text shows that this is not its cause. */
  isContradictedBy?: (subject: Subject) => boolean
  /** What else would decide between this cause and those that print the same. */
  differs?: string
  /** A command to paste, or one sentence where only somebody else can mend it. Names that are not in the input are PLACEHOLDERS. */
  fix: (names: Names) => string
  /** One text as a program prints it; a test holds that it is recognised. */
  example: string
  /** Follows from other causes (`consequence`) or is no fault at all (`harmless`): stands behind every cause that explains more. */
  weight?: 'consequence' | 'harmless'
}

type Extras = Partial<Pick<Sign, 'rank' | 'unless' | 'about' | 'hint'>>

/** A sign that proves its cause: use it only where no other cause prints these words. */
export function certain(test: Test, extras: Extras = {}): Sign {
  return { confidence: 'certain', test, rank: 5, ...extras }
}

/** A sign whose usual cause this is. */
export function likely(test: Test, extras: Extras = {}): Sign {
  return { confidence: 'likely', test, rank: 5, ...extras }
}

/** A sign that this cause shares with others. */
export function possible(test: Test, extras: Extras = {}): Sign {
  return { confidence: 'possible', test, rank: 5, ...extras }
}

/** How people put the cause into words (“the pod uses the node's role”): where no program has said anything better. */
export function symptom(test: RegExp, unless?: RegExp): Sign {
  return { confidence: 'possible', test, rank: 8, isSymptom: true, ...(unless ? { unless } : {}) }
}

/** `first`, and at most `gap` characters behind it `second`; letter case does not count. */
export function near(first: string, second: string, gap = 240): RegExp {
  return new RegExp(`(?:${first})[^]{0,${gap}}?(?:${second})`, 'i')
}
