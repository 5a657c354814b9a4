import { hasWork, type Plan } from '../model/plan.ts'

interface Asked {
  name: string
  plan: Plan
}

export interface AskTogether {
  /** To be told of every plan: one without work is never asked about. */
  planned(name: string, plan: Plan): void
  /** Resolves once the answer for all was yes; rejects with what `ask` threw, or with the signal's reason. */
  confirm(name: string, plan: Plan): Promise<void>
  /** To be told when a cluster came to its end, however. */
  ended(name: string): void
}

/**
 * One question for all clusters: it is put when each of them has shown its plan or came to its end, and is about those plans that would
 * change something.
 */
export function askTogether(names: readonly string[], ask: (plans: Asked[]) => Promise<void>, signal: AbortSignal): AskTogether {
  const awaited = new Set(names)
  const plans: Asked[] = []
  let settle: { resolve: () => void; reject: (reason: unknown) => void } | undefined
  const answer = new Promise<void>((resolve, reject) => (settle = { resolve, reject }))
  // Nobody may be waiting for it.
  answer.catch(() => {})
  signal.addEventListener('abort', () => settle?.reject(signal.reason), { once: true })

  function arrived(name: string): void {
    if (!awaited.delete(name) || awaited.size > 0 || plans.length === 0 || signal.aborted) return
    const inOrder = plans.toSorted((a, b) => names.indexOf(a.name) - names.indexOf(b.name))
    void ask(inOrder).then(settle?.resolve, settle?.reject)
  }

  return {
    planned(name, plan) {
      if (!hasWork(plan) || plan.summary.conflict > 0) arrived(name)
    },
    confirm(name, plan) {
      plans.push({ name, plan })
      arrived(name)
      return answer
    },
    ended: arrived,
  }
}
