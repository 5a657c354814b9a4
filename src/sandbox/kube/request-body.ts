import type { IncomingMessage } from 'node:http'
import { parse } from 'yaml'
import { badRequest, StatusError, unsupportedMediaType } from './status-error.ts'

/** The apiserver's own limit, in bytes. */
const LIMIT = 3 * 1024 * 1024
const ACCEPTED = ['application/json', 'application/yaml']

/** The body as data, JSON or YAML; `undefined` when empty. 413 when too large, 415 for protobuf and the like, 400 when unreadable. */
export async function readBody(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > LIMIT) throw new StatusError(413, 'RequestEntityTooLarge', `Request entity too large: limit is ${LIMIT}`)
    chunks.push(chunk)
  }
  const text = Buffer.concat(chunks).toString('utf8')
  if (!text.trim()) return undefined
  const type = contentType(request)
  if (!/json|yaml|^$/.test(type)) throw unsupportedMediaType(ACCEPTED)
  try {
    return type.includes('yaml') && !text.startsWith('{') ? parse(text) : JSON.parse(text)
  } catch (error) {
    throw badRequest(`error decoding the request body: ${(error as Error).message.split('\n')[0]}`)
  }
}

/** The media type without its parameters. */
export function contentType(request: IncomingMessage): string {
  return (request.headers['content-type'] ?? '').split(';')[0]?.trim() ?? ''
}
