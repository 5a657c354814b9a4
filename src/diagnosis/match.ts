import { stripVTControlCharacters } from 'node:util'
import { CAUSES } from './causes/all.ts'
import type { Cause, Confidence, Sign } from './cause.ts'
import type { Subject } from './names.ts'
import { topicsOf } from './topic.ts'

/** A cause that a text speaks for. */
export interface Hit {
  cause: Cause
  confidence: Confidence
  /** Higher comes first. */
  score: number
  /** The words that speak for it. */
  evidence: string
  /** They are words of a person, not of a program. */
  isSymptom: boolean
}

export const TIERS: Record<Confidence, number> = { certain: 100, likely: 50, possible: 10 }
const LOWERED: Record<NonNullable<Cause['weight']>, number> = { consequence: 12, harmless: 40 }

/** How long a text is looked at: messages of programs are shorter, and time and memory stay bounded. */
const TEXT_LIMIT = 16_384

// Keys, tokens and encoded files say nothing, and patterns take long over them.
const LONG_WORD = /\S{1500,}/g

/** A text as the signs expect it: escapes of JSON and Go undone, wraps of terminals and boxes taken out, every white space one space. */
export function normalised(text: string): string {
  return stripVTControlCharacters(text.slice(0, TEXT_LIMIT))
    .replace(/&(?:#34|quot);/g, '"')
    .replace(/\\+(["'`])/g, '$1')
    .replace(/(?:\\[nrt])+/g, ' ')
    .replace(/^[ \t]*[│|╷╵][ \t]?/gm, ' ')
    .replace(/[‘’]/g, "'")
    .replace(/[“”]/g, '"')
    .replace(/\s+/g, ' ')
    .replace(LONG_WORD, (word) => `${word.slice(0, 600)}…${word.slice(-300)}`)
    .trim()
}

/** Narrowest terminal or box that cuts lines, in characters. */
const NARROWEST = 60

/**
 * The text as it was before a terminal cut it at its last column, also in the middle of words; `undefined` where no line looks cut. It may
 * join words that were apart: look at the text with its line ends too.
 */
export function unbroken(text: string): string | undefined {
  const lines = text.slice(0, TEXT_LIMIT).split(/\r?\n/)
  const width = Math.max(...lines.slice(0, -1).map(({ length }) => length))
  const isCut = (line: string | undefined, next: string | undefined) => line?.length === width && /^[^\s│|╷╵{]/.test(next ?? '')
  if (width < NARROWEST || !lines.some((line, index) => isCut(line, lines[index + 1]))) return undefined
  return lines.map((line, index) => (isCut(line, lines[index + 1]) ? line : `${line}\n`)).join('')
}

interface About {
  /** The object that said the text. */
  subject?: Subject | undefined
  /** The only signs that can be in the text, where that is known. */
  signs?: ReadonlySet<Sign>
}

/** All causes that the text speaks for, best first; one hit each. The text is normalised already. */
export function causesOf(text: string, among: readonly Cause[] = CAUSES, { subject, signs }: About = {}): Hit[] {
  const { named, sure } = topicsOf(text, subject)
  const isPossible = ({ topics, isContradictedBy }: Cause) =>
    (!topics || sure.size === 0 || topics.some((topic) => sure.has(topic))) && !(subject && isContradictedBy?.(subject))
  const counts = (sign: Sign) => (!signs || signs.has(sign)) && (!sign.about || named.has(sign.about))
  const found = among.filter(isPossible).flatMap((cause) => strongest(cause, { text, subject }, counts) ?? [])
  const isSaid = found.some(({ confidence }) => confidence !== 'possible')
  const hits = isSaid ? found.filter(({ isSymptom }) => !isSymptom) : found
  const proofs = hits.filter(({ confidence }) => confidence === 'certain')
  // Two proofs in one text: one of them is no root, and which one the text does not say.
  const kept =
    proofs.length > 1 ? hits.map((hit) => (hit.confidence === 'certain' ? { ...hit, confidence: 'likely' as const } : hit)) : hits
  const best = kept.some(({ confidence }) => confidence === 'certain') ? kept.filter(({ confidence }) => confidence !== 'possible') : kept
  return best.sort((a, b) => b.score - a.score)
}

interface Said {
  text: string
  subject: Subject | undefined
}

function strongest(cause: Cause, said: Said, counts: (sign: Sign) => boolean): Hit | undefined {
  let best: Hit | undefined
  for (const sign of cause.signs) {
    const score = TIERS[sign.confidence] + sign.rank - (cause.weight ? LOWERED[cause.weight] : 0)
    if ((best && best.score >= score) || !counts(sign)) continue
    const evidence = words(sign, said)
    if (evidence !== undefined) best = { cause, confidence: sign.confidence, score, evidence, isSymptom: sign.isSymptom === true }
  }
  return best
}

function words({ test, unless }: Sign, { text, subject = {} }: Said): string | undefined {
  const found = typeof test === 'function' ? test(text, subject) : firstOf(test instanceof RegExp ? [test] : test, text)
  return found === undefined || unless?.test(text) ? undefined : found
}

function firstOf(patterns: readonly RegExp[], text: string): string | undefined {
  for (const pattern of patterns) {
    const found = pattern.exec(text)?.[0]
    if (found !== undefined) return found
  }
  return undefined
}
