import { createAwsReader } from '../aws/reader.ts'
import { EKS_TOKEN_LIFETIME_MS, eksToken } from '../aws/eks-token.ts'
import { profileRegion } from '../aws/profile-region.ts'
import { createSession, type Session } from '../aws/session.ts'
import { createAwsWriter } from '../aws/writer.ts'
import type { AwsReader, CallerIdentity, Cluster } from '../model/aws.ts'
import type { ReadInPod } from '../checks/kernel/facts.ts'
import type { Settings } from '../model/settings.ts'
import { partitionOfRegion } from '../domain/image-reference.ts'
import { Failure } from '../domain/failure.ts'
import { locate } from '../flux/observe.ts'
import type { HelmReader } from '../model/helm.ts'
import type { ReadPorts, WritePorts } from '../model/ports.ts'
import type { Place } from '../model/world.ts'
import { createHelmReader, createHelmWriter } from '../helm/client.ts'
import { createHelm } from '../helm/process.ts'
import { absentKube } from '../kube/absent.ts'
import { eksConnection, type Connection } from '../kube/connection.ts'
import type { KubeReader } from '../model/kube.ts'
import { createKubeReader } from '../kube/reader.ts'
import { createApi } from '../kube/request.ts'
import { isThisCluster } from '../kube/same-cluster.ts'
import { createKubeWriter } from '../kube/writer.ts'
import type { CallContext } from '../net/call-context.ts'
import { createTransport } from '../net/transport.ts'
import { VERSION } from '../version.ts'
import { mfaQuestion, sharedCredentials } from './credentials.ts'
import type { Io } from './io.ts'

export interface Connected {
  place: Place
  read: ReadPorts
  write: () => WritePorts
}
export interface ForVerify {
  place: Place
  aws: AwsReader
  kube: KubeReader | Failure
  helmVersion: () => Promise<string>
  readInPod: ReadInPod
}
type Requests = Pick<Io, 'requestTimeoutMs' | 'retryPauseMs'>
export interface AwsSide {
  session: Session
  aws: AwsReader
  region: string
  requests: Requests
}

/** AWS alone: credentials and region, and the readers made with them. */
export async function connectAws(settings: Settings, io: Io, context: CallContext): Promise<AwsSide> {
  const { requestTimeoutMs, retryPauseMs } = io
  const requests: Requests = { ...(requestTimeoutMs && { requestTimeoutMs }), ...(retryPauseMs && { retryPauseMs }) }
  const transport = createTransport({ ...(requestTimeoutMs && { requestTimeoutMs }), ...(io.trustedCa ? { ca: [io.trustedCa] } : {}) })
  const askMfaCode = mfaQuestion(io, context)
  const session = createSession({
    target: settings.target,
    env: io.env,
    transport,
    version: VERSION,
    ...(retryPauseMs && { retryPauseMs }),
    ...(askMfaCode ? { askMfaCode } : {}),
  })
  session.config.credentials = sharedCredentials(io, settings.target, session.config.credentials)
  const region = session.config.region ?? (await profileRegion(session))
  session.config.region = region
  return { session, aws: createAwsReader(session, context), region, requests }
}

/** The cluster through EKS's own answer, or through the user's kubeconfig, which then must be that cluster. */
export async function connect(settings: Settings, io: Io, context: CallContext): Promise<Connected> {
  const side = await connectAws(settings, io, context)
  const place = await locate(side.aws, settings, side.region)
  return connectCluster(settings, io, context, side, place)
}

/**
 * For `verify`: what cannot be reached in Kubernetes is a finding, not an end, and which cluster it is the checks judge themselves.
 */
export async function connectForVerify(settings: Settings, io: Io, context: CallContext): Promise<ForVerify> {
  const side = await connectAws(settings, io, context)
  const place = await locate(side.aws, settings, side.region)
  const connection = await connectionTo(settings, side, place, context)
  return {
    place,
    aws: side.aws,
    kube: createKubeReader(connection, createApi(connection, context), context),
    helmVersion: () => createHelm({ command: settings.helm, connection, env: io.env, context, start: io.runProgram }).version(),
    readInPod: async (pod, path) => {
      const { createPodReader } = await import('../kube/read-in-pod.ts')
      return createPodReader(connection, context)(pod, path)
    },
  }
}

