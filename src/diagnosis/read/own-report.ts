import { CAUSES } from '../causes/all.ts'
import type { Document, Segment, Shape } from './segment.ts'

const IDS = new Set(CAUSES.map(({ id }) => id))
const NOT_WELL = /^(?:fail|failed|unknown|warn)$/
/** How this program, flux and kubectl plug-ins mark what is well, what is under way, and what was left out. Source: src/report/text/theme.ts, cmd/flux/log.go */
const WELL = /^\s*(?:[✔✓✅√►◎✚–]|\[(?:ok|-)\])(?:\s|$)/u

/** Whether a line reports something that is well: its words are no sign of a fault, whatever they are. */
export function isWell(line: string): boolean {
  return WELL.test(line)
}

/** What a report says beside a fault, not of it: the way out, and where to read on. */
const ASIDE = /^\s+(?:fix|docs|decides|next)(?::| {2})/i
const NOT_WELL_MARK = /^\s*(?:[✘✗]|\[x\])\s/mu

/** Whether a line is advice of a report, below something that is not well. */
export function isAside(line: string): boolean {
  return ASIDE.test(line)
}

/** A text without the lines that report what is well, and without advice; what stands below such a line, further in, belongs to it. */
export function withoutWell(text: string): string {
  let indent: number | undefined
  const isReport = NOT_WELL_MARK.test(text)
  return text
    .split('\n')
    .filter((line) => {
      const own = line.search(/\S/)
      if (isReport && ASIDE.test(line)) return false
      if (isWell(line)) {
        indent = own
        return false
      }
      if (indent !== undefined && own > indent) return false
      indent = undefined
      return true
    })
    .join('\n')
}

/** Whether a value is a report of this program, by the schema that it names. */
export function isOwnReport(value: object): boolean {
  return 'schema' in value && String(value.schema).startsWith('flux-irsa/')
}

/** What a report of this program says is not well, with the cause and the fix that it names itself. */
export function ownReport(value: unknown): Document {
  const found = checksIn(value).filter(({ status }) => NOT_WELL.test(status))
  const known = found.filter(({ cause }) => cause !== undefined && IDS.has(cause))
  const shapes: Shape[] = known.map(({ id, message, cause = '', fix }) => ({
    cause,
    confidence: 'likely',
    evidence: `${id}: ${message}`,
    subject: {},
    text: message,
    ...(fix ? { fix } : {}),
  }))
  const segments: Segment[] = found.filter((check) => !known.includes(check)).map(({ message }) => ({ text: message }))
  return { shapes, segments }
}

interface Check {
  id: string
  status: string
  message: string
  cause?: string
  fix?: string
}

/** Everything in the report with a status and a message, at any depth: a check, an action. */
function checksIn(value: unknown): Check[] {
  if (Array.isArray(value)) return value.flatMap(checksIn)
  if (typeof value !== 'object' || value === null) return []
  const { id, status, message } = value as Partial<Check>
  const own = typeof status === 'string' && typeof message === 'string' ? [{ ...(value as Check), id: String(id) }] : []
  return [...own, ...Object.values(value).flatMap(checksIn)]
}
