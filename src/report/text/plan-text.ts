import type { Origins } from '../../model/settings.ts'
import type { Action, ActionKind, Plan } from '../../model/plan.ts'
import { changeLines } from './change-lines.ts'
import { hanging, unwrapped, visibleLength } from './layout.ts'
import { oneLine, plainText } from './plain-text.ts'
import { groupedLines, nextLines, resourceCell, resourceWidth } from './resource-rows.ts'
import { originLines, targetLines } from './target-text.ts'
import type { Theme } from './theme.ts'

export interface PlanTextOptions {
  theme: Theme
  verbose: boolean
  origins?: Origins
  next?: string
}

/** A plan as a person reads it: target, what changes field by field, conflicts with the way out, notices, counts, the next command. */
export function planText(plan: Plan, { theme, verbose, origins, next }: PlanTextOptions): string[] {
  const shown = verbose ? plan.actions : plan.actions.filter((action) => action.kind !== 'keep')
  const width = resourceWidth(shown)
  return [
    ...targetLines(plan.target, theme, verbose),
    ...(verbose && origins ? originLines(origins, theme) : []),
    ...groupedLines(shown, theme, (action) => actionLines(action, { theme, verbose, width })),
    ...noticeLines(plan.notices, theme),
    ...lastingLines(plan, theme),
    '',
    ...hanging('', countsLine(plan), theme.width, (line) => theme.paint('strong', line)),
    ...nextLines(next, theme),
  ]
}

function actionLines(action: Action, { theme, verbose, width }: { theme: Theme; verbose: boolean; width: number }): string[] {
  const rows = rowLines(action, theme, width)
  if (action.kind === 'keep') return rows
  const detail = (key: string, text: string | undefined, wrap = true) =>
    text ? hanging(`      ${theme.paint('faint', key.padEnd(8))}`, oneLine(text), wrap ? theme.width : Infinity) : []
  const why = [...detail('because', action.reason), ...detail('fix', action.fix, false)]
  if (action.kind === 'remove' && !verbose) return [...rows, ...why]
  return [...rows, ...changeLines(action, theme, verbose), ...why]
}

/** The name goes below its kind where it fits there and not beside it. */
function rowLines(action: Action, theme: Theme, width: number): string[] {
  const mark = `  ${theme.mark(action.kind)} `
  const [name, beside] = [oneLine(action.name), mark + resourceCell(action, width)]
  if (visibleLength(beside) <= theme.width || visibleLength(name) + 6 > theme.width) return [beside]
  return [mark + oneLine(action.resource), `      ${name}`]
}

/** Notices, one each line, after an empty line; nothing when there are none. */
export function noticeLines(notices: string[], theme: Theme): string[] {
  return notices.length === 0 ? [] : ['', ...notices.flatMap((text) => hanging(`${theme.mark('warn')} `, oneLine(text), theme.width))]
}

/** What the owner of a Flux that is not ours has to set, ready to be copied; nothing where there is no such owner. */
export function lastingLines({ lasting }: Plan, theme: Theme): string[] {
  if (!lasting) return []
  return [
    '',
    ...hanging('', `So that it lasts, set this ${oneLine(lasting.where)}:`, theme.width, (line) => theme.paint('strong', line)),
    ...unwrapped('  ', plainText(lasting.text)),
  ]
}

const COUNTED: [ActionKind, (count: number) => string][] = [
  ['create', (count) => `${count} to create`],
  ['update', (count) => `${count} to update`],
  ['remove', (count) => `${count} to remove`],
  ['restart', (count) => `${count} to restart`],
  ['conflict', (count) => `${count} ${count === 1 ? 'conflict' : 'conflicts'}`],
  ['keep', (count) => `${count} unchanged`],
]

/** `Plan: 3 to create, 1 to update, 4 unchanged.`; kinds that do not occur are left out. */
export function countsLine({ summary }: Pick<Plan, 'summary'>): string {
  const { keep, ...work } = summary
  if (Object.values(work).every((count) => count === 0)) return `Nothing to do: ${keep} unchanged.`
  return `Plan: ${COUNTED.filter(([kind]) => summary[kind] > 0)
    .map(([kind, say]) => say(summary[kind]))
    .join(', ')}.`
}