/** As `connect`, but a cluster that is gone is taken as empty: what we left in IAM can still be removed. */
export async function connectForRemoval(settings: Settings, io: Io, context: CallContext): Promise<Connected> {
  const side = await connectAws(settings, io, context)
  try {
    const place = await locate(side.aws, settings, side.region)
    return await connectCluster(settings, io, context, side, place)
  } catch (error) {
    if (!(error instanceof Failure) || error.code !== 'cluster-not-found') throw error
    const place = gone(settings.target.cluster, await side.aws.callerIdentity(), side.region)
    const kube = absentKube(settings.target.cluster)
    const helm: HelmReader = {
      releases: () => Promise.resolve([]),
      objectsOf: () => Promise.resolve([]),
      version: () => Promise.resolve(''),
      signatureOf: () => Promise.resolve({ verdict: 'not looked at' }),
    }
    const nothing = () => Promise.resolve()
    return {
      place,
      read: { aws: side.aws, kube, helm },
      write: () => ({
        aws: { ...side.aws, ...createAwsWriter(side.session, context) },
        kube,
        lock: kube,
        helm: { ...helm, upgrade: nothing, uninstall: nothing, markFailed: nothing },
      }),
    }
  }
}

async function connectCluster(settings: Settings, io: Io, context: CallContext, side: AwsSide, place: Place): Promise<Connected> {
  const connection = await connectionTo(settings, side, place, context)
  const api = createApi(connection, context)
  const reader = createKubeReader(connection, api, context)
  const usesKubeconfig = settings.target.kubeconfig !== undefined || settings.target.context !== undefined
  if (usesKubeconfig && !(await isThisCluster(reader, place.cluster, settings.noToken))) {
    throw new Failure({
      code: 'wrong-cluster',
      source: 'user',
      message: `the kubeconfig leads to another cluster than "${place.cluster.name}"`,
      evidence: [
        ['kubeconfig', connection.endpoint],
        ['cluster', place.cluster.endpoint],
        ['issuer', place.cluster.issuer],
      ],
      fix: 'Choose the right one with --context NAME, or leave --kubeconfig and --context out.',
      docs: 'troubleshooting.md#wrong-cluster',
    })
  }
  const helm = createHelm({ command: settings.helm, connection, env: io.env, context, start: io.runProgram })
  return {
    place,
    read: { aws: side.aws, kube: reader, helm: createHelmReader(reader, helm) },
    write: () => {
      const kube = { ...reader, ...createKubeWriter(api) }
      const patient = { ...context, signal: new AbortController().signal }
      const patientApi = createApi(connection, patient)
      const lock = { ...createKubeReader(connection, patientApi, patient), ...createKubeWriter(patientApi) }
      return {
        aws: { ...side.aws, ...createAwsWriter(side.session, context) },
        kube,
        lock,
        helm: { ...createHelmReader(reader, helm), ...createHelmWriter(kube, helm) },
      }
    },
  }
}

async function connectionTo(
  settings: Settings,
  { session, region, requests }: AwsSide,
  { cluster }: Place,
  call: CallContext,
): Promise<Connection> {
  const { kubeconfig, context } = settings.target
  if (kubeconfig !== undefined || context !== undefined) {
    // Loaded late: kubeconfigs need much code that most runs do without.
    const { kubeconfigConnection } = await import('../kube/kubeconfig-connection.ts')
    return kubeconfigConnection({ ...(kubeconfig ? { file: kubeconfig } : {}), ...(context ? { context } : {}) }, call)
  }
  let token: { value: Promise<string>; until: number } | undefined
  const fresh = () => {
    if (!token || Date.now() > token.until) {
      const value = eksToken({ cluster: cluster.name, region, credentials: session.config.credentials })
      token = { value, until: Date.now() + EKS_TOKEN_LIFETIME_MS - 2 * 60_000 }
    }
    return token.value
  }
  return eksConnection({ endpoint: cluster.endpoint, certificateAuthority: cluster.certificateAuthority, token: fresh, ...requests })
}

/** The cluster as its ARN alone: EKS no longer knows it. */
function gone(name: string, caller: CallerIdentity, region: string): Place {
  const partition = partitionOfRegion(region)
  const cluster: Cluster = {
    name,
    arn: `arn:${partition}:eks:${region}:${caller.account}:cluster/${name}`,
    status: 'GONE',
    version: '',
    endpoint: '',
    certificateAuthority: '',
    issuer: '',
    publicAccess: false,
    privateAccess: false,
  }
  return { cluster, caller, region, partition }
}
