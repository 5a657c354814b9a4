import type { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { HttpRequest } from '@smithy/core/protocols'
import pRetry from 'p-retry'
import { createTransport } from '../net/transport.ts'

export interface Answer<T> {
  status: number
  body: T
}

/** One request to GitHub's REST API; an answer of any status is an answer. Throws where none came. */
export type GithubApi = <T>(method: 'GET' | 'POST' | 'PATCH', path: string, body?: unknown) => Promise<Answer<T>>

interface Options {
  /** GITHUB_API_URL: `https://api.github.com`, or `https://HOST/api/v3`. */
  url: string
  token: string
  signal: AbortSignal
}

const RETRIES = 2
const REQUEST_TIMEOUT_MS = 10_000

/** Through the same way out as everything else: proxies, CAs, limits. What would make a second comment is not tried again. */
export function createGithubApi({ url, token, signal }: Options): GithubApi {
  const base = new URL(url)
  const transport = createTransport({ requestTimeoutMs: REQUEST_TIMEOUT_MS })

  async function send<T>(method: string, path: string, body: unknown): Promise<Answer<T>> {
    const sent = body === undefined ? undefined : JSON.stringify(body)
    const [pathname = '', query = ''] = path.split('?')
    const { response } = await transport.handle(
      new HttpRequest({
        method,
        protocol: base.protocol,
        hostname: base.hostname,
        ...(base.port ? { port: Number(base.port) } : {}),
        path: `${base.pathname.replace(/\/$/, '')}${pathname}`,
        query: Object.fromEntries(new URLSearchParams(query)),
        headers: {
          host: base.host,
          accept: 'application/vnd.github+json',
          authorization: `Bearer ${token}`,
          'user-agent': 'flux-irsa',
          'x-github-api-version': '2022-11-28',
          ...(sent === undefined ? {} : { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(sent)) }),
        },
        ...(sent === undefined ? {} : { body: sent }),
      }),
      { abortSignal: signal },
    )
    if (response.statusCode >= 500) throw new Error(`GitHub answered ${response.statusCode}`)
    return { status: response.statusCode, body: jsonOf(await text(response.body as Readable)) as T }
  }

  return (method, path, body) =>
    pRetry(() => send(method, path, body), { retries: method === 'POST' ? 0 : RETRIES, minTimeout: 200, signal })
}

function jsonOf(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return {}
  }
}
