import { readFileSync } from 'node:fs'
import type { RequestOptions } from 'node:https'
import { KubeConfig } from '@kubernetes/client-node'
import { getProxyForUrl } from 'proxy-from-env'
import { Failure } from '../domain/failure.ts'
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
}

/** Straight from DescribeCluster with a signed EKS token: no kubeconfig, no other program. `token` is asked anew when it ages. */
export function eksConnection(options: { endpoint: string; certificateAuthority: string; token: () => Promise<string> }): Connection {
  const { endpoint, certificateAuthority, token } = options
  return {
    endpoint,
    transport: createTransport({ ca: [certificateAuthority] }),
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

/** The user's own kubeconfig and context. Throws a Failure (exit 64) when the file or the context is not there. */
export async function kubeconfigConnection(options: { file?: string; context?: string }): Promise<Connection> {
  const config = new KubeConfig()
  try {
    if (options.file) config.loadFromString(readFileSync(options.file, 'utf8'))
    else config.loadFromDefault()
  } catch (error) {
    throw new Failure({
      code: 'kubeconfig', source: 'user', message: `--kubeconfig: ${options.file ?? 'the default kubeconfig'} cannot be read`,
      fix: 'Leave --kubeconfig and --context out: the cluster is then reached with a signed EKS token.', cause: error,
    })
  }
  if (options.context) {
    if (!config.getContextObject(options.context)) {
      throw new Failure({
        code: 'kubeconfig', source: 'user', message: `--context: ${options.context} is not in the kubeconfig`,
        evidence: [['allowed', config.getContexts().map((context) => context.name).join(', ') || 'none']],
      })
    }
    config.setCurrentContext(options.context)
  }
  const cluster = config.getCurrentCluster()
  if (!cluster) throw new Failure({ code: 'kubeconfig', source: 'user', message: '--kubeconfig: it has no current context', fix: 'Add --context NAME.' })

  const access: RequestOptions = {}
  await config.applyToHTTPSOptions(access)
  const transport = createTransport({
    ...(access.ca ? { ca: [String(access.ca)] } : {}),
    ...(access.cert ? { cert: access.cert as Buffer } : {}),
    ...(access.key ? { key: access.key as Buffer } : {}),
    ...(cluster.tlsServerName ? { servername: cluster.tlsServerName } : {}),
    ...(cluster.skipTLSVerify ? { rejectUnauthorized: false } : {}),
  })
  return {
    endpoint: cluster.server,
    transport,
    headers: async () => {
      const fresh: RequestOptions = {}
      await config.applyToHTTPSOptions(fresh)
      const headers = Object.fromEntries(Object.entries((fresh.headers ?? {}) as Record<string, unknown>).map(([key, value]) => [key.toLowerCase(), String(value)]))
      if (fresh.auth) headers['authorization'] = `Basic ${Buffer.from(fresh.auth).toString('base64')}`
      return headers
    },
    kubeconfig: async () => ({ file: options.file, context: config.getCurrentContext() }),
  }
}
