import { isIP } from 'node:net'
import type { RequestOptions } from 'node:https'
import { KubeConfig, type Cluster } from '@kubernetes/client-node'
import { Failure } from '../domain/failure.ts'
import { shell } from '../domain/shell.ts'
import type { CallContext } from '../net/call-context.ts'
import { createTransport } from '../net/transport.ts'
import type { Connection } from './connection.ts'
import { readKubeconfigFile } from './kubeconfig-file.ts'

const LOGIN_TIMEOUT_MS = 60_000
const WITHOUT = 'Leave --kubeconfig and --context out: the cluster is then reached with a signed EKS token.'

/**
 * The user's own kubeconfig and context. Throws a Failure: exit 64 where the file, the context or its address cannot be used, or where the
 * login would go over the network in the clear; exit 4 where its login does not work. That a server's certificate is not checked is told
 * at each run.
 */
export async function kubeconfigConnection(
  options: { file?: string; context?: string },
  { signal, emit }: CallContext,
): Promise<Connection> {
  const config = loadConfig(options.file)
  if (options.context) {
    if (!config.getContextObject(options.context)) {
      const names = config.getContexts().map((context) => context.name)
      throw unusable(`--context: ${options.context} is not in the kubeconfig`, { evidence: [['allowed', names.join(', ') || 'none']] })
    }
    config.setCurrentContext(options.context)
  }
  const cluster = config.getCurrentCluster()
  if (!cluster) throw unusable('--kubeconfig: it has no current context', { fix: 'Add --context NAME.' })
  requireSafeServer(cluster)
  if (cluster.skipTLSVerify && cluster.server.startsWith('https:')) {
    const text = `The kubeconfig says insecure-skip-tls-verify: the certificate of ${cluster.server} is not checked, so whoever stands in between can take the login. Use certificate-authority-data instead.`
    emit({ type: 'notice', text })
  }
  const login = () => loggedIn(config, signal)
  const access = await login()
  return {
    endpoint: cluster.server,
    transport: createTransport({
      ...(access.ca ? { ca: [String(access.ca)] } : {}),
      ...(access.cert ? { cert: access.cert as Buffer } : {}),
      ...(access.key ? { key: access.key as Buffer } : {}),
      ...(cluster.tlsServerName ? { servername: cluster.tlsServerName } : {}),
      ...(cluster.skipTLSVerify ? { rejectUnauthorized: false } : {}),
    }),
    headers: async () => {
      const fresh = await login()
      const headers = Object.fromEntries(
        Object.entries((fresh.headers ?? {}) as Record<string, unknown>).map(([key, value]) => [key.toLowerCase(), String(value)]),
      )
      if (fresh.auth) headers['authorization'] = `Basic ${Buffer.from(fresh.auth).toString('base64')}`
      return headers
    },
    kubeconfig: async () => ({ file: options.file, context: config.getCurrentContext() }),
  }
}

function loadConfig(file: string | undefined): KubeConfig {
  const config = new KubeConfig()
  try {
    if (file) config.loadFromString(readKubeconfigFile(file))
    else config.loadFromDefault()
  } catch (error) {
    throw unusable(`--kubeconfig: ${file ?? 'the default kubeconfig'} cannot be read`, { fix: WITHOUT, cause: error })
  }
  return config
}

/** A token over plain HTTP is everybody's on the way; only this machine itself (`kubectl proxy`, a tunnel) has no way. */
function requireSafeServer(cluster: Cluster): void {
  const { server, name } = cluster
  const url = URL.canParse(server) ? new URL(server) : undefined
  if (url?.protocol === 'https:') return
  if (url?.protocol === 'http:') {
    const host = url.hostname.replace(/^\[|\]$/g, '')
    if (host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'))) {
      // The client takes plain HTTP only where nothing is to be checked.
      Object.assign(cluster, { skipTLSVerify: true })
      return
    }
    throw unusable(`--kubeconfig: ${server} is plain HTTP, and would show the login to everybody on the way`, {
      evidence: [['allowed', 'https:, or http: on this machine']],
      fix: shell`kubectl config set-cluster ${name} --server ${server.replace(/^http:/i, 'https:')}`,
    })
  }
  throw unusable(`--kubeconfig: the server of its cluster is no address: ${server}`, {
    evidence: [['allowed', 'https://HOST[:PORT]']],
    fix: WITHOUT,
  })
}

/** What the kubeconfig's user logs in with; may run a program of the user's, which may do anything but answer. */
async function loggedIn(config: KubeConfig, signal: AbortSignal): Promise<RequestOptions> {
  const options: RequestOptions = {}
  const over = AbortSignal.any([signal, AbortSignal.timeout(LOGIN_TIMEOUT_MS)])
  const exec = config.getCurrentUser()?.exec as { command?: string } | undefined
  try {
    await Promise.race([config.applyToHTTPSOptions(options), aborted(over)])
    const isAnonymous = !options.auth && !options.cert && !(options.headers as Record<string, unknown> | undefined)?.['Authorization']
    if (exec?.command && isAnonymous) throw new TypeError('no credential')
    return options
  } catch (error) {
    if (signal.aborted) throw signal.reason
    const what = exec?.command ? `its program ${exec.command}` : 'its user'
    const why = over.aborted
      ? `did not answer within ${LOGIN_TIMEOUT_MS / 1000} s`
      : `failed (${reasonOf(error, exec?.command !== undefined)})`
    throw new Failure({
      code: 'kubeconfig-login',
      source: 'environment',
      message: `the login of the kubeconfig does not work: ${what} ${why}`,
      evidence: [['context', config.getCurrentContext()]],
      fix: shell`kubectl --context ${config.getCurrentContext()} version`,
      docs: 'troubleshooting.md#kubeconfig-login',
      exitCode: 4,
      cause: error,
    })
  }
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const fail = () => reject(signal.reason as Error)
    if (signal.aborted) fail()
    else signal.addEventListener('abort', fail, { once: true })
  })
}

/** Its first line alone, and nothing of what a program printed: that may be a token. */
function reasonOf(error: unknown, isProgram: boolean): string {
  if (error instanceof SyntaxError) return 'what it printed is not JSON'
  if (error instanceof TypeError) return 'what it printed is no ExecCredential'
  const { code, message } = error as { code?: string; message?: string }
  if (isProgram) return code ?? 'it ended with an error'
  return code ?? (message ?? 'no reason was given').split('\n', 1)[0]?.slice(0, 200) ?? ''
}

function unusable(message: string, details: { fix?: string; evidence?: [string, string][]; cause?: unknown }): Failure {
  return new Failure({ code: 'kubeconfig', source: 'user', message, docs: 'troubleshooting.md#kubeconfig', ...details })
}
