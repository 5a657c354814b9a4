import { once } from 'node:events'
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import { AwsError } from './aws-error.ts'
import { answerDiscovery, isIssuerHost } from './discovery.ts'
import { classify, errorAnswer, isWrite, perform } from './dispatch.ts'
import { strike, type Fault } from './faults.ts'
import { answerPublicRegistry, PUBLIC_HOST } from './ecr-public.ts'
import { registryOf } from './hosts.ts'
import type { Fate, GateHolder } from '../gate.ts'
import { answerRegistry, registryError } from './registry.ts'
import type { CallRecord, HttpAnswer, HttpRequest, World } from './world.ts'

export interface Traffic extends GateHolder {
  world: World
  calls: CallRecord[]
  faults: Fault[]
  latencyMs: () => number
  /** What IAM held before its last write: what a stale read sees. */
  past?: Pick<World['account'], 'roles' | 'policies' | 'providers'>
}

class Hangup extends Error {}

/** Answers every service of the account on one listener, writes each call down, and lets faults strike. */
export function createHandler(traffic: Traffic): RequestListener {
  return (message, response) => {
    handle(traffic, message).then(
      (answer) => send(message, response, { ...answer, headers: { date: new Date(traffic.world.now()).toUTCString(), ...answer.headers } }),
      (error: unknown) => fail(response, error),
    )
  }
}

async function handle(traffic: Traffic, message: IncomingMessage): Promise<HttpAnswer> {
  const request = await readRequest(message)
  if (isIssuerHost(request.host)) return answerDiscovery(traffic.world, request)
  if (traffic.latencyMs() > 0) await sleep(traffic.latencyMs())
  await traffic.roundTrips?.wait(nameOf(traffic, request))
  if (request.host === PUBLIC_HOST) return answerPublicRegistry(request.path)
  const isRegistry = request.path.startsWith('/v2/') || registryOf(request.host) !== undefined
  return isRegistry ? handleRegistry(traffic, request, message) : handleApi(traffic, request, message)
}

async function handleApi(traffic: Traffic, request: HttpRequest, message: IncomingMessage): Promise<HttpAnswer> {
  const { world } = traffic
  const call = classify(request, world.account.region)
  const record = note(traffic, { service: call.service, action: call.action, region: call.region, write: isWrite(call.action) })
  const refused = (error: AwsError) => errorAnswer(call.service, error)
  return struck(traffic, { record, name: `${call.service}:${call.action}`, message }, refused, async (fate) => {
    try {
      if (record.write && traffic.gate) traffic.past = structuredClone(iamOf(world))
      const seen = fate === 'stale' && traffic.past ? { ...world, account: { ...world.account, ...traffic.past } } : world
      const answer = await perform(seen, request, call, ({ arn }) => (record.caller = arn))
      if (record.write) world.visibility.record()
      return answer
    } catch (error) {
      if (!(error instanceof AwsError)) throw error
      record.error = error.code
      return refused(error)
    }
  })
}

function handleRegistry(traffic: Traffic, request: HttpRequest, message: IncomingMessage): Promise<HttpAnswer> {
  const { method, path, host } = request
  const region = registryOf(host)?.region ?? traffic.world.account.region
  const record = note(traffic, { service: 'registry', action: `${method} ${path}`, region, write: false })
  // A registry has a word and a status of its own for throttling (OCI distribution specification, "Error Codes").
  const refused = ({ status, code, message: why }: AwsError) =>
    code === 'Throttling' ? registryError(429, 'TOOMANYREQUESTS', why) : registryError(status, code, why)
  return struck(traffic, { record, name: `registry:${path}`, message }, refused, async () =>
    answerRegistry(traffic.world, request, ({ arn }) => (record.caller = arn)),
  )
}

function nameOf({ world }: Traffic, request: HttpRequest): string {
  if (request.host === PUBLIC_HOST || request.path.startsWith('/v2/')) return `registry ${request.path}`
  const { service, action } = classify(request, world.account.region)
  return `${service}:${action}`
}

