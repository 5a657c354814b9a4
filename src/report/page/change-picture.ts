import type { Plan } from '../../model/plan.ts'
import type { InstallReport, UninstallReport } from '../../model/report.ts'
import { actionRows, type ActionRow } from '../text/action-rows.ts'
import { rowOf } from '../../resources/table.ts'
import { CHAIN_LINKS, CHAIN_NODES } from './chain-links.ts'

type State = ActionRow['state']

/** Worst first: a station that several things make up is drawn as the first of these that any of them is. */
const LOOKS: [state: State, mark: string, style: string][] = [
  ['failed', '✘', 'stroke:#e5534b,stroke-width:4px'],
  ['conflict', '!', 'stroke:#e5534b,stroke-width:4px'],
  ['not done', '–', 'stroke:#a475f9,stroke-width:3px,stroke-dasharray:6 3'],
  ['remove', '-', 'stroke:#e5534b,stroke-width:3px'],
  ['create', '+', 'stroke:#2da44e,stroke-width:3px'],
  ['update', '~', 'stroke:#bf8700,stroke-width:3px'],
  ['restart', '↻', 'stroke:#bf8700,stroke-width:3px'],
  ['keep', '=', 'stroke:#8b949e,stroke-width:2px'],
]

/**
 * The picture of the chain as a Mermaid flowchart with what is planned for its stations, or what became of them; what is not ours to
 * change is drawn thin. `undefined` where no station changes.
 */
export function changePicture(report: Plan | InstallReport | UninstallReport): string | undefined {
  const rows = actionRows(report)
  const at = (id: string) => rows.filter((row) => rowOf(row.action.resource).stations.includes(id))
  const nodes = CHAIN_NODES.map((node) => ({ ...node, looks: looksOf(at(node.id)) }))
  if (nodes.every(({ looks }) => looks.every(({ state }) => state === 'keep'))) return undefined
  return [
    'flowchart TB',
    ...nodes.map(({ id, title, looks }) => `  ${id}["${[title, ...looks.map(({ mark, word }) => `${mark} ${word}`)].join('<br/>')}"]`),
    ...CHAIN_LINKS.map(({ from, to, says }) => `  ${from} -->|"${says}"| ${to}`),
    ...nodes.map(({ id, looks: [worst] }) => `  style ${id} ${worst?.style ?? 'stroke:#8b949e,stroke-width:1px,stroke-dasharray:2 3'}`),
    '',
  ].join('\n')
}

interface Look {
  state: State
  mark: string
  style: string
  word: string
}

/** Every state that the things at a station have; that one of them stays is told only where all do. */
function looksOf(rows: ActionRow[]): Look[] {
  const looks = LOOKS.flatMap(([state, mark, style]) => {
    const row = rows.find((one) => one.state === state)
    return row ? [{ state, mark: code(mark), style, word: row.word }] : []
  })
  return looks.length > 1 ? looks.filter(({ state }) => state !== 'keep') : looks
}

/** As an entity, so that `- ` and `+ ` begin no Markdown list in a label (https://mermaid.js.org/syntax/flowchart.html#markdown-formatting). */
const code = (mark: string): string => `#${mark.charCodeAt(0)};`
