import { createHash } from 'node:crypto'
import type { Condition, KubeObject } from '../../model/kube.ts'
import { ApiError, assumeWithWebIdentity, registryGet, registryLogin, type SessionKeys } from './aws-calls.ts'
import { PUBLIC_HOST } from '../aws/ecr-public.ts'
import { envOf, mainContainer, podSpec } from './pods.ts'
import { loginFailure, registryRefusal, type LoginProblem } from './scan-words.ts'

export interface ScanWorld {
  /** The simulated account: its endpoint, its proxy, and the authority of what the proxy shows. */
  endpoint: string
  proxy: string
  ca: string
  /** A token as the kubelet projects it into a pod. */
  signToken: (claims: {
    namespace: string
    serviceAccount: string
    audiences: string[]
    expirationSeconds: number
    pod?: { name: string; uid: string }
  }) => Promise<string>
}

export interface ImageRepositorySpec {
  image: string
  provider?: string
  suspend?: boolean
  serviceAccountName?: string
}
interface Scan {
  condition: Condition
  tags?: string[]
}

/** The hosts that Flux takes for ECR (fluxcd/pkg `auth/aws/provider.go`). */
const ECR = /^[0-9+]*\.dkr[.-]ecr(?:-fips)?\.([^/.]*)\.(?:amazonaws\.com[.cn]*|amazonaws\.eu|on\.aws)$/
const GATE = '--feature-gates=ObjectLevelWorkloadIdentity=true'

class LoginError extends Error {
  readonly problem: LoginProblem
  constructor(problem: LoginProblem) {
    super(problem.detail)
    this.problem = problem
  }
}

/** One scan as the controller in this pod does it: its role, its token, STS, ECR, then the registry. Never throws. */
export async function scan(world: ScanWorld, pod: KubeObject, spec: ImageRepositorySpec): Promise<Scan> {
  const [host = '', ...path] = spec.image.split('/')
  const url = `https://${host}/v2/${path.join('/')}/tags/list?n=1000`
  const version = mainContainer(pod)?.image.split(':').at(-1) ?? 'v1.2.0'
  if (spec.serviceAccountName && !mainContainer(pod)?.args?.includes(GATE)) return { condition: failed('FeatureGateDisabled', NEEDS_GATE) }
  if ((spec.provider ?? 'generic') !== 'aws') return listing(world, url, undefined)
  const isPublic = host === PUBLIC_HOST
  const region = isPublic ? 'us-east-1' : ECR.exec(host)?.[1]
  if (!region) return { condition: failed('AuthenticationFailed', `failed to configure authentication options: ${notEcr(host)}`) }
  try {
    return await listing(world, url, await login(world, pod, { region, service: isPublic ? 'ecr-public' : 'ecr' }))
  } catch (error) {
    if (!(error instanceof LoginError)) throw error
    const { reason, message } = loginFailure(version, url, error.problem, isPublic ? 'ECR PUBLIC' : 'ECR')
    return { condition: failed(reason, message) }
  }
}

const NEEDS_GATE =
  'to use spec.serviceAccountName for provider authentication please enable the ObjectLevelWorkloadIdentity feature gate in the controller'
const notEcr = (host: string) => `invalid AWS registry: '${host}'. must match ${ECR.source}`

async function login(world: ScanWorld, pod: KubeObject, at: Parameters<typeof registryLogin>[2]): Promise<string> {
  const keys = await credentials(world, pod, at.region)
  try {
    return await registryLogin(world.endpoint, keys, at)
  } catch (error) {
    throw new LoginError({ at: 'ecr', detail: refusal(error, `https://api.ecr.${at.region}.amazonaws.com/`) })
  }
}

/** What Go's default chain finds in the pod: the web identity, the Pod Identity agent, or nothing but the node's metadata service. */
async function credentials(world: ScanWorld, pod: KubeObject, region: string): Promise<SessionKeys> {
  const env = envOf(mainContainer(pod))
  if (env['AWS_CONTAINER_CREDENTIALS_FULL_URI']) throw new LoginError({ at: 'credentials', detail: NO_POD_IDENTITY })
  if (!env['AWS_ROLE_ARN'] || !env['AWS_WEB_IDENTITY_TOKEN_FILE']) throw new LoginError({ at: 'credentials', detail: NO_IMDS })
  const { serviceAccountName: serviceAccount = 'default', volumes = [] } = podSpec(pod)
  const source = volumes.find(({ name }) => name === 'aws-iam-token')?.projected?.sources?.find((one) => one.serviceAccountToken)
  const { audience = 'sts.amazonaws.com', expirationSeconds = 86_400 } = source?.serviceAccountToken ?? {}
  const { name, namespace = 'default', uid = '' } = pod.metadata
  const token = await world.signToken({ namespace, serviceAccount, audiences: [audience], expirationSeconds, pod: { name, uid } })
  try {
    const sessionName = String(Date.now() * 1e6)
    return await assumeWithWebIdentity(world.endpoint, { roleArn: env['AWS_ROLE_ARN'], token, sessionName })
  } catch (error) {
    throw new LoginError({
      at: 'credentials',
      detail: `failed to retrieve credentials, operation error STS: AssumeRoleWithWebIdentity, ${refusal(error, `https://sts.${region}.amazonaws.com/`)}`,
    })
  }
}

const NO_IMDS = 'no EC2 IMDS role found, operation error ec2imds: GetMetadata, canceled, context deadline exceeded'
/** The sandbox runs no Pod Identity agent, as if its DaemonSet were missing. */
const NO_POD_IDENTITY =
  'failed to load credentials, exceeded maximum number of attempts, 3, request send failed, ' +
  'Get "http://169.254.170.23/v1/credentials": dial tcp 169.254.170.23:80: connect: connection refused'

/** As Go's SDK words it: what AWS answered, or that nothing came back (smithy-go transport/http RequestSendError, after its three attempts). */
function refusal(error: unknown, url: string): string {
  if (error instanceof ApiError) return `https response error StatusCode: ${error.status}, RequestID: sandbox, ${error.message}`
  return `exceeded maximum number of attempts, 3, https response error StatusCode: 0, RequestID: , request send failed, Post "${url}": EOF`
}

async function listing(world: ScanWorld, url: string, basic: string | undefined): Promise<Scan> {
  const answer = await registryGet(world, url, basic)
  if ('error' in answer) return { condition: failed('ReadOperationFailed', `scan failed: Get "${url}": ${answer.error}`) }
  if (answer.status !== 200)
    return { condition: failed('ReadOperationFailed', `scan failed: ${registryRefusal(url, answer.status, answer.body)}`) }
  const { tags } = JSON.parse(answer.body) as { tags: string[] }
  const checksum = createHash('sha256').update(tags.join('\n')).digest().readUInt32BE(0)
  const message = `successful scan: found ${tags.length} tags with checksum ${checksum}`
  return { condition: { type: 'Ready', status: 'True', reason: 'Succeeded', message }, tags }
}

function failed(reason: string, message: string): Condition {
  return { type: 'Ready', status: 'False', reason, message }
}