function iamOf({ account: { roles, policies, providers } }: World): NonNullable<Traffic['past']> {
  return { roles, policies, providers }
}

interface Struck {
  record: CallRecord
  name: string
  message: IncomingMessage
}

/** Runs a call between the gate, and the faults that strike before and after its effect. */
async function struck(
  { faults, gate }: Traffic,
  { record, name, message }: Struck,
  refused: (error: AwsError) => HttpAnswer,
  run: (fate: Fate) => Promise<HttpAnswer>,
): Promise<HttpAnswer> {
  const passing = { to: 'aws' as const, name, write: record.write }
  const fate = gate?.fate(passing) ?? 'pass'
  if (fate === 'cut') throw hungUp(record)
  if (fate === 'refused') return refused(marked(record, new AwsError('AccessDenied', 'not authorized', 403)))
  if (fate === 'throttled') return refused(marked(record, new AwsError('Throttling', 'Rate exceeded', 400)))
  const early = await applied(strike(faults, name, 'before'), record)
  const answer = early ? refused(early) : await run(fate)
  if (!record.write || answer.status < 300) gate?.onDone?.(passing)
  if (fate === 'hang') await once(message.socket, 'close')
  if (fate === 'hang' || fate === 'lost') throw hungUp(record)
  if (fate === 'failed') return refused(marked(record, new AwsError('ServiceFailure', 'Service unavailable', 500)))
  const late = early ? undefined : await applied(strike(faults, name, 'after'), record)
  const sent = late ? refused(late) : answer
  record.status = sent.status
  return sent
}

function hungUp(record: CallRecord): Hangup {
  record.status = 'hangup'
  return new Hangup()
}

function marked(record: CallRecord, error: AwsError): AwsError {
  record.fault = true
  record.error = error.code
  record.status = error.status
  return error
}

/** Waits and hangs up as the fault says; the error to answer with, if it has one. */
async function applied(fault: Fault | undefined, record: CallRecord): Promise<AwsError | undefined> {
  if (!fault) return undefined
  record.fault = true
  if (fault.delay) await sleep(fault.delay * 1000)
  if (fault.hangup) {
    record.status = 'hangup'
    throw new Hangup()
  }
  if (!fault.code) return undefined
  record.error = fault.code
  return new AwsError(fault.code, fault.message ?? fault.code, fault.status ?? 400)
}

function note({ calls, world }: Traffic, call: Pick<CallRecord, 'service' | 'action' | 'region' | 'write'>): CallRecord {
  const record: CallRecord = { n: calls.length + 1, at: world.now(), ...call, status: 0 }
  calls.push(record)
  return record
}

async function readRequest(message: IncomingMessage): Promise<HttpRequest> {
  const url = new URL(message.url ?? '/', 'http://sandbox')
  const headers = Object.fromEntries(Object.entries(message.headers).map(([name, value]) => [name, String(value)]))
  const host = (message.headers.host ?? '').replace(/:\d+$/, '')
  return { method: message.method ?? 'GET', host, path: url.pathname, query: url.searchParams, headers, body: await text(message) }
}

function send(message: IncomingMessage, response: ServerResponse, { status, body, type, headers }: HttpAnswer): void {
  response.writeHead(status, { 'content-type': type, 'content-length': Buffer.byteLength(body), 'x-amzn-requestid': 'sandbox', ...headers })
  response.end(message.method === 'HEAD' ? undefined : body)
}

/** A bug of the sandbox is told as the 500 that it is. */
function fail(response: ServerResponse, error: unknown): void {
  if (error instanceof Hangup || response.headersSent) {
    response.socket?.destroy()
    return
  }
  response.writeHead(500, { 'content-type': 'text/plain' }).end(error instanceof Error ? error.stack : String(error))
}
