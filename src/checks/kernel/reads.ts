import pLimit from 'p-limit'

export interface ReadOptions {
  concurrency: number
  signal: AbortSignal
  now: () => number
  sleep: (ms: number, signal: AbortSignal) => Promise<void>
  /** Epoch milliseconds until which an answer that IAM's propagation explains is asked for again. */
  propagationUntil?: number
}

/** Whether an outcome may only mean that an IAM change has not arrived everywhere yet. */
export interface Propagation<T> {
  value?: (value: T) => boolean
  error?: (error: unknown) => boolean
}

export interface Reads {
  /** The outcome of the one read with this key, for every check that asks; side by side, but never more than `concurrency`. */
  once<T>(key: string, read: () => Promise<T>, propagation?: Propagation<T>): Promise<T>
  /** As `once`, of the cluster: under a limit of its own, so that neither AWS nor the cluster waits for what the other is asked. */
  ofCluster<T>(key: string, read: () => Promise<T>): Promise<T>
  /** The same for what is derived from other reads: takes no place among the running ones. */
  derived<T>(key: string, derive: () => Promise<T>): Promise<T>
}

const RETRY_MS = 3_000
/** The client of the API server has a limit of its own, which is the lower one. */
const CLUSTER_READS = 64

/** Rejects with the signal's reason once it fires, also when the port below never answers; after that it starts none. */
async function untilAborted<T>(read: () => Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted()
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason)
    signal.addEventListener('abort', abort, { once: true })
    read()
      .then(resolve, reject)
      .finally(() => signal.removeEventListener('abort', abort))
  })
}

/** Memoised reads under one limit, one signal and one propagation window. */
export function createReads(options: ReadOptions): Reads {
  const { signal, now, sleep, propagationUntil = 0 } = options
  const limits = { aws: pLimit(options.concurrency), cluster: pLimit(CLUSTER_READS) }
  const memo = new Map<string, Promise<unknown>>()

  function remembered<T>(key: string, start: () => Promise<T>): Promise<T> {
    const known = memo.get(key)
    if (known) return known as Promise<T>
    const started = start()
    memo.set(key, started)
    return started
  }

  async function attempt<T>(read: () => Promise<T>, of: keyof typeof limits, propagation: Propagation<T> = {}): Promise<T> {
    for (;;) {
      const mayHeal = now() + RETRY_MS <= propagationUntil
      try {
        const value = await limits[of](() => untilAborted(read, signal))
        if (!mayHeal || !propagation.value?.(value)) return value
      } catch (error) {
        if (!mayHeal || !propagation.error?.(error)) throw error
      }
      await sleep(RETRY_MS, signal)
    }
  }

  return {
    once: (key, read, propagation) => remembered(key, () => attempt(read, 'aws', propagation)),
    ofCluster: (key, read) => remembered(key, () => attempt(read, 'cluster')),
    derived: (key, derive) => remembered(`derived ${key}`, derive),
  }
}
