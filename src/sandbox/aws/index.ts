import { once } from 'node:events'
import { createServer } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo, Server } from 'node:net'
import { createAccount, isOurs, type Account } from './account.ts'
import { reviewToken, type TokenVerdict } from './eks-token.ts'
import type { Fault } from './faults.ts'
import type { GateHolder } from '../gate.ts'
import { createHandler } from './http-handler.ts'
import { createProxy } from './proxy.ts'
import { snapshotOf, type Snapshot } from './snapshot.ts'
import { createVisibility } from './visibility.ts'
import type { CallRecord } from './world.ts'

export { awsCertificateHosts, registryHost } from './hosts.ts'
export { addCluster, addRepository, addUser } from './seed.ts'
export type { AccessKey, Account, Cluster } from './account.ts'
export type { TokenVerdict } from './eks-token.ts'
export type { Fault } from './faults.ts'
export type { Snapshot } from './snapshot.ts'
export type { CallRecord } from './world.ts'

export interface AwsOptions {
  region?: string
  accountId?: string
  partition?: string
  /** PEM; the certificate is shown for AWS's hosts behind the proxy (names: awsCertificateHosts). */
  tls: { key: string; cert: string; ca: string }
  /** Milliseconds since the epoch; the real time unless given. */
  clock?: () => number
  /** Asked about every call. */
  holder?: GateHolder
}

/** A running simulated account. Everything in `account`, `faults` and `calls` may be read and changed while it runs. */
export interface SandboxAws {
  /** For `AWS_ENDPOINT_URL`. */
  endpoint: string
  /** For `HTTPS_PROXY`, with the certificate authority trusted. */
  proxy: string
  /** Hosts that the proxy leads to another port of loopback: the API servers of clusters. */
  routes: Map<string, number>
  account: Account
  calls: CallRecord[]
  faults: Fault[]
  /** Milliseconds that each call takes more. */
  latencyMs: number
  /** Milliseconds by which AWS's clock is ahead of this machine's. */
  clockOffsetMs: number
  /** Milliseconds until STS, permissions and the registry see an IAM write; what stands when it is set counts as seen. */
  delayMs: number
  /** Empties IAM, its sessions, logins, calls, faults and delays; clusters, repositories and users stay. */
  reset(): void
  snapshot(): Snapshot
  /** What EKS's API server makes of a bearer token for this cluster. */
  tokenReview(token: string, clusterName: string): TokenVerdict
  close(): Promise<void>
}

/** Starts the account on free ports of 127.0.0.1: one HTTP endpoint for all services, and a CONNECT proxy to the same over TLS. */
export async function startAws(options: AwsOptions): Promise<SandboxAws> {
  const {
    region = 'eu-west-1',
    accountId = '123456789012',
    partition = 'aws',
    tls,
    clock = Date.now,
    holder = { gate: undefined },
  } = options
  const account = createAccount({ id: accountId, partition, region })
  const visibility = createVisibility(account, clock)
  let offset = 0
  const world = { account, visibility, now: () => clock() + offset }
  const calls: CallRecord[] = []
  const faults: Fault[] = []
  let latency = 0
  const handler = createHandler({
    world,
    calls,
    faults,
    latencyMs: () => latency,
    get gate() {
      return holder.gate
    },
    get roundTrips() {
      return holder.roundTrips
    },
  })
  const plain = createServer(handler)
  const secure = createTlsServer({ key: tls.key, cert: tls.cert }, handler)
  const [port, securePort] = await Promise.all([listen(plain), listen(secure)])
  const proxy = createProxy(securePort)
  const proxyPort = await listen(proxy.server)

  return {
    endpoint: `http://127.0.0.1:${port}`,
    proxy: `http://127.0.0.1:${proxyPort}`,
    routes: proxy.routes,
    account,
    calls,
    faults,
    get latencyMs() {
      return latency
    },
    set latencyMs(value) {
      latency = value
    },
    get clockOffsetMs() {
      return offset
    },
    set clockOffsetMs(value) {
      offset = value
    },
    get delayMs() {
      return visibility.delayMs
    },
    set delayMs(value) {
      visibility.delayMs = value
    },
    reset() {
      emptyIam(account)
      calls.length = 0
      faults.length = 0
      latency = 0
      offset = 0
      visibility.delayMs = 0
    },
    snapshot: () => snapshotOf(account),
    tokenReview: (token, clusterName) => reviewToken(world, token, clusterName),
    async close() {
      proxy.closeTunnels()
      const servers = [plain, secure, proxy.server]
      await Promise.all(
        servers.map((server) => {
          const closed = once(server, 'close')
          server.close()
          server.closeAllConnections()
          return closed
        }),
      )
    },
  }
}

function emptyIam(account: Account): void {
  for (const held of [account.roles, account.providers, account.sessions, account.roleUses, account.logins]) held.clear()
  for (const policy of account.policies.values()) if (isOurs(account, policy)) account.policies.delete(policy.arn)
}

async function listen(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}
