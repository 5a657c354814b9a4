import { readFileSync } from 'node:fs'
import type { RequestOptions } from 'node:https'
import { KubeConfig } from '@kubernetes/client-node'
import { Failure } from '../domain/failure.ts'
import { createTransport } from '../net/transport.ts'
import type { Connection } from './connection.ts'

/** The user's own kubeconfig and context. Throws a Failure (exit 64) when the file or the context is not there. */
export async function kubeconfigConnection(options: { file?: string; context?: string }): Promise<Connection> {
  const config = new KubeConfig()
  try {
    if (options.file) config.loadFromString(readFileSync(options.file, 'utf8'))
    else config.loadFromDefault()
  } catch (error) {
    throw new Failure({
      code: 'kubeconfig',
      source: 'user',
      message: `--kubeconfig: ${options.file ?? 'the default kubeconfig'} cannot be read`,
      fix: 'Leave --kubeconfig and --context out: the cluster is then reached with a signed EKS token.',
      cause: error,
    })
  }
  if (options.context) {
    if (!config.getContextObject(options.context)) {
      throw new Failure({
        code: 'kubeconfig',
        source: 'user',
        message: `--context: ${options.context} is not in the kubeconfig`,
        evidence: [
          [
            'allowed',
            config
              .getContexts()
              .map((context) => context.name)
              .join(', ') || 'none',
          ],
        ],
      })
    }
    config.setCurrentContext(options.context)
  }
  const cluster = config.getCurrentCluster()
  if (!cluster)
    throw new Failure({
      code: 'kubeconfig',
      source: 'user',
      message: '--kubeconfig: it has no current context',
      fix: 'Add --context NAME.',
    })

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
      const headers = Object.fromEntries(
        Object.entries((fresh.headers ?? {}) as Record<string, unknown>).map(([key, value]) => [key.toLowerCase(), String(value)]),
      )
      if (fresh.auth) headers['authorization'] = `Basic ${Buffer.from(fresh.auth).toString('base64')}`
      return headers
    },
    kubeconfig: async () => ({ file: options.file, context: config.getCurrentContext() }),
  }
}
