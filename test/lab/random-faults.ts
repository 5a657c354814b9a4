/** Numbers from 0 up to 1, the same for the same seed (mulberry32). */
export function randomNumbers(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** `killed` takes helm with it, of `orphaned` helm lives on. */
export const KINDS = ['killed before', 'killed after', 'orphaned', 'cut', 'lost', 'failed', 'throttled', 'hang'] as const
export interface RandomFault {
  kind: (typeof KINDS)[number]
  /** The call of the run that it strikes, from 1. */
  at: number
}

export function randomFault(random: () => number, calls: number): RandomFault {
  return { kind: KINDS[Math.floor(random() * KINDS.length)] ?? 'lost', at: 1 + Math.floor(random() * calls) }
}
