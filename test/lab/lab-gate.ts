import { once } from 'node:events'
import {
  createServer,
  request as plainRequest,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http'
import { createServer as createTlsServer, request as tlsRequest } from 'node:https'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { AwsError } from '../../src/sandbox/aws/aws-error.ts'
import { classify, errorAnswer, isWrite } from '../../src/sandbox/aws/dispatch.ts'
import type { Fate, GateCall, GateHolder } from '../../src/sandbox/gate.ts'
import { requestInfo } from '../../src/sandbox/kube/request-info.ts'
import { createPki } from '../../src/sandbox/pki.ts'
import type { LabServer } from './lab-server.ts'

export interface LabGate extends GateHolder {
  /** The environment in which the program meets AWS and the cluster behind the gate. */
  env: Record<string, string>
  close(): Promise<void>
}

interface Refusal {
  status: number
  type: string
  body: string
}
interface Side {
  to: 'aws' | 'kubernetes'
  upstream: URL
  /** Of the upstream's TLS. */
  ca?: string
  read: (message: IncomingMessage, body: Buffer) => GateCall
  refusal: (kind: 'throttled' | 'refused' | 'failed', call: GateCall) => Refusal
  /** What of a good answer is changed on its way. */
  change?: (call: GateCall, body: Buffer) => Buffer
}

const KUBE = { throttled: [429, 'TooManyRequests'], refused: [403, 'Forbidden'], failed: [500, 'InternalError'] } as const
const AWS = { throttled: [400, 'Throttling'], refused: [403, 'AccessDenied'], failed: [500, 'ServiceFailure'] } as const

function kubeRefusal(kind: keyof typeof KUBE): Refusal {
  const [status, reason] = KUBE[kind]
  const body = { kind: 'Status', apiVersion: 'v1', status: 'Failure', reason, code: status, message: reason }
  return { status, type: 'application/json', body: JSON.stringify(body) }
}

function awsRefusal(kind: keyof typeof AWS, { name }: GateCall): Refusal {
  const [status, code] = AWS[kind]
  return errorAnswer(name.split(':')[0] ?? '', new AwsError(code, code, status))
}

/**
 * Stands before the lab's AWS endpoint and its API server, on loopback, and does to calls what the sandbox's gate does. EKS names the gate as
 * the cluster's endpoint, so that helm comes by it too.
 */
export async function startLabGate(lab: LabServer, cluster: { endpoint: string; ca: string }): Promise<LabGate> {
  const tls = await createPki(['127.0.0.1'])
  const holder: GateHolder = { gate: undefined }
  const kube = createTlsServer(
    { key: tls.key, cert: tls.cert },
    through(holder, {
      to: 'kubernetes',
      upstream: new URL(cluster.endpoint),
      ca: cluster.ca,
      read: ({ method = 'GET', url = '/', headers }) => {
        const { verb, path, write } = requestInfo(method, url)
        return { to: headers['user-agent'] === 'flux-irsa' ? 'kubernetes' : 'helm', name: `${verb} ${path}`, write }
      },
      refusal: kubeRefusal,
    }),
  )
  const kubePort = await listen(kube)
  const aws = createServer(
    through(holder, {
      to: 'aws',
      upstream: new URL(lab.vars['AWS_ENDPOINT_URL'] ?? ''),
      read: awsCall,
      refusal: awsRefusal,
      change: (call, body) => (call.name === 'eks:DescribeCluster' ? withEndpoint(body, `https://127.0.0.1:${kubePort}`, tls.ca) : body),
    }),
  )
  const awsPort = await listen(aws)
  return {
    env: { ...lab.env, AWS_ENDPOINT_URL: `http://127.0.0.1:${awsPort}` },
    get gate() {
      return holder.gate
    },
    set gate(value) {
      holder.gate = value
    },
    close: async () => {
      await Promise.all([aws, kube].map(closed))
    },
  }
}

function through(holder: GateHolder, side: Side): RequestListener {
  return (message, response) => void pass(holder, side, message, response).catch(() => response.destroy())
}

async function pass(holder: GateHolder, side: Side, message: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await buffer(message)
  const { gate } = holder
  const call = side.read(message, body)
  const fate: Fate = gate?.fate(call) ?? 'pass'
  if (fate === 'cut') return void message.socket.destroy()
  if (fate === 'throttled' || fate === 'refused') return refuse(response, side.refusal(fate, call))
  const answer = await sent(side, message, body)
  const code = answer.statusCode ?? 502
  if (!call.write || code < 300) gate?.onDone?.(call)
  if (fate === 'hang') return
  if (fate === 'lost') return void message.socket.destroy()
  if (fate === 'failed') return refuse(response, side.refusal('failed', call))
  if (side.change && code < 300) {
    const changed = side.change(call, await buffer(answer))
    response.writeHead(code, { ...answer.headers, 'content-length': changed.length }).end(changed)
    return
  }
  response.writeHead(code, answer.headers)
  response.on('close', () => answer.destroy())
  answer.on('error', () => response.destroy()).pipe(response)
}

async function sent({ upstream, ca }: Side, { method, url, headers }: IncomingMessage, body: Buffer): Promise<IncomingMessage> {
  const { hostname, port, protocol } = upstream
  const options = { hostname, port, path: url, method, headers: { ...headers, host: upstream.host }, ...(ca ? { ca } : {}) }
  const onward = (protocol === 'https:' ? tlsRequest : plainRequest)(options)
  onward.end(body)
  const [answer] = (await once(onward, 'response')) as [IncomingMessage]
  return answer
}

function awsCall({ method = 'GET', url = '/', headers }: IncomingMessage, body: Buffer): GateCall {
  const { pathname, searchParams } = new URL(url, 'http://gate')
  const texts = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]))
  const request = { method, host: texts['host'] ?? '', path: pathname, query: searchParams, headers: texts, body: body.toString() }
  const { service, action } = classify(request, 'eu-west-1')
  return { to: 'aws', name: `${service}:${action}`, write: isWrite(action) }
}

function withEndpoint(body: Buffer, endpoint: string, ca: string): Buffer {
  const answer = JSON.parse(body.toString()) as { cluster: object }
  const cluster = { ...answer.cluster, endpoint, certificateAuthority: { data: Buffer.from(ca).toString('base64') } }
  return Buffer.from(JSON.stringify({ ...answer, cluster }))
}

function refuse(response: ServerResponse, { status: code, type, body }: Refusal): void {
  response.writeHead(code, { 'content-type': type, 'content-length': Buffer.byteLength(body) }).end(body)
}

async function listen(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}

async function closed(server: Server): Promise<void> {
  const end = once(server, 'close')
  server.close()
  server.closeAllConnections()
  await end
}
