import { createHash } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import type { KubeObject } from '../../model/kube.ts'
import type { ObjectStore } from './object-store.ts'
import { authorize, type Identity } from './rbac.ts'
import type { TokenIssuer } from './service-account-tokens.ts'

interface ExecParts {
  store: ObjectStore
  issuer: TokenIssuer
  identify: (bearer: string) => Promise<Identity | undefined>
}

interface Projected {
  serviceAccountName?: string
  volumes?: {
    name: string
    projected?: { sources?: { serviceAccountToken?: { audience?: string; expirationSeconds?: number; path: string } }[] }
  }[]
  containers: { name: string; volumeMounts?: { name: string; mountPath: string }[] }[]
}

const PATH = /^\/api\/v1\/namespaces\/([^/]+)\/pods\/([^/]+)\/exec$/
/** Streams of the protocol (k8s.io/apimachinery, pkg/util/remotecommand). */
const [STDOUT, STDERR, STATUS] = [1, 2, 3]

/**
 * `kubectl exec POD -- cat FILE` over a WebSocket (RFC 6455, subprotocol `v4.channel.k8s.io`): of all files in a pod only its projected
 * tokens exist. Anything else ends as it does in a real pod: with cat's own words and a failed status.
 */
export async function serveExec(parts: ExecParts, request: IncomingMessage, socket: Duplex): Promise<void> {
  const url = new URL(request.url ?? '/', 'https://sandbox')
  const [, namespace = '', name = ''] = PATH.exec(url.pathname) ?? []
  const pod = parts.store.get(`/api/v1/namespaces/${namespace}/pods/${name}`)
  const bearer = /^Bearer\s+(.+)$/i.exec(request.headers.authorization ?? '')?.[1]
  const identity = bearer ? await parts.identify(bearer) : undefined
  if (!identity) return refuse(socket, '401 Unauthorized')
  const groups = [...identity.groups, 'system:authenticated']
  const wanted = { verb: 'create', group: '', resource: 'pods', subresource: 'exec', namespace, name }
  if (!authorize(parts.store, { ...identity, groups }, wanted).allowed) return refuse(socket, '403 Forbidden')
  if (!pod) return refuse(socket, '404 Not Found')

  accept(request, socket)
  // The client's closing frame is read and dropped; its end is ours.
  socket.on('end', () => socket.destroy()).resume()
  const [command, path = ''] = url.searchParams.getAll('command')
  const content = command === 'cat' ? await fileIn(parts.issuer, pod, path) : undefined
  if (content === undefined) socket.write(frame(STDERR, `cat: can't open '${path}': No such file or directory\n`))
  else socket.write(frame(STDOUT, content))
  const failure = {
    metadata: {},
    status: 'Failure',
    message: 'command terminated with non-zero exit code: exit status 1',
    reason: 'NonZeroExitCode',
  }
  socket.write(frame(STATUS, JSON.stringify(content === undefined ? failure : { metadata: {}, status: 'Success' })))
  // A close frame without a reason; the client answers with its own.
  socket.end(Buffer.from([0x88, 0]))
}

async function fileIn(issuer: TokenIssuer, pod: KubeObject, path: string): Promise<string | undefined> {
  const spec = pod['spec'] as Projected
  const { namespace = 'default', name, uid = '' } = pod.metadata
  const mounts = spec.containers[0]?.volumeMounts ?? []
  const projections = (spec.volumes ?? []).flatMap(({ name: volume, projected }) => {
    const mountPath = mounts.find((mount) => mount.name === volume)?.mountPath
    return (projected?.sources ?? []).flatMap(({ serviceAccountToken: token }) =>
      token && mountPath ? [{ ...token, file: `${mountPath}/${token.path}` }] : [],
    )
  })
  const found = projections.find(({ file }) => file === path)
  if (!found) return undefined
  const { audience = 'https://kubernetes.default.svc', expirationSeconds = 3600 } = found
  const claims = {
    namespace,
    serviceAccount: spec.serviceAccountName ?? 'default',
    audiences: [audience],
    expirationSeconds,
    pod: { name, uid },
  }
  return (await issuer.sign(claims)).token
}

function accept(request: IncomingMessage, socket: Duplex): void {
  const key = `${request.headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`
  const answer = [
    'HTTP/1.1 101 Switching Protocols',
    'Upgrade: websocket',
    'Connection: Upgrade',
    `Sec-WebSocket-Accept: ${createHash('sha1').update(key).digest('base64')}`,
    'Sec-WebSocket-Protocol: v4.channel.k8s.io',
  ]
  socket.write(`${answer.join('\r\n')}\r\n\r\n`)
}

function refuse(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`)
}

/** One unmasked binary frame of up to 64 KiB; its first byte names the stream. */
function frame(stream: number, text: string): Buffer {
  const payload = Buffer.concat([Buffer.from([stream]), Buffer.from(text)])
  const header = Buffer.from(payload.length < 126 ? [0x82, payload.length] : [0x82, 126, payload.length >> 8, payload.length & 0xff])
  return Buffer.concat([header, payload])
}
