import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { strike, type Fault } from '../aws/faults.ts'
import type { GateHolder } from '../gate.ts'
import { answerOf, type Authentication } from './dispatch.ts'
import { serveExec } from './exec.ts'
import type { ObjectStore } from './object-store.ts'
import { requestInfo } from './request-info.ts'
import type { Answer } from './resource-requests.ts'
import { StatusError } from './status-error.ts'

/** `match` is `kube:VERB PATH`, `*` and `?` allowed; the verb is Kubernetes' (`kube:patch /api/*`) or an HTTP method (`kube:POST *`). */
export interface KubeFault extends Fault {
  /** Seconds, for the Retry-After header. */
  retryAfter?: number
}

export interface KubeCall {
  n: number
  verb: string
  path: string
  /** HTTP status; 0 while it is not answered, and for good when the connection was dropped. */
  status: number
  /** Whether it would have changed what is stored. */
  write: boolean
  user: string
}

interface ServerParts extends Authentication {
  tls: { key: string; cert: string; ca: string }
  store: ObjectStore
  calls: KubeCall[]
  faults: KubeFault[]
  latencyMs: () => number
  holder: GateHolder
}

/** Listens on a free port of 127.0.0.1. */
export async function listen(parts: ServerParts): Promise<{ server: Server; port: number }> {
  const { key, cert } = parts.tls
  const server = createServer({ key, cert }, (request, response) => {
    response.on('error', () => undefined)
    void serve(parts, request, response)
  })
  server.on('upgrade', (request, socket) => {
    socket.on('error', () => socket.destroy())
    serveExec(parts, request, socket).catch(() => socket.destroy())
  })
  // Go's server keeps idle connections for 90 s; Node's 5 s would drop some under a client that is about to use them.
  server.keepAliveTimeout = 90_000
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { server, port: (server.address() as AddressInfo).port }
}

async function serve(parts: ServerParts, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const info = requestInfo(request.method ?? 'GET', request.url ?? '/')
  const call: KubeCall = { n: parts.calls.length + 1, verb: info.verb, path: info.path, status: 0, write: info.write, user: '' }
  parts.calls.push(call)
  try {
    if (parts.latencyMs() > 0) await pause(parts.latencyMs())
    const { gate, roundTrips } = parts.holder
    await roundTrips?.wait(`${request.method} ${request.url}`)
    const passing = { to: 'kubernetes' as const, name: `${call.verb} ${call.path}`, write: call.write }
    const fate = gate?.fate(passing) ?? 'pass'
    if (fate === 'cut') return void request.socket.destroy()
    if (fate === 'refused') return refuse(call, response, new StatusError(403, 'Forbidden', 'forbidden'))
    if (fate === 'throttled')
      return refuse(call, response, new StatusError(429, 'TooManyRequests', 'the server has received too many requests'))
    if (await struck(faultOf(parts.faults, request, call, 'before'), request, response, call)) return
    const answer = await answerOf({ ...parts, info, request, response, onUser: (user) => (call.user = user) }).catch(asAnswer)
    if (!call.write || (answer?.status ?? 200) < 300) gate?.onDone?.(passing)
    if (fate === 'hang') return
    if (fate === 'lost') return void request.socket.destroy()
    if (fate === 'failed')
      return refuse(call, response, new StatusError(500, 'InternalError', 'Internal error occurred: etcdserver: request timed out'))
    if (await struck(faultOf(parts.faults, request, call, 'after'), request, response, call)) return
    call.status = answer?.status ?? 200
    if (answer) send(response, answer)
  } catch (error) {
    call.status = 500
    if (response.headersSent) response.destroy()
    else send(response, asAnswer(error))
  }
}

function refuse(call: KubeCall, response: ServerResponse, error: StatusError): void {
  call.status = error.code
  if (!response.headersSent) send(response, asAnswer(error))
  else response.destroy()
}

const BY_METHOD = /^kube:(GET|POST|PUT|PATCH|DELETE) /

function faultOf(
  faults: KubeFault[],
  { method }: IncomingMessage,
  { verb, path }: KubeCall,
  when: 'before' | 'after',
): KubeFault | undefined {
  const byMethod = faults.filter(({ match }) => BY_METHOD.test(match))
  const byVerb = faults.filter(({ match }) => !BY_METHOD.test(match))
  return strike(byMethod, `kube:${method} ${path}`, when) ?? strike(byVerb, `kube:${verb} ${path}`, when)
}

/** Plays a fault; true when that was the answer. */
async function struck(fault: KubeFault | undefined, request: IncomingMessage, response: ServerResponse, call: KubeCall): Promise<boolean> {
  if (!fault) return false
  if (fault.delay) await pause(fault.delay * 1000)
  if (fault.hangup) {
    request.socket.destroy()
    return true
  }
  const { code, status = 500, message = code ?? '', retryAfter } = fault
  if (!code && fault.status === undefined) return false
  const error = new StatusError(
    status,
    code ?? 'InternalError',
    message,
    retryAfter === undefined ? undefined : { retryAfterSeconds: retryAfter },
  )
  call.status = status
  if (retryAfter !== undefined) response.setHeader('retry-after', String(retryAfter))
  send(response, asAnswer(error))
  return true
}

function asAnswer(error: unknown): Answer {
  if (error instanceof StatusError) return { status: error.code, body: error.body }
  const text = error instanceof Error ? error.message : String(error)
  return { status: 500, body: new StatusError(500, 'InternalError', `Internal error occurred: ${text}`).body }
}

function send(response: ServerResponse, { status, body }: Answer): void {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  response.writeHead(status, { 'content-type': contentTypeOf(body) })
  response.end(text)
}

/** kubectl takes aggregated discovery for the older one where its type does not name it (KEP-3352). */
function contentTypeOf(body: object | string): string {
  if (typeof body === 'string') return 'text/plain; charset=utf-8'
  const { kind, apiVersion = '' } = body as { kind?: string; apiVersion?: string }
  if (kind !== 'APIGroupDiscoveryList') return 'application/json'
  return `application/json;g=apidiscovery.k8s.io;v=${apiVersion.split('/')[1]};as=${kind}`
}
