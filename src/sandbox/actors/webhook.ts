import type { KubeObject } from '../../model/kube.ts'
import type { ClusterStore } from '../kube/store-types.ts'
import { podSpec, type Container, type EnvVar, type PodSpec, type Volume } from './pods.ts'

const PREFIX = 'eks.amazonaws.com'
const MIN_EXPIRATION = 600
const MAX_EXPIRATION = 86_400

/** What one container and its pod get: AWS's amazon-eks-pod-identity-webhook, `pkg/handler/handler.go`. */
interface Injection {
  /** In none of these may the container have said anything itself, or none of them is set (the half-set trap, issue #82). */
  reserved: EnvVar[]
  volume: string
  audience: string
  path: string
  mountPath: string
}

export interface PodIdentityWebhook {
  /** Fails open: pods are made without identity, as `failurePolicy: Ignore` lets it happen. */
  broken: boolean
}

/**
 * The rule that EKS applies to every pod when it is created, and only then. An EKS Pod Identity association of the ServiceAccount wins
 * over its IRSA annotation. Expirations are seconds within 600–86,400.
 */
export function startWebhook(options: {
  store: ClusterStore
  region: string
  hasAssociation: (namespace: string, serviceAccount: string) => boolean
}): PodIdentityWebhook {
  const webhook: PodIdentityWebhook = { broken: false }
  if (!options.store.get(CONFIGURATION)) options.store.create(CONFIGURATIONS, configuration(), 'eks')
  options.store.admitPods((pod) => {
    if (!webhook.broken && isAsked(options.store)) mutatePod(pod, options)
  })
  return webhook
}

const CONFIGURATIONS = '/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations'
const CONFIGURATION = `${CONFIGURATIONS}/pod-identity-webhook`

/** As EKS makes it with a cluster; its address is inside the control plane. */
function configuration(): KubeObject {
  return {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'MutatingWebhookConfiguration',
    metadata: { name: 'pod-identity-webhook' },
    webhooks: [
      {
        name: 'iam-for-pods.amazonaws.com',
        failurePolicy: 'Ignore',
        sideEffects: 'None',
        admissionReviewVersions: ['v1beta1'],
        clientConfig: { url: 'https://127.0.0.1:23443/mutate', caBundle: '' },
        objectSelector: { matchExpressions: [{ key: `${PREFIX}/skip-pod-identity-webhook`, operator: 'DoesNotExist' }] },
        rules: [{ apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['pods'] }],
      },
    ],
  }
}

interface Asked {
  clientConfig?: { url?: string }
  rules?: { operations: string[] }[]
}

/** Whether the API server would ask: a configuration with its own address, for pods that are created. */
function isAsked(store: ClusterStore): boolean {
  const hooks = (store.get(CONFIGURATION)?.['webhooks'] as Asked[] | undefined) ?? []
  return hooks.some(({ clientConfig, rules = [] }) => clientConfig?.url && rules.some(({ operations }) => operations.includes('CREATE')))
}

function mutatePod(pod: KubeObject, { store, region, hasAssociation }: Parameters<typeof startWebhook>[0]): void {
  if (pod.metadata.labels && `${PREFIX}/skip-pod-identity-webhook` in pod.metadata.labels) return
  const spec = podSpec(pod)
  const namespace = pod.metadata.namespace ?? 'default'
  const account = spec.serviceAccountName ?? 'default'
  const annotations = store.get(`/api/v1/namespaces/${namespace}/serviceaccounts/${account}`)?.metadata.annotations ?? {}
  const associated = hasAssociation(namespace, account)
  const role = annotations[`${PREFIX}/role-arn`]
  if (!associated && !role) return
  const injection = associated ? podIdentity() : webIdentity(role ?? '', annotations)
  const common = regionVariables(region, !associated && annotations[`${PREFIX}/sts-regional-endpoints`] !== 'false')
  const skipped = new Set((pod.metadata.annotations?.[`${PREFIX}/skip-containers`] ?? '').split(',').map((name) => name.trim()))
  for (const container of [...(spec.initContainers ?? []), ...spec.containers]) {
    if (!skipped.has(container.name)) inject(container, injection, common)
  }
  const wish = pod.metadata.annotations?.[`${PREFIX}/token-expiration`] ?? annotations[`${PREFIX}/token-expiration`]
  addVolume(spec, injection, expiration(associated ? undefined : wish))
  if (associated) pod.metadata.labels = { ...pod.metadata.labels, [`${PREFIX}/pod-identity`]: 'enabled' }
}

function webIdentity(role: string, annotations: Record<string, string>): Injection {
  const mountPath = `/var/run/secrets/${PREFIX}/serviceaccount`
  return {
    reserved: [
      { name: 'AWS_ROLE_ARN', value: role },
      { name: 'AWS_WEB_IDENTITY_TOKEN_FILE', value: `${mountPath}/token` },
    ],
    volume: 'aws-iam-token',
    audience: annotations[`${PREFIX}/audience`] ?? 'sts.amazonaws.com',
    path: 'token',
    mountPath,
  }
}

function podIdentity(): Injection {
  const mountPath = `/var/run/secrets/pods.${PREFIX}/serviceaccount`
  const path = 'eks-pod-identity-token'
  return {
    reserved: [
      { name: 'AWS_CONTAINER_CREDENTIALS_FULL_URI', value: 'http://169.254.170.23/v1/credentials' },
      { name: 'AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE', value: `${mountPath}/${path}` },
    ],
    volume: path,
    audience: `pods.${PREFIX}`,
    path,
    mountPath,
  }
}

function regionVariables(region: string, regionalSts: boolean): EnvVar[][] {
  const sts = regionalSts ? [[{ name: 'AWS_STS_REGIONAL_ENDPOINTS', value: 'regional' }]] : []
  return [
    ...sts,
    [
      { name: 'AWS_DEFAULT_REGION', value: region },
      { name: 'AWS_REGION', value: region },
    ],
  ]
}

function inject(container: Container, { reserved, volume, mountPath }: Injection, common: EnvVar[][]): void {
  const env = container.env ?? []
  const taken = new Set(env.map(({ name }) => name))
  const added = [...common, reserved].filter((group) => !group.some(({ name }) => taken.has(name))).flat()
  container.env = [...env, ...added]
  const mounts = container.volumeMounts ?? []
  if (!mounts.some(({ name }) => name === volume)) container.volumeMounts = [...mounts, { name: volume, mountPath, readOnly: true }]
}

function addVolume(spec: PodSpec, { volume, audience, path }: Injection, expirationSeconds: number): void {
  const volumes = spec.volumes ?? []
  if (volumes.some(({ name }) => name === volume)) return
  const added: Volume = { name: volume, projected: { sources: [{ serviceAccountToken: { audience, expirationSeconds, path } }] } }
  spec.volumes = [added, ...volumes]
}

function expiration(wish: string | undefined): number {
  const seconds = Number(wish)
  return wish && Number.isInteger(seconds) ? Math.min(Math.max(seconds, MIN_EXPIRATION), MAX_EXPIRATION) : MAX_EXPIRATION
}
