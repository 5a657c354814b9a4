import { setTimeout as sleep } from 'node:timers/promises'
import type { CommandLine } from './command-line.ts'
import type { Catalogue } from './catalogue.ts'
import type { ClusterStore } from '../kube/store-types.ts'
import type { HelmMajor } from './flags.ts'
import type { Gate } from '../gate.ts'
import { HelmError, Killed } from './helm-error.ts'

/** One run of the helm command, inside the sandbox. */
export interface Session {
  store: ClusterStore
  catalogue: Catalogue
  major: HelmMajor
  line: CommandLine
  /** Namespace of the command. */
  namespace: string
  files: Record<string, string>
  stdin: string
  stdout: string[]
  stderr: string[]
  /** Aborted when the client is gone. */
  killed: AbortSignal
  /** Aborted when the client got SIGTERM or SIGINT. */
  cancelled: AbortSignal
  /** Milliseconds between two steps. */
  stepDelayMs: () => number
  /** Asked at every step. */
  gate: () => Gate | undefined
  /** Throws what helm would say when it cannot pull from this registry. */
  checkRegistry: (place: string) => void
}

/** Field manager of helm's writes. */
export const HELM = 'helm'

/** Between two steps: lets the cluster's actors work, and stops a session whose client is gone. */
export async function step({ killed, cancelled, stepDelayMs, gate, line }: Session): Promise<void> {
  await sleep(stepDelayMs())
  const name = `${line.command} ${line.positionals[0] ?? ''}`
  if ((gate()?.fate({ to: 'helm', name, write: true }) ?? 'pass') !== 'pass') throw new Killed()
  if (killed.aborted) throw new Killed()
  if (cancelled.aborted) throw new HelmError('context canceled')
}

/** Resolves once `done` holds; looks again at every event. Rejects with `late()` after `timeoutMs`, and when the session ends. */
export async function until(session: Session, timeoutMs: number, done: () => boolean, late: () => string): Promise<void> {
  const { store, killed, cancelled } = session
  let wake = (): void => undefined
  const unsubscribe = store.onEvent(() => wake())
  const onAbort = (): void => wake()
  killed.addEventListener('abort', onAbort)
  cancelled.addEventListener('abort', onAbort)
  const end = performance.now() + timeoutMs
  try {
    for (;;) {
      const changed = new Promise<void>((resolve) => void (wake = resolve))
      await step(session)
      if (done()) return
      const left = end - performance.now()
      if (left <= 0) throw new HelmError(late())
      const timer = new AbortController()
      await Promise.race([changed, sleep(left, undefined, { signal: timer.signal }).catch(() => undefined)])
      timer.abort()
    }
  } finally {
    unsubscribe()
    killed.removeEventListener('abort', onAbort)
    cancelled.removeEventListener('abort', onAbort)
  }
}

export function flag({ line }: Session, name: string): string | undefined {
  const value = line.flags.get(name)
  return typeof value === 'string' ? value : undefined
}

export function has({ line }: Session, name: string): boolean {
  return line.flags.has(name)
}
