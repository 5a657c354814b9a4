import { Failure } from '../domain/failure.ts'
import type { Emit } from '../model/events.ts'
import { runGraph } from './graph.ts'
import type { Action, Result } from '../model/plan.ts'

export interface Runner {
  /** Carries one action out; throws when it cannot. */
  run: (action: Action, waiting: (text: string) => void) => Promise<void>
  emit: Emit
  signal: AbortSignal
}

/** Walks the plan's graph. One result per action, in the plan's order; errors become results, so this never throws. */
export async function applyActions(actions: Action[], { run, emit, signal }: Runner): Promise<Result[]> {
  const results = new Map<string, Result>()
  const finish = (action: Action, result: Result): boolean => {
    results.set(action.id, result)
    emit({ type: 'action-finished', action, result })
    return result.outcome === 'done' || result.outcome === 'kept'
  }
  const runOne = async (action: Action): Promise<boolean> => {
    if (action.kind === 'keep') return finish(action, { id: action.id, outcome: 'kept', durationMs: 0 })
    const started = performance.now()
    const durationMs = () => Math.round(performance.now() - started)
    emit({ type: 'action-started', action })
    let awaited: string | undefined
    const waiting = (text: string) => {
      awaited = text
      emit({ type: 'action-waiting', id: action.id, text })
    }
    try {
      await run(action, waiting)
      return finish(action, { id: action.id, outcome: 'done', durationMs: durationMs() })
    } catch (error) {
      const isCutOff = signal.aborted && (error === signal.reason || !(error instanceof Failure))
      const told = errorOf(isCutOff ? signal.reason : error)
      // Who is out of time wants to know what took it.
      const message = isCutOff && awaited ? `${told.message}; waited for: ${awaited}` : told.message
      return finish(action, { id: action.id, outcome: 'failed', durationMs: durationMs(), error: { ...told, message } })
    }
  }
  await runGraph(actions, runOne, (action) => void finish(action, { id: action.id, outcome: 'skipped', durationMs: 0 }), signal)
  return actions.map((action) => results.get(action.id) ?? { id: action.id, outcome: 'skipped', durationMs: 0 })
}

/** An error as a result carries it. */
export function errorOf(error: unknown): NonNullable<Result['error']> {
  if (error instanceof Failure) return { code: error.code, message: error.message, ...(error.fix ? { fix: error.fix } : {}) }
  return { code: 'bug', message: error instanceof Error ? `${error.name}: ${error.message}` : String(error) }
}
