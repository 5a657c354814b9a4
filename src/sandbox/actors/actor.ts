import { setTimeout as sleep } from 'node:timers/promises'
import type { Activity } from './activity.ts'

/** One controller: does its work again whenever it is woken, never twice at once; wakes while it works are one more round. */
export interface Actor {
  wake(): void
  stop(): void
}

const TRIES = 5

/** `work` looks at the whole state each time; what it throws is tried again a few times (a conflict heals), then told to `onError`. */
export function startActor(options: { activity: Activity; work: () => void | Promise<void>; onError: (error: unknown) => void }): Actor {
  const { activity, work, onError } = options
  let running = false
  let again = false
  let stopped = false

  async function attempt(): Promise<void> {
    for (let tries = 1; !stopped; tries++) {
      try {
        return await work()
      } catch (error) {
        if (tries === TRIES) return onError(error)
        await sleep(2 * tries)
      }
    }
  }

  async function run(): Promise<void> {
    const end = activity.begin()
    do {
      again = false
      await new Promise((resolve) => setImmediate(resolve))
      await attempt()
    } while (again && !stopped)
    running = false
    end()
  }

  return {
    wake() {
      if (stopped) return
      again = true
      if (running) return
      running = true
      void run()
    },
    stop() {
      stopped = true
    },
  }
}
