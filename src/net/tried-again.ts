import { setTimeout as sleep } from 'node:timers/promises'
import pRetry from 'p-retry'

const RETRIES = 5
const FIRST_PAUSE_MS = 200
const LONGEST_PAUSE_MS = 5_000
const LONGEST_RETRY_AFTER_MS = 30_000
const PASSING_STATUS = new Set([429, 500, 502, 503, 504])
const PASSING_CODE = /^(ECONNRESET|ECONNREFUSED|EPIPE|ETIMEDOUT|EAI_AGAIN|ENOTFOUND|EHOSTUNREACH|TimeoutError)$/

interface Patience {
  signal: AbortSignal
  /** About how long the first pause is, in place of the usual one; milliseconds. Each further one doubles. */
  pauseMs?: number | undefined
  /** Of a failure that is an answer: its status, and for how long the server asks to be left alone. */
  answerOf: (error: Error) => { status: number; retryAfterMs?: number | undefined } | undefined
}

/**
 * A call that is made again while its failure may pass by itself: an overload or an error of the server (RFC 9110 §15.6, RFC 6585 §4), a
 * connection that breaks or is not made. Throws the last failure, any other at once.
 */
export function triedAgain<T>(call: () => Promise<T>, { signal, pauseMs = FIRST_PAUSE_MS, answerOf }: Patience): Promise<T> {
  const mayPass = (error: Error) => {
    const answer = answerOf(error)
    return answer ? PASSING_STATUS.has(answer.status) : PASSING_CODE.test((error as { code?: string }).code ?? error.name)
  }
  return pRetry(call, {
    retries: RETRIES,
    minTimeout: pauseMs,
    maxTimeout: LONGEST_PAUSE_MS,
    randomize: true,
    signal,
    shouldRetry: ({ error }) => mayPass(error),
    onFailedAttempt: async ({ error, retriesLeft }) => {
      const { retryAfterMs = 0 } = answerOf(error) ?? {}
      if (retriesLeft > 0 && retryAfterMs > 0 && mayPass(error))
        await sleep(Math.min(retryAfterMs, LONGEST_RETRY_AFTER_MS), undefined, { signal })
    },
  })
}

/** The Retry-After header's seconds as milliseconds; `undefined` where there is none, or a date (RFC 9110 §10.2.3). */
export function retryAfterIn(headers: Record<string, string>): number | undefined {
  const seconds = Number(headers['retry-after'])
  return Number.isFinite(seconds) ? seconds * 1000 : undefined
}
