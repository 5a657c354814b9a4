import { shell } from './shell.ts'
import { AUDIENCE, type ServiceAccountName } from './web-identity.ts'

export type PodIdentityState = 'injected' | 'not-injected' | 'other-role' | 'pod-identity' | 'half-set' | 'static-keys'
export interface PodIdentity {
  state: PodIdentityState
  detail: string
}

/** What is read of a Pod; its spec is looked into with care, as it is whatever the cluster says. */
export interface PodLike {
  metadata: { name?: string; annotations?: Record<string, string> }
  spec?: unknown
}

/**
 * The EKS Pod Identity association of a ServiceAccount: it wins over the role annotation in every pod that starts from then on.
 * Source: pkg/handler/handler.go of https://github.com/aws/amazon-eks-pod-identity-webhook
 */
export function associationOf<T extends { namespace: string; serviceAccount: string }>(
  { namespace, name }: ServiceAccountName,
  associations: T[],
): T | undefined {
  return associations.find((each) => each.namespace === namespace && each.serviceAccount === name)
}

/** The command that deletes an association. */
export function deleteAssociation(id: string, cluster: string, region: string): string {
  return shell`aws eks delete-pod-identity-association --cluster-name ${cluster} --association-id ${id} --region ${region}`
}

/** The command that shows which association a ServiceAccount has. */
export function listAssociations({ namespace, name }: ServiceAccountName, cluster: string, region: string): string {
  return shell`aws eks list-pod-identity-associations --cluster-name ${cluster} --namespace ${namespace} --service-account ${name} --region ${region}`
}

interface Variable {
  name: string
  value?: string
}
interface Container {
  name: string
  env?: Variable[]
  volumeMounts?: { name: string; mountPath?: string }[]
}
interface Volume {
  name: string
  projected?: { sources?: { serviceAccountToken?: { audience?: string } }[] }
}
interface PodSpec {
  containers?: Container[]
  initContainers?: Container[]
  volumes?: Volume[]
}

/**
 * Whether the AWS SDK in every container of a Pod would get exactly this role by IRSA. The worst container tells the state:
 * `static-keys` come earlier in the SDK's chain; `pod-identity` overrides IRSA at injection; `half-set`: the webhook leaves out its
 * variables when one of them is there already, or a part (token volume, a container) is missing. No value of a key is repeated.
 * Source: pkg/handler/handler.go of https://github.com/aws/amazon-eks-pod-identity-webhook
 */
export function podIdentity(pod: PodLike, expected: { roleArn: string }): PodIdentity {
  const spec = (pod.spec ?? {}) as PodSpec
  const skipped = (pod.metadata.annotations?.['eks.amazonaws.com/skip-containers'] ?? '').split(',').map((name) => name.trim())
  const containers = [...(spec.initContainers ?? []), ...(spec.containers ?? [])].filter(({ name }) => !skipped.includes(name))
  const found = containers.map((container) => containerIdentity(container, spec.volumes ?? [], expected.roleArn))
  const some = found.some(({ state }) => state === 'injected')
  const [worst] = found.toSorted((a, b) => ORDER.indexOf(a.state) - ORDER.indexOf(b.state))
  if (worst === undefined) return { state: 'not-injected', detail: 'no container takes part (eks.amazonaws.com/skip-containers)' }
  return worst.state === 'not-injected' && some ? { ...worst, state: 'half-set' } : worst
}

const ORDER: PodIdentityState[] = ['static-keys', 'pod-identity', 'other-role', 'half-set', 'not-injected', 'injected']

function containerIdentity(container: Container, volumes: Volume[], roleArn: string): PodIdentity {
  const variable = (name: string): Variable | undefined => container.env?.find((candidate) => candidate.name === name)
  const is = (state: PodIdentityState, text: string): PodIdentity => ({ state, detail: `container ${container.name}: ${text}` })
  const [role, tokenFile] = [variable('AWS_ROLE_ARN'), variable('AWS_WEB_IDENTITY_TOKEN_FILE')]
  if (variable('AWS_ACCESS_KEY_ID')) return is('static-keys', "AWS_ACCESS_KEY_ID comes before IRSA in the SDK's chain")
  if (variable('AWS_CONTAINER_CREDENTIALS_FULL_URI')) return is('pod-identity', 'EKS Pod Identity is in force')
  if (!role && !tokenFile) return is('not-injected', 'no AWS_ROLE_ARN, no AWS_WEB_IDENTITY_TOKEN_FILE')
  if (role?.value === undefined) return is('half-set', 'AWS_WEB_IDENTITY_TOKEN_FILE or a reference, but no plain AWS_ROLE_ARN')
  if (role.value !== roleArn) return is('other-role', `AWS_ROLE_ARN is ${role.value}, not ${roleArn}`)
  if (!tokenFile) return is('half-set', 'AWS_ROLE_ARN without AWS_WEB_IDENTITY_TOKEN_FILE')
  const audiences = tokenAudiences(container, volumes)
  if (audiences.includes(AUDIENCE)) return is('injected', `assumes ${roleArn}`)
  if (audiences.length === 0) return is('half-set', `no token for ${AUDIENCE} is mounted`)
  return is('half-set', `the token's audience is ${audiences.join(', ')}, not ${AUDIENCE}`)
}

/** Audiences of the projected tokens that a container mounts; Kubernetes' own API token has none. */
function tokenAudiences(container: Container, volumes: Volume[]): string[] {
  const mounted = new Set(container.volumeMounts?.map(({ name }) => name))
  const sources = volumes.filter(({ name }) => mounted.has(name)).flatMap(({ projected }) => projected?.sources ?? [])
  return sources.flatMap(({ serviceAccountToken }) => serviceAccountToken?.audience ?? [])
}
