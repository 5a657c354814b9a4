import type { Action } from '../../model/plan.ts'
import { cutMiddle, hanging, padTo, visibleLength } from './layout.ts'
import { oneLine } from './plain-text.ts'
import { joinStatements, withShortConditions } from './statement-rows.ts'
import type { Theme } from './theme.ts'
import { fieldDiffs, type FieldDiff } from './value-diff.ts'

const INDENT = 6
const MAX_VALUE = 240
const MAX_ITEMS = 8
const MAX_FIELDS = 16

/** What changes in one resource, a field a line: `path  before → after`, lists as what is added and removed; all of it when `verbose`. */
export function changeLines(action: Action, theme: Theme, verbose: boolean): string[] {
  const all = joinStatements(action.changes).flatMap(fieldDiffs)
  const diffs = verbose ? all : withShortConditions(all)
  const shown = verbose ? diffs : diffs.slice(0, MAX_FIELDS)
  const widths = shown.filter(({ kind }) => kind !== 'statement').map((diff) => visibleLength(oneLine(diff.path)))
  // One very long path must not push every value off the screen: it gets lines of its own.
  const pathWidth = Math.max(0, ...widths.filter((width) => width <= theme.width / 2))
  const lines = shown.flatMap((diff) => fieldLines(diff, { theme, verbose, pathWidth, isNew: action.kind === 'create' }))
  const hidden = diffs.length - shown.length
  if (hidden === 0) return lines
  return [...lines, ' '.repeat(INDENT) + theme.paint('faint', `${theme.symbol('ellipsis')} ${hidden} more fields, with -v`)]
}

interface Options {
  theme: Theme
  verbose: boolean
  pathWidth: number
  isNew: boolean
}

function fieldLines(diff: FieldDiff, options: Options): string[] {
  const { theme, verbose, pathWidth, isNew } = options
  const value = (text: string) => cut(text, theme, verbose)
  const path = ' '.repeat(INDENT) + oneLine(diff.path)
  const prefix = `${padTo(path, INDENT + pathWidth)}  `
  const room = theme.width - visibleLength(prefix)
  if (diff.kind === 'statement') return [path, ...statementLines(diff, options)]
  if (diff.kind === 'list') {
    const inline = diff.added.map(value).join(', ')
    if (isNew && visibleLength(inline) <= room) return [prefix + inline]
    return [path + keptNote(diff.kept, theme), ...signed('remove', diff.removed, options), ...signed('create', diff.added, options)]
  }
  const [before, after] = [value(diff.before ?? '(none)'), value(diff.after ?? '(none)')]
  // What is made anew may take the place of a value all the same, as where a release takes over an object that is there.
  if (isNew && diff.before === undefined) {
    if (visibleLength(after) <= room) return [prefix + after]
    // What does not fit in the column of values may fit right behind its path, or else below it.
    const behind = `${path}  ${after}`
    return visibleLength(behind) <= theme.width ? [behind] : [path, ...hanging(' '.repeat(INDENT + 2), after, theme.width)]
  }
  const arrow = theme.symbol('arrow')
  if (visibleLength(`${before} ${arrow} ${after}`) <= room) return [`${prefix}${before} ${theme.paint('faint', arrow)} ${after}`]
  const present = (text: string | undefined) => (text === undefined ? [] : [text])
  return [path, ...signed('remove', present(diff.before), options), ...signed('create', present(diff.after), options)]
}

/** Word by word, the words in a column of their own; a value that is too wide for that column stands below its word. */
function statementLines({ rows, isNew }: Extract<FieldDiff, { kind: 'statement' }>, { theme, verbose }: Options): string[] {
  const width = Math.max(...rows.map(([word]) => visibleLength(oneLine(word))))
  const sign = isNew ? 'create' : 'remove'
  const indent = ' '.repeat(INDENT + 2)
  return rows.flatMap(([word, values], index) => {
    const mark = index === 0 ? theme.mark(sign) : ' '
    const head = `${indent}${mark} ${theme.paint('faint', padTo(oneLine(word), width))} `
    const shown = values.slice(0, verbose ? undefined : MAX_ITEMS).map((text) => cut(text, theme, verbose))
    const more =
      shown.length < values.length
        ? [theme.paint('faint', `${theme.symbol('ellipsis')} ${values.length - shown.length} more, with -v`)]
        : []
    return [...shown, ...more].flatMap((text, at) => hanging(at === 0 ? head : ' '.repeat(visibleLength(head)), text, theme.width))
  })
}

function signed(sign: 'create' | 'remove', values: string[], { theme, verbose }: Options): string[] {
  const shown = verbose ? values : values.slice(0, MAX_ITEMS)
  const indent = ' '.repeat(INDENT + 2)
  const style = (text: string) => theme.paint(sign === 'create' ? 'good' : 'bad', text)
  const lines = shown.flatMap((text) => hanging(`${indent}${theme.mark(sign)} `, cut(text, theme, verbose), theme.width, style))
  if (shown.length === values.length) return lines
  return [...lines, indent + theme.paint('faint', `${theme.symbol('ellipsis')} ${values.length - shown.length} more, with -v`)]
}

function cut(text: string, theme: Theme, verbose: boolean): string {
  const line = oneLine(text)
  return verbose ? line : cutMiddle(line, MAX_VALUE, theme.symbol('ellipsis'))
}

const keptNote = (kept: number, theme: Theme): string => (kept === 0 ? '' : theme.paint('faint', `  (${kept} unchanged)`))
