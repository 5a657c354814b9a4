import { setTimeout as sleep } from 'node:timers/promises'

/**
 * Lets calls through in rounds: all that have come wait, and are answered together once nothing more comes. So each call takes exactly
 * one round, however long the machine takes, and the number of rounds is the longest chain of calls that wait for each other.
 */
export interface RoundTrips {
  /** Ends with the round that this call is let through in. */
  wait(call: string): Promise<void>
  /** The calls of each round so far. */
  readonly rounds: readonly (readonly string[])[]
  /** Lets through what waits, and from then on everything at once. */
  stop(): void
}

/** Nothing came for so long: whoever was answered has sent what comes next. Longer counts the same, too short counts too many. */
const QUIET_MS = 25
/** Turns of the event loop in which nothing came either: on a busy machine a timer is over before what has arrived was looked at. */
const QUIET_TURNS = 20

/** For client and server in one process. */
export function createRoundTrips(): RoundTrips {
  const rounds: string[][] = []
  let waiting: { call: string; go: () => void }[] = []
  let arrivals = 0
  let isStopped = false
  let isCounting = false

  async function count(): Promise<void> {
    for (let seen = -1; seen !== arrivals;) {
      seen = arrivals
      await sleep(QUIET_MS)
      for (let turn = 0; turn < QUIET_TURNS && seen === arrivals; turn++) await new Promise((resolve) => void setImmediate(resolve))
    }
    isCounting = false
    const round = waiting
    waiting = []
    rounds.push(round.map(({ call }) => call))
    for (const { go } of round) go()
  }

  return {
    rounds,
    wait: (call) =>
      isStopped
        ? Promise.resolve()
        : new Promise((resolve) => {
            arrivals++
            waiting.push({ call, go: resolve })
            if (isCounting) return
            isCounting = true
            void count()
          }),
    stop: () => {
      isStopped = true
      for (const { go } of waiting.splice(0)) go()
    },
  }
}
