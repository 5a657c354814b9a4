import { getProxyForUrl } from 'proxy-from-env'
import { createTransport } from '../net/transport.ts'
import type { HttpHandler } from '@smithy/core/protocols'

/** How the API server is reached: its address, a transport that trusts its CA alone, and the headers that say who we are. */
export interface Connection {
  endpoint: string
  transport: HttpHandler<Record<string, unknown>>
  /** Headers of the next request; asks for a new token when the old one nears its end. */
  headers(): Promise<Record<string, string>>
  /** The same access as a kubeconfig, for a child process: text with a bearer token, or the user's own file and context. */
  kubeconfig(): Promise<{ text: string } | { file: string | undefined; context: string }>
  /** About how long the first pause before a call is tried again is, in place of the usual one; milliseconds. */
  retryPauseMs?: number
}

/** Straight from DescribeCluster with a signed EKS token: no kubeconfig, no other program. `token` is asked anew when it ages. */
export function eksConnection(options: {
  endpoint: string
  certificateAuthority: string
  token: () => Promise<string>
  requestTimeoutMs?: number
  retryPauseMs?: number
}): Connection {
  const { endpoint, certificateAuthority, token } = options
  return {
    endpoint,
    transport: createTransport({
      ca: [certificateAuthority],
      ...(options.requestTimeoutMs ? { requestTimeoutMs: options.requestTimeoutMs } : {}),
    }),
    ...(options.retryPauseMs ? { retryPauseMs: options.retryPauseMs } : {}),
    headers: async () => ({ authorization: `Bearer ${await token()}` }),
    kubeconfig: async () => {
      const proxy = getProxyForUrl(endpoint)
      const cluster = {
        server: endpoint,
        'certificate-authority-data': Buffer.from(certificateAuthority).toString('base64'),
        ...(proxy ? { 'proxy-url': proxy } : {}),
      }
      return {
        text: JSON.stringify({
          apiVersion: 'v1',
          kind: 'Config',
          clusters: [{ name: 'eks', cluster }],
          users: [{ name: 'eks', user: { token: await token() } }],
          contexts: [{ name: 'eks', context: { cluster: 'eks', user: 'eks' } }],
          'current-context': 'eks',
        }),
      }
    },
  }
}
