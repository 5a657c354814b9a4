import { expect, test } from 'vitest'
import { causes, findings } from './explained.ts'

const object = (kind: string, rest: object) =>
  JSON.stringify({
    apiVersion: 'v1',
    kind,
    metadata: { name: 'image-reflector-controller', namespace: 'flux-system', labels: { app: 'image-reflector-controller' } },
    ...rest,
  })

test.each([
  [
    'a repository in ECR without provider',
    object('ImageRepository', { spec: { image: '111122223333.dkr.ecr.eu-west-1.amazonaws.com/web' } }),
    'wrong-provider',
  ],
  [
    'an image with a tag',
    object('ImageRepository', { spec: { image: 'ghcr.io/acme/web:1.0', provider: 'generic' } }),
    'invalid-image-reference',
  ],
  ['a ServiceAccount without annotation', object('ServiceAccount', {}), 'irsa-not-injected'],
  [
    'a pod without web identity',
    object('Pod', { spec: { serviceAccountName: 'image-reflector-controller', containers: [{}] } }),
    'irsa-not-injected',
  ],
  [
    "a pod of another's ServiceAccount",
    object('Pod', { spec: { serviceAccountName: 'default', containers: [{ env: [{ name: 'AWS_WEB_IDENTITY_TOKEN_FILE' }] }] } }),
    'wrong-service-account',
  ],
  [
    'CodeCommit over HTTPS without a login',
    object('GitRepository', { spec: { url: 'https://git-codecommit.eu-west-1.amazonaws.com/v1/repos/fleet' } }),
    'git-auth',
  ],
  [
    'CodeCommit over SSH without the id of a key',
    object('GitRepository', { spec: { url: 'ssh://git-codecommit.eu-west-1.amazonaws.com/v1/repos/fleet', secretRef: { name: 'key' } } }),
    'git-auth',
  ],
  ['S3 without a login', object('Bucket', { spec: { endpoint: 's3.eu-west-1.amazonaws.com', bucketName: 'fleet' } }), 's3-access'],
  [
    'a pull Secret without its key',
    object('Secret', { type: 'kubernetes.io/dockerconfigjson', data: { config: 'c2VjcmV0' } }),
    'registry-secret-invalid',
  ],
])('%s', async (_, text, cause) => {
  expect((await causes(text))[0]).toBe(cause)
})

test('an annotation under a name that nobody reads is named', async () => {
  const account = (key: string) =>
    JSON.stringify({
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: { name: 'web', annotations: { [key]: 'arn:aws:iam::111122223333:role/web' } },
    })
  for (const key of ['eks.amazon.com/role-arn', 'eks.amazonaws.com/role_arn', 'iam.amazonaws.com/role-arn'])
    expect(await findings(account(key))).toMatchObject([{ cause: 'irsa-not-injected', evidence: [expect.stringContaining(key)] }])
  expect(await findings(account('eks.amazonaws.com/role-arn'))).toEqual([])
})

test('an annotation that is no role ARN proves itself', async () => {
  const account = {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: { name: 'x', annotations: { 'eks.amazonaws.com/role-arn': 'arn:aws:iam::111122223333:policy/flux' } },
  }
  expect(await findings(JSON.stringify(account))).toMatchObject([{ cause: 'malformed-role-arn', confidence: 'certain' }])
})

test.each([
  [
    'CodeCommit by role',
    object('GitRepository', { spec: { url: 'https://git-codecommit.eu-west-1.amazonaws.com/v1/repos/fleet', provider: 'aws' } }),
  ],
  [
    'CodeCommit by key',
    object('GitRepository', {
      spec: { url: 'ssh://APKAEXAMPLE@git-codecommit.eu-west-1.amazonaws.com/v1/repos/fleet', secretRef: { name: 'key' } },
    }),
  ],
  ['another Git host', object('GitRepository', { spec: { url: 'https://github.com/acme/fleet' } })],
  ['S3 by role', object('Bucket', { spec: { endpoint: 's3.amazonaws.com', provider: 'aws' } })],
  ['S3 by keys', object('Bucket', { spec: { endpoint: 's3.amazonaws.com', secretRef: { name: 'keys' } } })],
  ['another store', object('Bucket', { spec: { endpoint: 'minio.example.com' } })],
])('a source that logs in as it should shows no fault: %s', async (_, text) => {
  expect(await findings(text)).toEqual([])
})

test('the provider of a chart is said in its HelmRepository', async () => {
  const chart = object('HelmChart', {
    spec: { chart: 'web', sourceRef: { kind: 'HelmRepository', name: 'charts' } },
    status: {
      conditions: [
        {
          type: 'Ready',
          status: 'False',
          message:
            'chart pull error: pulling from host 111122223333.dkr.ecr.us-west-2.amazonaws.com failed with status code [manifests 1.1.5]: 401 Unauthorized',
        },
      ],
    },
  })
  expect((await findings(chart))[0]?.fix).toContain('patch helmrepository charts')
})

test('healthy objects show no fault', async () => {
  const healthy = object('ImageRepository', {
    spec: { image: '111122223333.dkr.ecr.eu-west-1.amazonaws.com/web', provider: 'aws' },
    status: {
      conditions: [{ type: 'Ready', status: 'True', reason: 'Succeeded', message: 'successful scan: found 12 tags with checksum 1' }],
    },
  })
  expect(await causes(healthy)).toEqual(['benign'])
})
