/** Work that is due in a moment; what is still due when the sandbox closes never runs. */
export interface Later {
  (ms: number, work: () => void): void
  /** How many pieces of work are due. */
  pending(): number
  stop(): void
}

export function createLater(): Later {
  const timers = new Set<NodeJS.Timeout>()
  let stopped = false
  const later = (ms: number, work: () => void): void => {
    if (stopped) return
    const timer = setTimeout(() => {
      timers.delete(timer)
      work()
    }, ms)
    timers.add(timer)
  }
  return Object.assign(later, {
    pending: () => timers.size,
    stop() {
      stopped = true
      for (const timer of timers) clearTimeout(timer)
      timers.clear()
    },
  })
}
