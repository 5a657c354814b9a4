import { expect, test } from 'vitest'
import type { KubeObject } from '../../../src/model/kube.ts'
import { startWebhook } from '../../../src/sandbox/actors/webhook.ts'
import type { Container, PodSpec } from '../../../src/sandbox/actors/pods.ts'
import type { ClusterStore } from '../../../src/sandbox/kube/store-types.ts'

const ROLE = 'arn:aws:iam::123456789012:role/r'

/** The pod as the webhook leaves it. */
function admit(options: {
  annotations?: Record<string, string>
  associated?: boolean
  broken?: boolean
  container?: Partial<Container>
  metadata?: Partial<KubeObject['metadata']>
}): { pod: KubeObject; spec: PodSpec; env: Record<string, string | undefined> } {
  const account = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'sa', annotations: options.annotations ?? {} } }
  let mutate: (pod: KubeObject) => void = () => undefined
  let configuration: KubeObject | undefined
  const store = {
    get: (path: string) => (path.includes('webhook') ? configuration : account),
    create: (_path: string, object: KubeObject) => (configuration = object),
    admitPods: (given: typeof mutate) => void (mutate = given),
  } as unknown as ClusterStore
  const webhook = startWebhook({ store, region: 'eu-west-1', hasAssociation: () => options.associated ?? false })
  webhook.broken = options.broken ?? false
  const spec: PodSpec = { serviceAccountName: 'sa', containers: [{ name: 'manager', image: 'x', ...options.container }] }
  const pod: KubeObject = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p', namespace: 'ns', ...options.metadata }, spec }
  mutate(pod)
  return { pod, spec, env: Object.fromEntries((spec.containers[0]?.env ?? []).map(({ name, value }) => [name, value])) }
}

const annotated = { 'eks.amazonaws.com/role-arn': ROLE }

test('a pod of an annotated account gets role, token file, region and the projected token', () => {
  const { spec, env } = admit({ annotations: annotated })
  expect(env).toEqual({
    AWS_STS_REGIONAL_ENDPOINTS: 'regional',
    AWS_DEFAULT_REGION: 'eu-west-1',
    AWS_REGION: 'eu-west-1',
    AWS_ROLE_ARN: ROLE,
    AWS_WEB_IDENTITY_TOKEN_FILE: '/var/run/secrets/eks.amazonaws.com/serviceaccount/token',
  })
  expect(spec.volumes).toEqual([
    {
      name: 'aws-iam-token',
      projected: { sources: [{ serviceAccountToken: { audience: 'sts.amazonaws.com', expirationSeconds: 86_400, path: 'token' } }] },
    },
  ])
  expect(spec.containers[0]?.volumeMounts).toEqual([
    { name: 'aws-iam-token', mountPath: '/var/run/secrets/eks.amazonaws.com/serviceaccount', readOnly: true },
  ])
})

test('a pod of an account without annotation stays as it is', () => {
  expect(admit({}).spec.containers[0]?.env).toBeUndefined()
})

test('a broken webhook lets pods pass without identity', () => {
  expect(admit({ annotations: annotated, broken: true }).env).toEqual({})
})

test('the skip label keeps the webhook away', () => {
  expect(admit({ annotations: annotated, metadata: { labels: { 'eks.amazonaws.com/skip-pod-identity-webhook': 'true' } } }).env).toEqual({})
})

test('one web-identity variable that is there already keeps both from being set', () => {
  const { env } = admit({ annotations: annotated, container: { env: [{ name: 'AWS_ROLE_ARN', value: 'mine' }] } })
  expect(env).toMatchObject({ AWS_ROLE_ARN: 'mine', AWS_REGION: 'eu-west-1' })
  expect(env).not.toHaveProperty('AWS_WEB_IDENTITY_TOKEN_FILE')
})

test('a region that the pod sets itself is kept', () => {
  const { env } = admit({ annotations: annotated, container: { env: [{ name: 'AWS_REGION', value: 'us-east-1' }] } })
  expect(env).toMatchObject({ AWS_REGION: 'us-east-1', AWS_ROLE_ARN: ROLE })
  expect(env).not.toHaveProperty('AWS_DEFAULT_REGION')
})

test('a Pod Identity association wins over the annotation', () => {
  const { pod, env, spec } = admit({ annotations: annotated, associated: true })
  expect(env).toMatchObject({ AWS_CONTAINER_CREDENTIALS_FULL_URI: 'http://169.254.170.23/v1/credentials' })
  expect(env).not.toHaveProperty('AWS_ROLE_ARN')
  expect(spec.volumes?.[0]?.name).toBe('eks-pod-identity-token')
  expect(pod.metadata.labels).toEqual({ 'eks.amazonaws.com/pod-identity': 'enabled' })
})

test('audience and expiration come from annotations, the expiration within its limits', () => {
  const { spec } = admit({
    annotations: { ...annotated, 'eks.amazonaws.com/audience': 'other', 'eks.amazonaws.com/token-expiration': '60' },
  })
  expect(spec.volumes?.[0]?.projected?.sources?.[0]?.serviceAccountToken).toMatchObject({ audience: 'other', expirationSeconds: 600 })
})

test('containers on the skip list get nothing', () => {
  expect(
    admit({ annotations: annotated, metadata: { annotations: { 'eks.amazonaws.com/skip-containers': 'other, manager' } } }).env,
  ).toEqual({})
})
