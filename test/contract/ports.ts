import { setMaxListeners } from 'node:events'
import { eksToken } from '../../src/aws/eks-token.ts'
import type { AwsReader, AwsWriter } from '../../src/model/aws.ts'
import { createAwsReader } from '../../src/aws/reader.ts'
import { createSession, type Session } from '../../src/aws/session.ts'
import { createAwsWriter } from '../../src/aws/writer.ts'
import { Failure } from '../../src/domain/failure.ts'
import { createHelmReader, createHelmWriter } from '../../src/helm/client.ts'
import type { HelmReader, HelmWriter } from '../../src/model/helm.ts'
import { createHelm, type Helm } from '../../src/helm/process.ts'
import { eksConnection, type Connection } from '../../src/kube/connection.ts'
import type { KubeReader, KubeWriter } from '../../src/model/kube.ts'
import { createKubeReader } from '../../src/kube/reader.ts'
import { createApi, type Api } from '../../src/kube/request.ts'
import { createKubeWriter } from '../../src/kube/writer.ts'
import type { CallContext } from '../../src/net/call-context.ts'
import { createTransport } from '../../src/net/transport.ts'
import { becomeEnvironment } from '../stories/become-environment.ts'
import { REGION, type Keys, type Server } from './server.ts'

export type Aws = AwsReader & AwsWriter
export type Kube = KubeReader & KubeWriter
/** What is needed of a server to reach it. */
type Place = Pick<Server, 'env' | 'ca' | 'cluster'>

const { signal } = new AbortController()
setMaxListeners(0, signal)
const context: CallContext = { signal, emit: () => {} }

/** Lets this process meet the server as the program would: its environment is that of the run. */
export function meet(server: Pick<Place, 'env'>): void {
  becomeEnvironment(server.env)
}

/** The SDK's configuration as the product makes it, for the caller who may do everything or for another. */
export function sessionAs(server: Place, keys?: Keys): Session {
  const session = createSession({
    target: { region: REGION },
    env: server.env,
    transport: createTransport({ ca: [server.ca] }),
    version: 'contract',
  })
  const given = keys ?? { accessKeyId: server.env['AWS_ACCESS_KEY_ID'] ?? '', secretAccessKey: server.env['AWS_SECRET_ACCESS_KEY'] ?? '' }
  session.config.credentials = () => Promise.resolve(given)
  return session
}

export function awsAs(server: Place, keys?: Keys): Aws {
  const session = sessionAs(server, keys)
  return { ...createAwsReader(session, context), ...createAwsWriter(session, context) }
}

/** The cluster's API by a signed EKS token; `endpoint` where it is reached by another way, `cluster` and `now` where the token lies. */
export async function kubeAs(
  server: Place,
  given: { keys?: Keys; endpoint?: string; cluster?: string; now?: Date } = {},
): Promise<{ kube: Kube; api: Api; connection: Connection }> {
  const { keys, endpoint, cluster: tokenFor = server.cluster, now } = given
  const cluster = await awsAs(server).cluster(server.cluster)
  const { credentials } = sessionAs(server, keys).config
  const connection = eksConnection({
    endpoint: endpoint ?? cluster?.endpoint ?? '',
    certificateAuthority: cluster?.certificateAuthority ?? '',
    token: () => eksToken({ cluster: tokenFor, region: REGION, credentials, ...(now ? { now } : {}) }),
  })
  const api = createApi(connection, context)
  return { kube: { ...createKubeReader(connection, api, context), ...createKubeWriter(api) }, api, connection }
}

export async function helmAs(server: Server, path: string): Promise<{ helm: HelmReader & HelmWriter; raw: Helm; kube: Kube; api: Api }> {
  const { kube, api, connection } = await kubeAs(server)
  const raw = createHelm({ command: path, connection, env: { PATH: process.env['PATH'], ...server.env }, context })
  return { helm: { ...createHelmReader(kube, raw), ...createHelmWriter(kube, raw) }, raw, kube, api }
}

/** The code of the Failure that `work` ends with; `done` when it ends well. */
export async function codeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work
    return 'done'
  } catch (error) {
    return error instanceof Failure ? error.code : error instanceof Error ? error.name : String(error)
  }
}

/** The Failure that `work` ends with. */
export async function failureOf(work: Promise<unknown>): Promise<Failure> {
  try {
    await work
  } catch (error) {
    if (error instanceof Failure) return error
    throw error
  }
  throw new Error('it ended well')
}
