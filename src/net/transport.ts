import { Agent as HttpAgent } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import { createSecureContext } from 'node:tls'
import type { Readable } from 'node:stream'
import type { HttpHandler, HttpRequest } from '@smithy/core/protocols'
import { NodeHttpHandler } from '@smithy/node-http-handler'
import type { HttpHandlerOptions } from '@smithy/types'
import { HttpsProxyAgent } from 'hpagent'
import { getProxyForUrl } from 'proxy-from-env'
import { limited, MAX_ANSWER_BYTES } from './limited.ts'

export interface TransportOptions {
  /** PEM texts trusted instead of Node's own store; Node itself already honours NODE_EXTRA_CA_CERTS at its start. */
  ca?: string[]
  cert?: string | Buffer
  key?: string | Buffer
  servername?: string
  rejectUnauthorized?: boolean
  connectionTimeoutMs?: number
  requestTimeoutMs?: number
  /** A longer answer breaks off with AnswerTooLarge. */
  maxAnswerBytes?: number
}

const CONNECTION_TIMEOUT_MS = 10_000
const REQUEST_TIMEOUT_MS = 30_000

/**
 * The one way out: HTTP(S) with kept-alive connections, through the proxy that HTTPS_PROXY / NO_PROXY name for the host asked, and
 * with a limit on connecting and on answering (the SDK and the Kubernetes client have none of their own).
 */
export function createTransport(options: TransportOptions = {}): HttpHandler<Record<string, unknown>> {
  const {
    connectionTimeoutMs = CONNECTION_TIMEOUT_MS,
    requestTimeoutMs = REQUEST_TIMEOUT_MS,
    maxAnswerBytes = MAX_ANSWER_BYTES,
    ca,
    cert,
    key,
    ...checks
  } = options
  const handlers = new Map<string, NodeHttpHandler>()

  const agentFor = (protocol: string, proxy: string) => {
    const agentOptions = { keepAlive: true, maxSockets: 64 }
    if (protocol !== 'https:') return { httpAgent: new HttpAgent(agentOptions) }
    // Made once: Node would read all certificates again for every connection, which takes longer than to connect.
    const secureContext = ca || cert || key ? createSecureContext(withoutUndefined({ ca, cert, key })) : undefined
    const secure = { ...agentOptions, ...withoutUndefined({ ...checks, secureContext }) }
    return { httpsAgent: proxy ? new HttpsProxyAgent({ ...secure, proxy }) : new HttpsAgent(secure) }
  }

  const handlerFor = ({ protocol, hostname, port }: HttpRequest): NodeHttpHandler => {
    const proxy = protocol === 'https:' ? getProxyForUrl(`${protocol}//${hostname}${port ? `:${port}` : ''}/`) : ''
    const way = `${protocol} ${proxy}`
    const known = handlers.get(way)
    if (known) return known
    const handler = new NodeHttpHandler({
      connectionTimeout: connectionTimeoutMs,
      requestTimeout: requestTimeoutMs,
      throwOnRequestTimeout: true,
      ...agentFor(protocol, proxy),
    })
    handlers.set(way, handler)
    return handler
  }

  return {
    metadata: { handlerProtocol: 'http/1.1' },
    handle: async (request: HttpRequest, handlerOptions?: HttpHandlerOptions) => {
      const answer = await handlerFor(request).handle(request, handlerOptions)
      answer.response.body = limited(answer.response.body as Readable, maxAnswerBytes)
      return answer
    },
    destroy: () => {
      for (const handler of handlers.values()) handler.destroy()
    },
    updateHttpClientConfig: () => {},
    httpHandlerConfigs: () => ({}),
  }
}

function withoutUndefined<T extends object>(object: T): Partial<T> {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as Partial<T>
}
