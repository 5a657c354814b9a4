import type { Account } from './account.ts'

/** What role assumption and permission checks look at; behind the writes by the delay. */
export type Seen = Pick<Account, 'roles' | 'policies' | 'providers'>

export interface Visibility {
  /** To be called after every write, so that the write's time is known. */
  record(): void
  /** The account as the slow readers see it now. */
  seen(): Seen
  /** Milliseconds until a write is seen; what stands when it is set counts as seen. */
  delayMs: number
}

/**
 * IAM is eventually consistent: STS and the services see a change some time after IAM has answered (IAM User Guide, "Troubleshoot IAM":
 * "Changes that I make are not always immediately visible"). Off until `delayMs` is set.
 */
export function createVisibility(account: Account, now: () => number): Visibility {
  let delay = 0
  let history: { at: number; text: string; seen: Seen }[] = []

  function record(): void {
    if (delay === 0) return
    const { roles, policies, providers } = account
    const text = JSON.stringify([[...roles], [...policies], [...providers]])
    if (history.at(-1)?.text === text) return
    history.push({ at: now(), text, seen: structuredClone({ roles, policies, providers }) })
  }

  return {
    record,
    seen() {
      if (delay === 0) return account
      record()
      const settled = history.findLastIndex((entry) => now() - entry.at >= delay)
      history = history.slice(Math.max(settled, 0))
      return history[0]?.seen ?? account
    },
    get delayMs() {
      return delay
    },
    set delayMs(value) {
      delay = value
      history = []
      record()
      for (const entry of history) entry.at = -Infinity
    },
  }
}
