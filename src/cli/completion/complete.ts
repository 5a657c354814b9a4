import { OPTIONS } from '../../config/options.ts'
import { VERSION } from '../../version.ts'
import type { Io } from '../io.ts'
import { createProgram, type Handlers } from '../program.ts'
import { candidatesAt, type Candidate } from './candidates.ts'
import { placeInLine, type PlaceInLine } from './place-in-line.ts'
import { FILES } from './scripts.ts'
import { shellWords } from './shell-words.ts'
import { valuesOf } from './values.ts'

/** Nothing that a shell would take for more than a word may come into somebody's command line: names come from files and from AWS. */
const PLAIN = /^[\w@%+=:,./-]+$/

/**
 * Answers the completion scripts on stdout, one candidate a line, behind a tab what it means. `bash LINE WORD`: the line up to the
 * cursor, and what bash takes for the word there, which `=` and `:` begin anew. `words WORD…`: the words behind the program's name.
 * Silent when anything goes wrong, and always exit code 0: nobody asked for a message.
 */
export async function complete([form, ...rest]: readonly string[], io: Io): Promise<number> {
  try {
    const words = form === 'bash' ? shellWords(rest[0] ?? '').slice(1) : rest
    const found = await answer(words, io)
    if (found === 'files') io.stdout.write(`${FILES}\n`)
    else
      io.stdout.write(found.map((one) => (form === 'bash' ? behindBreak(one.value, words.at(-1) ?? '', rest[1]) : described(one))).join(''))
  } catch {
    // A Tab that finds nothing does nothing.
  }
  return 0
}

async function answer(words: string[], io: Io): Promise<Candidate[] | 'files'> {
  const handlers = {} as Handlers
  const program = createProgram({ version: VERSION, io: { stdout: () => {}, stderr: () => {} }, handlers })
  const place = placeInLine(program, words)
  const option = typeof place.expects === 'object' ? place.expects.valueOf : undefined
  if (!option) return fitting(candidatesAt(program, place), place)
  const own = OPTIONS.find(({ flag }) => flag === option.long)
  if (!own) return []
  const asking = {
    env: io.env,
    ...(io.trustedCa ? { trustedCa: io.trustedCa } : {}),
    text: (key: string) => {
      const said = place.said[key] ?? io.env[OPTIONS.find((one) => one.key === key)?.env ?? '']
      return typeof said === 'string' && said !== '' ? said : undefined
    },
    interrupted: io.interrupted,
  }
  const values = await valuesOf(own, place.command?.name() ?? '', asking)
  return fitting(values, own.kind === 'list' || own.several ? atLastItem(place) : place)
}

/** Lists may be comma separated in one word. */
function atLastItem(place: PlaceInLine): PlaceInLine {
  const at = place.typed.lastIndexOf(',') + 1
  return { ...place, kept: place.kept + place.typed.slice(0, at), typed: place.typed.slice(at) }
}

function fitting(candidates: Candidate[] | 'files', { kept, typed }: PlaceInLine): Candidate[] | 'files' {
  if (candidates === 'files') return candidates
  const seen = new Set<string>()
  return candidates.flatMap(({ value, about }) => {
    if (!value.startsWith(typed) || !PLAIN.test(value) || seen.has(value)) return []
    seen.add(value)
    return { value: kept + value, ...(about ? { about } : {}) }
  })
}

function described({ value, about }: Candidate): string {
  return about ? `${value}\t${about.replaceAll(/\s+/g, ' ')}\n` : `${value}\n`
}

/** Of `--output=json` only `json`, where bash replaces no more than what stands behind the `=`. */
function behindBreak(value: string, typed: string, word: string | undefined): string {
  const kept = word !== undefined && typed.endsWith(word) ? typed.length - word.length : 0
  return `${value.slice(kept)}\n`
}
