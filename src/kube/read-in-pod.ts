import { Writable } from 'node:stream'
import type { V1Status } from '@kubernetes/client-node'
import { Failure } from '../domain/failure.ts'
import { observed, type CallContext } from '../net/call-context.ts'
import type { Connection } from './connection.ts'

export interface PodPlace {
  namespace: string
  pod: string
  container: string
}

/**
 * Reads a file inside a running container with its own `cat`, as `kubectl exec` would (WebSocket subprotocol `channel.k8s.io`). What it
 * returns may be secret. A Failure where the file cannot be read, or where exec is not possible: no right to it, no shell tools in the image.
 */
export function createPodReader(connection: Connection, context: CallContext): (place: PodPlace, path: string) => Promise<string> {
  return async ({ namespace, pod, container }, path) => {
    // Loaded late: only --exec needs the client and its WebSockets.
    const { Exec, KubeConfig } = await import('./exec-client.ts')
    const access = await connection.kubeconfig()
    const config = new KubeConfig()
    if ('text' in access) config.loadFromString(access.text)
    else if (access.file) config.loadFromFile(access.file)
    else config.loadFromDefault()
    if ('context' in access) config.setCurrentContext(access.context)

    const [stdout, stderr] = [collector(), collector()]
    const what = `exec in ${namespace}/${pod}`
    const status = await observed(context, 'kubernetes', what, async () => {
      const { signal } = context
      return new Promise<V1Status>((resolve, reject) => {
        signal.throwIfAborted()
        signal.addEventListener('abort', () => reject(signal.reason), { once: true })
        new Exec(config).exec(namespace, pod, container, ['cat', path], stdout.stream, stderr.stream, null, false, resolve).then(
          (socket) => {
            socket.addEventListener('close', () => reject(new Error('the connection was closed before the command ended')))
          },
          (error: unknown) => reject(error instanceof Error ? error : new Error(errorText(error))),
        )
      })
    }).catch((error: unknown) => {
      if (error instanceof Failure || context.signal.aborted) throw error
      throw impossible(what, error instanceof Error ? error.message : String(error), error)
    })
    if (status.status !== 'Success')
      throw impossible(`cat ${path} in ${namespace}/${pod}`, stderr.text().trim() || (status.message ?? 'it failed'))
    return stdout.text()
  }
}

function impossible(what: string, why: string, cause?: unknown): Failure {
  return new Failure({
    code: 'kube-exec',
    source: 'environment',
    message: `${what} was not possible: ${why.split('\n', 1)[0]}`,
    fix: 'Grant the caller get and create on pods/exec (docs/permissions.md), or leave --exec out.',
    docs: 'permissions.md#for-verify',
    cause,
  })
}

/** The client rejects with the WebSocket library's event. */
function errorText(event: unknown): string {
  return String((event as { message?: string } | undefined)?.message ?? event)
}

function collector(): { stream: Writable; text: () => string } {
  const chunks: Buffer[] = []
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      chunks.push(Buffer.from(chunk))
      done()
    },
  })
  return { stream, text: () => Buffer.concat(chunks).toString('utf8') }
}
