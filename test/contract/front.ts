import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { request } from 'node:https'
import type { AddressInfo } from 'node:net'

interface FrontFault {
  /** Part of `METHOD PATH?QUERY`. */
  match: string
  times: number
  /** Answers this; absent: the request goes through and its answer is cut after that many bytes. */
  status?: number
  retryAfter?: number
  body?: unknown
  cutAfter?: number
}

export interface Front {
  endpoint: string
  faults: FrontFault[]
  /** `METHOD PATH?QUERY` of each request, in order. */
  seen: string[]
  close(): Promise<void>
}

/** Stands before an API server, on loopback, and does to requests what load balancers and busy servers do: refuses them, cuts answers. */
export async function startFront(upstream: string, ca: string): Promise<Front> {
  const faults: FrontFault[] = []
  const seen: string[] = []
  const target = new URL(upstream)
  const server = createServer((incoming, outgoing) => {
    const line = `${incoming.method} ${incoming.url}`
    seen.push(line)
    const fault = faults.find((one) => one.times > 0 && line.includes(one.match))
    if (fault) fault.times -= 1
    if (fault?.status !== undefined) return refuse(outgoing, fault)
    pass(incoming, outgoing, fault?.cutAfter)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    faults,
    seen,
    close: async () => {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }

  function pass(incoming: IncomingMessage, outgoing: ServerResponse, cutAfter = Infinity): void {
    const onward = request(
      {
        host: target.hostname,
        port: target.port,
        path: incoming.url,
        method: incoming.method,
        headers: { ...incoming.headers, host: target.host },
        ca,
      },
      (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
        let sent = 0
        answer.on('data', (chunk: Buffer) => {
          outgoing.write(chunk)
          sent += chunk.length
          if (sent >= cutAfter) outgoing.destroy()
        })
        answer.on('end', () => outgoing.end())
      },
    )
    onward.on('error', () => outgoing.destroy())
    outgoing.on('close', () => onward.destroy())
    incoming.pipe(onward)
  }
}

function refuse(outgoing: ServerResponse, { status = 500, retryAfter, body }: FrontFault): void {
  outgoing.writeHead(status, {
    'content-type': 'application/json',
    ...(retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) }),
  })
  outgoing.end(JSON.stringify(body ?? { kind: 'Status', apiVersion: 'v1', status: 'Failure', code: status, message: 'the server is busy' }))
}
