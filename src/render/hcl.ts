// Symbols, so that no data of a user can ever pass for an expression.
const EXPRESSION = Symbol('expression')
const CALL = Symbol('call')

/** Written as it is. */
export interface Expression {
  [EXPRESSION]: string
}
export interface Call {
  [CALL]: string
  argument: HclValue
}
export type HclValue = string | number | boolean | null | Expression | Call | HclValue[] | { [key: string]: HclValue }

export type BodyItem = [name: string, value: HclValue] | Block | { comment: string }
export interface Block {
  block: string
  labels: string[]
  body: BodyItem[]
}

/** A block of Terraform's language, e.g. `block('resource', ['aws_iam_role', 'flux'], […])`. */
export function block(name: string, labels: string[], body: BodyItem[]): Block {
  return { block: name, labels, body }
}

/** A reference such as `aws_iam_role.flux.arn`. */
export function ref(expression: string): Expression {
  return { [EXPRESSION]: expression }
}

/** `name(argument)`. */
export function call(name: string, argument: HclValue): Call {
  return { [CALL]: name, argument }
}

/** A value of plain data as HCL takes it: keys and text are escaped when they are written. */
export function hclValue(value: unknown): HclValue {
  if (Array.isArray(value)) return value.map(hclValue)
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, hclValue(inner)]))
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null
}

/**
 * The items of a file, formatted as `terraform fmt` leaves them: two spaces, `=` aligned in runs of one-line arguments, a blank line
 * around blocks. Source: hclwrite/format.go of https://github.com/hashicorp/hcl
 */
export function hclText(items: BodyItem[]): string {
  return `${bodyLines(items, '').join('\n')}\n`
}

function bodyLines(items: BodyItem[], indent: string): string[] {
  const lines: string[] = []
  let run: [string, string][] = []
  const endRun = () => {
    lines.push(...aligned(run, indent))
    run = []
  }
  for (const item of items) {
    if (Array.isArray(item)) {
      const text = valueText(item[1], indent)
      if (text.includes('\n') && lines.length + run.length > 0) {
        endRun()
        if (lines.at(-1) !== '') lines.push('')
      }
      run.push([item[0], text])
      if (text.includes('\n')) endRun()
      continue
    }
    endRun()
    if ('comment' in item) {
      if (lines.length > 0 && lines.at(-1) !== '') lines.push('')
      lines.push(...item.comment.split('\n').map((line) => `${indent}# ${line}`.trimEnd()))
      continue
    }
    if (lines.length > 0 && lines.at(-1) !== '' && !lines.at(-1)?.trimStart().startsWith('#')) lines.push('')
    lines.push(...blockLines(item, indent))
  }
  endRun()
  return lines
}

function blockLines({ block: name, labels, body }: Block, indent: string): string[] {
  const head = `${indent}${[name, ...labels.map(quoted)].join(' ')} {`
  return body.length === 0 ? [`${head}}`] : [head, ...bodyLines(body, `${indent}  `), `${indent}}`]
}

/** A run of `name = value`; one that goes over several lines stands alone. */
function aligned(run: [string, string][], indent: string): string[] {
  const isLong = ([, text]: [string, string]) => text.includes('\n')
  const lines: string[] = []
  for (let at = 0; at < run.length;) {
    const end = run.findIndex((pair, index) => index >= at && isLong(pair))
    const short = run.slice(at, end < 0 ? run.length : end)
    const width = Math.max(0, ...short.map(([name]) => columns(name)))
    lines.push(...short.map(([name, text]) => `${indent}${name}${' '.repeat(width - columns(name))} = ${text}`))
    const long = end < 0 ? undefined : run[end]
    if (long) lines.push(`${indent}${long[0]} = ${long[1]}`)
    at = end < 0 ? run.length : end + 1
  }
  return lines
}

function valueText(value: HclValue, indent: string): string {
  if (value === null || typeof value === 'number' || typeof value === 'boolean') return String(value)
  if (typeof value === 'string') return quoted(value)
  if (Array.isArray(value)) return listText(value, indent)
  if (isExpression(value)) return value[EXPRESSION]
  if (isCall(value)) return `${value[CALL]}(${valueText(value.argument, indent)})`
  const entries = Object.entries(value)
  if (entries.length === 0) return '{}'
  const inner = entries.map(([key, one]): [string, string] => [isIdentifier(key) ? key : quoted(key), valueText(one, `${indent}  `)])
  return ['{', ...aligned(inner, `${indent}  `), `${indent}}`].join('\n')
}

function listText(items: HclValue[], indent: string): string {
  if (items.length === 0) return '[]'
  const [only] = items
  if (items.length === 1 && only !== undefined) return `[${valueText(only, indent)}]`
  return ['[', ...items.map((item) => `${indent}  ${valueText(item, `${indent}  `)},`), `${indent}]`].join('\n')
}

function isExpression(value: object): value is Expression {
  return EXPRESSION in value
}

function isCall(value: object): value is Call {
  return CALL in value
}

function isIdentifier(key: string): boolean {
  return /^[a-zA-Z_][\w-]*$/.test(key) && !['for', 'true', 'false', 'null'].includes(key)
}

const ESCAPES: Record<string, string> = { '"': '\\"', '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' }

/**
 * Text as a quoted template that holds no template: `${` and `%{` are doubled; a `$` or `%` before them is written by its number, because
 * three in a row would be read as something else.
 * Source: https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md#template-literals
 */
function quoted(text: string): string {
  const safe = text
    .replace(/["\\\n\r\t]/g, (character) => ESCAPES[character] ?? '')
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\ufeff]/gu, byNumber)
    .replace(/([$%]*)([$%])\{/g, (_, before: string, sign: string) => `${before.replace(/[$%]/g, byNumber)}${sign}${sign}{`)
  return `"${safe}"`
}

function byNumber(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
}

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' })

function columns(text: string): number {
  return [...graphemes.segment(text)].length
}
