import { stripVTControlCharacters } from 'node:util'
import { jsonLine } from './json-line.ts'
import { isAside, isWell } from './own-report.ts'
import { columnsOf, rowOf } from './table.ts'
import type { Segment } from './segment.ts'

/** Longest record, in characters; what is longer is cut into several. */
const RECORD_LIMIT = 4096
const LINE_LIMIT = 16_384
/** The line belongs to the one above: indented, boxed, or a further cause of the same error. */
const BEGINS = /^\s*(?:[✘✗!?]|\[[x!?]\])\s/u
const CONTINUES = /^(?:\s|[│|╷╵]|caused by|Caused by|status code|at )/

/**
 * Cuts a log into records: a line with those that belong to it, a line of JSON, a row of a table. Takes the input piece by piece and holds
 * no more than one record and one line of it.
 */
export function recordCutter(give: (segment: Segment) => void): { push(chunk: string): void; end(): void } {
  let rest = ''
  let record = ''
  let columns: string[] | undefined
  /** How far in the line stands that reported something well: what is further in belongs to it. */
  let wellAt: number | undefined

  function flush(): void {
    if (record !== '') give(toSegment(record))
    record = ''
  }

  function line(raw: string): void {
    const text = plainLine(raw)
    const header = columnsOf(text)
    const whole = header ? undefined : (jsonLine(text) ?? (columns && rowOf(text, columns)))
    if (header || whole) {
      flush()
      if (header) columns = header
      if (whole) give(whole)
      return
    }
    const indent = text.search(/\S/)
    if (isWell(text)) {
      flush()
      wellAt = indent
      return give({ text, isHealthy: true })
    }
    if (wellAt !== undefined && indent > wellAt) return
    wellAt = undefined
    if (indent < 0) columns = undefined
    if (BEGINS.test(text)) flush()
    else if (isAside(text) && BEGINS.test(record)) return
    if (record !== '' && (!CONTINUES.test(text) || record.length + text.length > RECORD_LIMIT)) flush()
    record = record === '' ? text : `${record}\n${text}`
  }

  return {
    push(chunk) {
      let from = 0
      for (let at = chunk.indexOf('\n'); at >= 0; at = chunk.indexOf('\n', from)) {
        line(rest === '' ? chunk.slice(from, at) : rest + chunk.slice(from, at))
        rest = ''
        from = at + 1
      }
      rest += chunk.slice(from, from + LINE_LIMIT)
      if (rest.length > LINE_LIMIT) rest = rest.slice(0, LINE_LIMIT)
    },
    end() {
      if (rest !== '') line(rest)
      rest = ''
      flush()
    },
  }
}

/** Without colours and the line end of Windows, and without the prefix of `kubectl logs --prefix`. */
function plainLine(raw: string): string {
  const text = raw.includes('\u001B') ? stripVTControlCharacters(raw) : raw
  const line = text.endsWith('\r') ? text.slice(0, -1) : text
  return line.startsWith('[pod/') ? line.replace(/^\[pod\/\S+\] ?/, '') : line
}

/** `flux logs` names the object before the message: `2026-01-01T00:00:00Z error Kustomization/apps.flux-system - …`. */
export function toSegment(text: string): Segment {
  const [, kind, name, namespace] = /^\S+ (?:error|info|debug) ([A-Z]\w+)\/([\w.-]+)\.([\w-]+) - /.exec(text) ?? []
  return kind && name && namespace ? { text, subject: { kind, name, namespace } } : { text }
}
