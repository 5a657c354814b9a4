import { validationError } from './aws-error.ts'

/** Parameters of AWS's query protocol, flattened as they come: `Tags.member.1.Key`. */
export type Params = Record<string, string>
/** Arrays become `<member>` lists, a Map becomes `<entry>` pairs, `undefined` is left out. */
export type Xml = string | number | boolean | undefined | Xml[] | Map<string, Xml> | { [tag: string]: Xml }

/** Values of a list parameter in order: `TagKeys.member.1`, `TagKeys.member.2`, … */
export function members(params: Params, name: string): string[] {
  const values: string[] = []
  for (let n = 1; params[`${name}.member.${n}`] !== undefined; n++) values.push(params[`${name}.member.${n}`] ?? '')
  return values
}

/** The tags of a call: `Tags.member.1.Key` with `Tags.member.1.Value`, and so on. */
export function tagsIn(params: Params): Record<string, string> {
  const tags: [string, string][] = []
  for (let n = 1; params[`Tags.member.${n}.Key`] !== undefined; n++) {
    tags.push([params[`Tags.member.${n}.Key`] ?? '', params[`Tags.member.${n}.Value`] ?? ''])
  }
  return Object.fromEntries(tags)
}

/** The parameter, or the ValidationError that the service gives for its absence. */
export function required(params: Params, name: string): string {
  const value = params[name]
  if (value) return value
  const field = name[0]?.toLowerCase() + name.slice(1)
  throw validationError(`1 validation error detected: Value null at '${field}' failed to satisfy constraint: Member must not be null`)
}

/** One page of `items` as `MaxItems` and `Marker` ask (IAM: 100 unless told), and what the answer says of the rest. */
export function pageOf<T>(items: T[], params: Params): { items: T[]; more: { IsTruncated: boolean; Marker?: string } } {
  const size = Number(params.MaxItems ?? 100)
  if (!(size >= 1 && size <= 1000)) throw validationError("1 validation error detected: Value at 'maxItems' failed to satisfy constraint")
  const start = params.Marker ? Number(Buffer.from(params.Marker, 'base64url').toString()) : 0
  if (!Number.isInteger(start)) throw validationError('Invalid Marker.')
  const end = start + size
  const more = end < items.length ? { IsTruncated: true, Marker: Buffer.from(String(end)).toString('base64url') } : { IsTruncated: false }
  return { items: items.slice(start, end), more }
}

/** The whole answer of a query-protocol action; without a result there is only the request's id. */
export function answerXml(namespace: string, action: string, result?: Xml): string {
  const body = result === undefined ? '' : element(`${action}Result`, result)
  const metadata = element('ResponseMetadata', { RequestId: 'sandbox' })
  return `<${action}Response xmlns="${namespace}">${body}${metadata}</${action}Response>`
}

/** A refusal, as the query protocol carries it. */
export function errorXml(namespace: string, code: string, message: string): string {
  const error = element('Error', { Type: 'Sender', Code: code, Message: message })
  return `<ErrorResponse xmlns="${namespace}">${error}<RequestId>sandbox</RequestId></ErrorResponse>`
}

function element(tag: string, value: Xml): string {
  if (value === undefined) return ''
  if (Array.isArray(value)) return `<${tag}>${value.map((item) => element('member', item)).join('')}</${tag}>`
  if (value instanceof Map) {
    const entries = [...value].map(([key, item]) => element('entry', { key, value: item }))
    return `<${tag}>${entries.join('')}</${tag}>`
  }
  if (typeof value !== 'object') return `<${tag}>${escaped(String(value))}</${tag}>`
  const inner = Object.entries(value).map(([name, item]) => element(name, item))
  return `<${tag}>${inner.join('')}</${tag}>`
}

function escaped(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;').replace(/\r/g, '&#13;')
}
