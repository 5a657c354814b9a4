import { setTimeout as sleep } from 'node:timers/promises'
import type { RunProgram } from '../helm/run-program.ts'

const GRACE_MS = 1_000
const LOOK_AGAIN_MS = 100

export interface Programs {
  /** As the one that was given, and counted. */
  runProgram: RunProgram
  /** Whether one of them is still at work. */
  areRunning(): boolean
}

/** Knows of the programs that are at work. */
export function countPrograms(runProgram: RunProgram): Programs {
  let running = 0
  return {
    runProgram: async (...run) => {
      running++
      try {
        return await runProgram(...run)
      } finally {
        running--
      }
    },
    areRunning: () => running > 0,
  }
}

/**
 * What `work` answers, but not long after the signal has fired, whatever it still waits for (a pause that a server asked for, a plugin that
 * hangs, a pipe that says nothing): a second, and as long as helm is at work, which has its own limit and marks its release. Rejects with
 * the signal's reason; `work` is then left alone.
 */
export async function endSoonAfter<T>(signal: AbortSignal, work: Promise<T>, areProgramsRunning?: () => boolean): Promise<T> {
  const over = new AbortController()
  const cut = async (): Promise<T> => {
    if (!signal.aborted) await fired(signal, over.signal)
    await sleep(GRACE_MS, undefined, { signal: over.signal })
    while (areProgramsRunning?.()) await sleep(LOOK_AGAIN_MS, undefined, { signal: over.signal })
    throw signal.reason
  }
  try {
    return await Promise.race([work, cut()])
  } finally {
    over.abort()
    // Nobody waits for what comes later.
    work.catch(() => {})
  }
}

function fired(signal: AbortSignal, over: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => resolve(), { once: true, signal: over })
    over.addEventListener('abort', () => reject(new Error('it is over')), { once: true })
  })
}
