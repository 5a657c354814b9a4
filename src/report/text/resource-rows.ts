import type { Action } from '../../model/plan.ts'
import { rowOf } from '../../resources/table.ts'
import { padTo, visibleLength } from './layout.ts'
import { oneLine, plainText } from './plain-text.ts'
import type { Theme } from './theme.ts'

/** `service-account lab-flux` as one word group, safe to print. */
export function actionName(action: Pick<Action, 'resource' | 'name'>): string {
  return oneLine(`${action.resource} ${action.name}`)
}

/** The actions under the headings `aws` and `kubernetes`, each in its order; a heading without actions is left out. */
export function groupedLines(actions: Action[], theme: Theme, render: (action: Action) => string[]): string[] {
  const isAws = (action: Action) => rowOf(action.resource).place === 'aws'
  const groups: [string, Action[]][] = [
    ['aws', actions.filter(isAws)],
    ['kubernetes', actions.filter((action) => !isAws(action))],
  ]
  return groups
    .filter(([, members]) => members.length > 0)
    .flatMap(([title, members]) => ['', theme.paint('strong', title), ...members.flatMap(render)])
}

/** Width of the column that holds the kind of resource. */
export function resourceWidth(rows: { resource: string }[]): number {
  return Math.max(0, ...rows.map((row) => visibleLength(row.resource)))
}

/** `iam-role         name` with the name in a column of its own. */
export function resourceCell(row: { resource: string; name: string }, width: number): string {
  return `${padTo(oneLine(row.resource), width)}  ${oneLine(row.name)}`
}

/** `Next: <command>` after an empty line, or nothing; never wrapped, so that it can be pasted. */
export function nextLines(next: string | undefined, theme: Theme): string[] {
  return next ? ['', `${theme.paint('strong', 'Next:')} ${plainText(next)}`] : []
}
