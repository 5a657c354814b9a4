import type { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { HttpRequest } from '@smithy/core/protocols'
import pRetry from 'p-retry'
import { observed, type CallContext } from '../net/call-context.ts'
import type { Connection } from './connection.ts'
import { kubeFailure, StatusError, type Status } from './failures.ts'

export interface ApiRequest {
  method: string
  path: string
  query?: Record<string, string>
  body?: unknown
  contentType?: string
}

const RETRIES = 5
const RETRYABLE_STATUS = new Set([429, 500, 502, 503, 504])
const RETRYABLE_CODE = /^(ECONNRESET|ECONNREFUSED|EPIPE|ETIMEDOUT|EAI_AGAIN|ENOTFOUND|EHOSTUNREACH|TimeoutError)$/

/** JSON requests to the API server with retries (jitter, Retry-After); client-node has neither retries nor time limits of its own. */
export interface Api {
  /** The answer's JSON. Throws a StatusError for 404 and 409 as they are, a Failure for everything else that stays refused. */
  json<T>(request: ApiRequest, what: string): Promise<T>
  /** A stream of the answer; not retried. */
  stream(request: ApiRequest, what: string, signal: AbortSignal): Promise<Readable>
}

export function createApi(connection: Connection, context: CallContext): Api {
  const base = new URL(connection.endpoint)

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
          accept: 'application/json',
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
    const retryAfter = Number(response.headers['retry-after'])
    throw new StatusError(response.statusCode, statusOf(await text(stream)), Number.isFinite(retryAfter) ? retryAfter * 1000 : undefined)
  }

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
        pRetry(async () => JSON.parse(await text(await send(request, context.signal))) as T, {
          retries: RETRIES,
          minTimeout: 200,
          maxTimeout: 5_000,
          randomize: true,
          signal: context.signal,
          shouldRetry: ({ error }) => isRetryable(error),
          onFailedAttempt: async ({ error, retriesLeft }) => {
            if (retriesLeft > 0 && error instanceof StatusError && error.retryAfterMs)
              await delay(Math.min(error.retryAfterMs, 30_000), context.signal)
          },
        }),
      ),
    stream: (request, what, signal) => guarded(request, what, () => send(request, signal)),
  }
}

function isRetryable(error: Error): boolean {
  if (error instanceof StatusError) return RETRYABLE_STATUS.has(error.code) && !error.holdsBudget
  return RETRYABLE_CODE.test((error as { code?: string }).code ?? error.name)
}

function statusOf(body: string): Status {
  try {
    return JSON.parse(body) as Status
  } catch {
    return { message: body.trim().split('\n', 1)[0] ?? '' }
  }
}

async function delay(ms: number, signal: AbortSignal): Promise<void> {
  const { setTimeout } = await import('node:timers/promises')
  await setTimeout(ms, undefined, { signal })
}
