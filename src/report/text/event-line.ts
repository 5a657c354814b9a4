import type { Event } from '../../model/events.ts'
import type { ActionKind, Outcome } from '../../model/plan.ts'
import { duration } from './duration.ts'
import { oneLine } from './plain-text.ts'
import { actionName } from './resource-rows.ts'
import type { SymbolName } from './theme.ts'
import { checkStory, tally } from './verify-text.ts'

/** A line about something that is over, for either way of showing progress. */
export interface EventLine {
  word: string
  mark: SymbolName
  text: string
}

const WORDS: Record<Outcome, [word: string, mark: SymbolName]> = {
  done: ['done', 'pass'],
  kept: ['kept', 'keep'],
  failed: ['fail', 'fail'],
  skipped: ['skip', 'skip'],
}
const VERBS: Partial<Record<ActionKind, string>> = { remove: 'removed', restart: 'restarted' }

/**
 * The line that an event leaves behind, or `undefined` where it leaves none at this verbosity: calls from 2 on, single checks and
 * what was already as wanted from 1 on.
 */
export function eventLine(event: Event, verbosity: number): EventLine | undefined {
  if (event.type === 'notice') return { word: 'note', mark: 'warn', text: oneLine(event.text) }
  if (event.type === 'call') return verbosity >= 2 ? { word: 'call', mark: 'arrow', text: callText(event) } : undefined
  if (event.type === 'check-finished') {
    const { id, status } = event.check
    return verbosity >= 1 ? { word: 'check', mark: status, text: `${oneLine(id)} ${status}: ${checkStory(event.check, true)}` } : undefined
  }
  if (event.type === 'check-changed') {
    const { id, status, message } = event.change
    return { word: 'check', mark: status === 'gone' ? 'skip' : status, text: `${oneLine(id)} ${status}: ${oneLine(message)}` }
  }
  if (event.type === 'verify-finished') {
    const { verdict, summary, durationMs } = event.report
    return { word: verdict === 'fail' ? 'fail' : 'done', mark: verdict, text: `verify: ${tally(summary)} (${duration(durationMs)})` }
  }
  if (event.type !== 'action-finished') return undefined
  const { action, result } = event
  if (verbosity < 1 && (result.outcome === 'kept' || (action.kind === 'keep' && result.outcome !== 'failed'))) return undefined
  const [word, mark] = WORDS[result.outcome]
  const verb = result.outcome === 'done' ? VERBS[action.kind] : undefined
  const story = result.error ? `: ${oneLine(result.error.message)}` : ''
  const time = result.outcome === 'skipped' || result.outcome === 'kept' ? '' : ` (${duration(result.durationMs)})`
  return { word, mark, text: `${actionName(action)}${verb ? ` ${verb}` : ''}${story}${time}` }
}

function callText({ service, operation, outcome, durationMs, attempt }: Extract<Event, { type: 'call' }>): string {
  return oneLine(`${service} ${operation} ${outcome} ${Math.round(durationMs)}ms${attempt && attempt > 1 ? ` (attempt ${attempt})` : ''}`)
}
