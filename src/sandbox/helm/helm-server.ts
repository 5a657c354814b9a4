import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import type { ClusterStore } from '../kube/store-types.ts'
import type { Activity } from '../actors/activity.ts'
import { CHART_REPOSITORY, CHART_VERSIONS, type Catalogue } from './catalogue.ts'
import type { HelmMajor } from './flags.ts'
import type { GateHolder } from '../gate.ts'
import type { ClientRequest, HelmAnswer } from './helm-world.ts'
import { runHelm } from './run-helm.ts'

/** A cluster that helm can work in. */
interface HelmCluster {
  store: ClusterStore
  activity: Activity
  /** The API server that kubeconfigs must name, and the authority that they must trust. */
  endpoint: string
  ca: string
  /** Whose token it is; `undefined` for a token that the API server would refuse. */
  authenticate: (token: string) => unknown
}

interface HelmServerOptions extends HelmCluster {
  /** `3` or `4`: whose flags, words and ways of writing. */
  helmVersion?: HelmMajor
  /** `oci://HOST/PATH` where the charts are, besides the public place. */
  chartRepositories?: string[]
  /** What a reference without a version means; the newest unless given. */
  newestChart?: string
  /** Asked at every step of a command. */
  holder?: GateHolder
}

/** A command with a name of its own, by which it can be cancelled. */
export interface HelmCommand extends ClientRequest {
  id: string
}

/** One helm command that ran, with the names (not the values) of its environment. */
interface HelmCall {
  argv: string[]
  environment: string[]
  code: number | 'killed'
  durationMs: number
}

export interface HelmServer {
  /** Where the client posts to, with a secret path. */
  endpoint: string
  calls: HelmCall[]
  catalogue: Catalogue
  /** One more cluster; the kubeconfig of a command says which one it means. */
  join(cluster: HelmCluster): void
  /** Milliseconds between two steps of a command: time to kill one. */
  stepDelayMs: number
  /** Commands go on when their client goes or is told to end: what a helm does whose parent was killed. */
  orphans: boolean
  /** How many commands are at work. */
  working(): number
  /** One command, as the client hands it over; `undefined` when it was stopped where it was, as it is once its client is `gone`. */
  run(command: HelmCommand, gone: AbortSignal): Promise<HelmAnswer | undefined>
  /** What a client does that is told to end. */
  cancel(id: string): void
  close(): Promise<void>
}

/** Does helm's work for the client executable (helm-client.ts), on loopback. A client that goes away stops its command where it is. */
export async function startHelmServer(options: HelmServerOptions): Promise<HelmServer> {
  const secret = randomBytes(16).toString('hex')
  const catalogue: Catalogue = {
    repositories: [CHART_REPOSITORY, ...(options.chartRepositories ?? [])],
    newest: options.newestChart ?? CHART_VERSIONS.at(-1)!,
  }
  const calls: HelmCall[] = []
  const clusters: HelmCluster[] = [options]
  const running = new Map<string, AbortController>()
  let stepDelayMs = 0
  let orphans = false

  async function run(body: HelmCommand, gone: AbortSignal): Promise<HelmAnswer | undefined> {
    const [killed, cancelled] = [new AbortController(), new AbortController()]
    running.set(body.id, cancelled)
    gone.addEventListener('abort', () => {
      if (!orphans) killed.abort()
    })
    const began = performance.now()
    const kubeconfigs = [...Object.values(body.files), body.env.KUBECONFIG ?? '']
    const cluster = clusters.find(({ endpoint }) => kubeconfigs.some((one) => one.includes(endpoint))) ?? options
    const end = cluster.activity.begin()
    const signals = { killed: killed.signal, cancelled: cancelled.signal }
    const answer = await runHelm(
      { ...options, ...cluster, catalogue, stepDelayMs: () => stepDelayMs, gate: () => options.holder?.gate, ...signals },
      body,
    ).finally(end)
    running.delete(body.id)
    const durationMs = Math.round(performance.now() - began)
    calls.push({ argv: body.argv, environment: body.environment, code: answer?.code ?? 'killed', durationMs })
    return answer
  }

  function cancel(id: string): void {
    if (!orphans) running.get(id)?.abort()
  }

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const gone = new AbortController()
    response.on('close', () => gone.abort())
    const answer = await run(JSON.parse(await text(request)) as HelmCommand, gone.signal)
    if (answer) response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer))
    else response.destroy()
  }

  const server = createServer((request, response) => {
    const [, path, action, id] = (request.url ?? '').split('/')
    if (path !== secret || request.method !== 'POST') return void response.writeHead(404).end()
    if (action === 'cancel') {
      cancel(id ?? '')
      return void response.writeHead(204).end()
    }
    serve(request, response).catch((error: unknown) => {
      const answer: HelmAnswer = { code: 1, stdout: '', stderr: `Error: ${error instanceof Error ? error.message : String(error)}\n` }
      response.writeHead(200).end(JSON.stringify(answer))
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')

  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}/${secret}`,
    calls,
    catalogue,
    join: (cluster) => void clusters.push(cluster),
    working: () => running.size,
    run,
    cancel,
    get orphans() {
      return orphans
    },
    set orphans(value) {
      orphans = value
    },
    get stepDelayMs() {
      return stepDelayMs
    },
    set stepDelayMs(value) {
      stepDelayMs = value
    },
    async close() {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}
