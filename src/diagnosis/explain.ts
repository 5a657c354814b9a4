import { collector } from './collect.ts'
import type { ExplainReport } from './finding.ts'
import { beginsLikeDocument, DOCUMENT_LIMIT, readDocument } from './read/document.ts'
import { jsonLine } from './read/json-line.ts'
import { withoutWell } from './read/own-report.ts'
import { recordCutter, toSegment } from './read/records.ts'
import type { Segment } from './read/segment.ts'
import { kindsSeen } from './seen-before.ts'

/** A text up to this many characters and lines is one message, however it is wrapped. */
const MESSAGE_LIMIT = 4096
const MESSAGE_LINES = 25
const HEAD = 64 * 1024

export interface Explained {
  report: ExplainReport
  /** Not all of the input was looked at: it has too many kinds of lines. */
  isPartial: boolean
}

/**
 * Root causes of what the text says, best first. A message, a log of any length (held in memory piece by piece), Kubernetes objects,
 * tables, CloudTrail events. Pure but for reading `chunks`; throws only what reading them throws.
 */
export async function explain(chunks: AsyncIterable<string> | Iterable<string>): Promise<Explained> {
  const found = collector()
  const seen = kindsSeen()
  const give = (segment: Segment) => {
    if (seen.isNew(segment.text)) found.add(segment)
  }
  const cutter = recordCutter(give)
  // What was not handed on yet: whether it is one document or a log is known by its head or its end.
  let held: string | undefined = ''
  for await (const chunk of chunks) {
    if (held === undefined) {
      cutter.push(chunk)
      continue
    }
    held += chunk
    const limit = beginsLikeDocument(held.slice(0, HEAD)) ? DOCUMENT_LIMIT : HEAD
    if (held.length <= limit) continue
    cutter.push(held)
    held = undefined
  }
  if (held !== undefined) await readWhole(held)
  cutter.end()
  return { report: { schema: 'flux-irsa/explain/v1', findings: found.findings() }, isPartial: seen.isSpent() }

  async function readWhole(text: string): Promise<void> {
    const document = beginsLikeDocument(text.slice(0, HEAD)) ? await readDocument(text) : undefined
    if (document) {
      document.shapes.forEach(found.addShape)
      return document.segments.forEach(give)
    }
    if (isMessage(text)) {
      const rest = withoutWell(text)
      return found.add(rest.trim() === '' ? { ...toSegment(text), isHealthy: true } : toSegment(rest))
    }
    cutter.push(text)
  }
}

function isMessage(text: string): boolean {
  if (text.length > MESSAGE_LIMIT || /^(?:NAMESPACE|NAME|LAST SEEN)\s.*\b(?:MESSAGE|STATUS)\b/m.test(text)) return false
  const lines = text.trim().split('\n')
  return lines.length <= MESSAGE_LINES && !lines.some((line) => jsonLine(line.trim()))
}
