import type { Event } from '../model/events.ts'

export interface Stopwatch {
  /** Told of a question it stands still until there is an answer. */
  follow(event: Event): void
  /** Milliseconds that the run itself took, without the time at a prompt. */
  elapsedMs(): number
}

/** Starts at once. `now` gives milliseconds. */
export function startStopwatch(now: () => number): Stopwatch {
  const startedAt = now()
  let [asked, since] = [0, undefined as number | undefined]
  return {
    follow: (event) => {
      if (event.type !== 'question') return
      if (since !== undefined) asked += now() - since
      since = event.isOpen ? now() : undefined
    },
    elapsedMs: () => now() - startedAt - asked - (since === undefined ? 0 : now() - since),
  }
}
