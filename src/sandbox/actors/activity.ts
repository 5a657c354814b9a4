import { setTimeout as sleep } from 'node:timers/promises'

/** Knows whether anything in the simulated cluster is still at work. */
export interface Activity {
  /** Marks work as begun; the answer ends it. */
  begin(): () => void
  /** Something happened that others may react to. */
  touch(): void
  /** Resolves when no work is open and nothing has happened for `quietMs`. */
  idle(): Promise<void>
}

export function createActivity(quietMs = 5): Activity {
  let open = 0
  let last = 0
  const touch = () => void (last = performance.now())
  return {
    touch,
    begin() {
      open++
      let ended = false
      return () => {
        if (ended) return
        ended = true
        open--
        touch()
      }
    },
    async idle() {
      touch()
      while (open > 0 || performance.now() - last < quietMs) await sleep(3)
    },
  }
}
