import { expect, test } from 'vitest'
import { regionOfEndpoint } from '../../src/domain/eks-endpoint.ts'

const ID = '0123456789ABCDEF0123456789ABCDEF'

test.each([
  [`https://${ID}.gr7.eu-west-1.eks.amazonaws.com`, 'eu-west-1'],
  [`https://${ID}.sk1.us-gov-west-1.eks.amazonaws.com:443/`, 'us-gov-west-1'],
  [`https://${ID}.gr7.cn-north-1.eks.amazonaws.com.cn`, 'cn-north-1'],
  [`https://${ID}.cn-northwest-1.amazonwebservices.com.cn`, 'cn-northwest-1'],
  [`https://${ID}.ap-southeast-2.api.aws`, 'ap-southeast-2'],
  [`https://${ID}.cn-north-1.api.amazonwebservices.com.cn`, 'cn-north-1'],
  [`https://${ID}.gr7.eusc-de-east-1.eks.amazonaws.eu`, 'eusc-de-east-1'],
  ['https://127.0.0.1:6443', undefined],
  ['https://kubernetes.default.svc', undefined],
  ['https://eks.eu-west-1.amazonaws.com', undefined],
  ['https://rancher.eu-west-1.example.com/k8s/clusters/c-1', undefined],
  ['', undefined],
])('%s is in %s', (endpoint, region) => {
  expect(regionOfEndpoint(endpoint)).toBe(region)
})
