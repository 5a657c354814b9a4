import { createServer, type Server } from 'node:http'
import { connect, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { isAwsHost } from './hosts.ts'

export interface Proxy {
  server: Server
  closeTunnels(): void
  /** Hosts that lead to a port of loopback, before AWS's. */
  routes: Map<string, number>
}

/**
 * An HTTP CONNECT proxy, as a company has one: AWS's hosts lead to the TLS server on `awsTlsPort`, loopback to itself, everything else is
 * refused with 403 (RFC 9110 §9.3.6).
 */
export function createProxy(awsTlsPort: number): Proxy {
  const tunnels = new Set<Duplex>()
  const routes = new Map<string, number>()
  const server = createServer((_request, response) => {
    response.writeHead(403).end()
  })
  server.on('connect', (request, client: Duplex, head: Buffer) => {
    const target = targetOf(request.url ?? '', awsTlsPort, routes)
    if (target === undefined) {
      client.end('HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n')
      return
    }
    const upstream = connect(target, '127.0.0.1', () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n')
      if (head.length > 0) upstream.write(head)
      upstream.pipe(client).pipe(upstream)
    })
    join(tunnels, client, upstream)
  })
  return {
    server,
    routes,
    closeTunnels() {
      for (const socket of tunnels) socket.destroy()
    },
  }
}

function targetOf(authority: string, awsTlsPort: number, routes: Map<string, number>): number | undefined {
  const [, host = '', port] = /^(.+):(\d+)$/.exec(authority) ?? []
  if (isAwsHost(host)) return routes.get(host.toLowerCase()) ?? awsTlsPort
  return host === '127.0.0.1' || host === 'localhost' ? Number(port) : undefined
}

/** Either end that closes or breaks takes the other with it. */
function join(tunnels: Set<Duplex>, client: Duplex, upstream: Socket): void {
  for (const [end, other] of [
    [client, upstream],
    [upstream, client],
  ] as const) {
    tunnels.add(end)
    end.on('error', () => other.destroy())
    end.on('close', () => {
      tunnels.delete(end)
      other.destroy()
    })
  }
}
