import type { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { HttpRequest } from '@smithy/core/protocols'
import pLimit from 'p-limit'
import { observed, type CallContext } from '../net/call-context.ts'
import { retryAfterIn, triedAgain } from '../net/tried-again.ts'
import type { Connection } from './connection.ts'
import { kubeFailure, StatusError, type Status } from './failures.ts'

export interface ApiRequest {
  method: string
  path: string
  query?: Record<string, string>
  body?: unknown
  contentType?: string
  /** `application/json` unless said. */
  accept?: string
}

/**
 * What one look at a cluster asks at once, so that no read waits for the answer of another (test/depth counts that). Each call takes a
 * connection while it is under way, and a new one costs two round trips more than one that is open: so no more than that, however many
 * objects there are.
 */
const CALLS_AT_ONCE = 32

/** JSON requests to the API server with retries (jitter, Retry-After); client-node has neither retries nor time limits of its own. */
export interface Api {
  /** The answer's JSON. Throws a StatusError for 404 and 409 as they are, a Failure for everything else that stays refused. */
  json<T>(request: ApiRequest, what: string): Promise<T>
  /** A stream of the answer; not retried. */
  stream(request: ApiRequest, what: string, signal: AbortSignal): Promise<Readable>
}

export function createApi(connection: Connection, context: CallContext): Api {
  const base = new URL(connection.endpoint)
  const inTurn = pLimit(CALLS_AT_ONCE)

  const send = async (request: ApiRequest, signal: AbortSignal): Promise<Readable> => {
    const body = request.body === undefined ? undefined : JSON.stringify(request.body)
    const { response } = await connection.transport.handle(
      new HttpRequest({
        method: request.method,
        protocol: base.protocol,
        hostname: base.hostname,
        ...(base.port ? { port: Number(base.port) } : {}),
        path: `${base.pathname.replace(/\/$/, '')}${request.path}`,
        ...(request.query ? { query: request.query } : {}),
        headers: {
          host: base.host,
          accept: request.accept ?? 'application/json',
          'user-agent': 'flux-irsa',
          ...(body === undefined
            ? {}
            : { 'content-type': request.contentType ?? 'application/json', 'content-length': String(Buffer.byteLength(body)) }),
          ...(await connection.headers()),
        },
        ...(body === undefined ? {} : { body }),
      }),
      { abortSignal: signal },
    )
    const stream = response.body as Readable
    if (response.statusCode >= 200 && response.statusCode < 300) return stream
    throw new StatusError(response.statusCode, statusOf(await text(stream)), retryAfterIn(response.headers))
  }

  const answered = async <T>(request: ApiRequest): Promise<T> => parsed<T>(await text(await send(request, context.signal)))

  const guarded = async <T>(request: ApiRequest, what: string, run: () => Promise<T>): Promise<T> => {
    try {
      return await observed(context, 'kubernetes', `${request.method} ${request.path}`, run)
    } catch (error) {
      if (error instanceof StatusError && (error.code === 404 || error.code === 410 || error.holdsBudget)) throw error
      throw kubeFailure(error, what, connection.endpoint)
    }
  }

  return {
    json: <T>(request: ApiRequest, what: string) =>
      guarded(request, what, () =>
        triedAgain(() => inTurn(() => answered<T>(request)), {
          signal: context.signal,
          pauseMs: connection.retryPauseMs,
          answerOf,
        }),
      ),
    stream: (request, what, signal) => guarded(request, what, () => send(request, signal)),
  }
}

/** What a PodDisruptionBudget holds is no overload: trying again at once is of no use. */
function answerOf(error: Error) {
  if (!(error instanceof StatusError)) return undefined
  return { status: error.holdsBudget ? 0 : error.code, retryAfterMs: error.retryAfterMs }
}

/** The answer is no object of the API: mostly a proxy's page, or one that was cut off. Nothing of it is repeated but how it begins. */
class MalformedAnswer extends Error {
  constructor(body: string) {
    super(body.trim() === '' ? 'it is empty' : `it begins with ${JSON.stringify(body.trimStart().slice(0, 30))}`)
    this.name = 'MalformedAnswer'
  }
}

function parsed<T>(body: string): T {
  let value: unknown
  try {
    value = JSON.parse(body)
  } catch {
    throw new MalformedAnswer(body)
  }
  const isList = typeof value === 'object' && value !== null && String((value as { kind?: unknown }).kind ?? '').endsWith('List')
  const isWhole =
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    (!isList || Array.isArray((value as { items?: unknown }).items ?? []))
  if (!isWhole) throw new MalformedAnswer(body)
  return value as T
}

function statusOf(body: string): Status {
  try {
    return (JSON.parse(body) ?? {}) as Status
  } catch {
    return { message: body.trim().split('\n', 1)[0] ?? '' }
  }
}
