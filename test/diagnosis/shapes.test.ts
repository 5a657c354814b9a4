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
    'a pull Secret without its key',
    object('Secret', { type: 'kubernetes.io/dockerconfigjson', data: { config: 'c2VjcmV0' } }),
    'registry-secret-invalid',
  ],
])('%s', async (_, text, cause) => {
  expect((await causes(text))[0]).toBe(cause)
})

test('an annotation that is no role ARN proves itself', async () => {
  const account = {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: { name: 'x', annotations: { 'eks.amazonaws.com/role-arn': 'arn:aws:iam::111122223333:policy/flux' } },
  }
  expect(await findings(JSON.stringify(account))).toMatchObject([{ cause: 'malformed-role-arn', confidence: 'certain' }])
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
