import type { Segment } from './segment.ts'

/** flux ends cells with tabs, so that empty ones count; kubectl fills up with spaces. */
function cellsOf(line: string): string[] {
  const cells = line.includes('\t') ? line.split('\t') : line.trim().split(/ {2,}/)
  return cells.map((cell) => cell.trim())
}

/** The columns of `flux get …`, `kubectl get …` and of events, by the line that heads them; `undefined` for any other line. */
export function columnsOf(line: string): string[] | undefined {
  if (!/^(?:NAMESPACE|NAME|LAST SEEN)\s/.test(line) || !/\b(?:MESSAGE|STATUS)\b/.test(line)) return undefined
  return cellsOf(line)
}

/** One row of such a table. The message is the last column and may itself hold wide spaces. */
export function rowOf(line: string, columns: string[]): Segment | undefined {
  const cells = cellsOf(line)
  const at = (name: string) => cells[columns.indexOf(name)]
  const name = at('NAME') ?? at('OBJECT')
  if (!name || cells.length < 3) return undefined
  const isHealthy =
    at('TYPE') === 'Normal' ||
    (cells.some((cell) => cell === 'True') &&
      !cells.some((cell) => cell === 'False' && columns.indexOf('SUSPENDED') !== cells.indexOf(cell)))
  const [kind, plain] = name.includes('/') ? name.split('/') : [undefined, name]
  const namespace = columns[0] === 'NAMESPACE' ? cells[0] : undefined
  const shown = kind ?? kindOf(columns, cells)
  return {
    text: cells.slice(1).join(' '),
    subject: { ...(shown ? { kind: shown } : {}), ...(plain ? { name: plain } : {}), ...(namespace ? { namespace } : {}) },
    isHealthy,
  }
}

/** Columns that one kind alone has. Source: the printer columns of Flux's CRDs, and cmd/flux/get_*.go */
const OF_COLUMN: [string, string][] = [
  ['LAST SCAN', 'ImageRepository'],
  ['LATEST IMAGE', 'ImagePolicy'],
  ['LAST RUN', 'ImageUpdateAutomation'],
  ['ENDPOINT', 'Bucket'],
  ['SOURCE KIND', 'HelmChart'],
]

/** The kind of a table whose rows do not name it: by its columns, or by what the URL is of. */
function kindOf(columns: string[], cells: string[]): string | undefined {
  const known = OF_COLUMN.find(([column]) => columns.includes(column))?.[1]
  if (known) return known
  const row = cells.join(' ')
  if (/Helm repository index|index\.yaml/.test(row)) return 'HelmRepository'
  return /^(?:ssh:|git@)|\.git$/.test(cells[columns.indexOf('URL')] ?? '') ? 'GitRepository' : undefined
}
