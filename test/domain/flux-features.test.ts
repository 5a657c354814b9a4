import { expect, test } from 'vitest'
import { fluxAsked, fluxKnowingHost, fluxMending } from '../../src/domain/flux-features.ts'

test.each([
  ['111122223333.dkr.ecr.eusc-de-east-1.amazonaws.eu', '2.8.0'],
  ['111122223333.dkr-ecr.us-west-2.on.aws', '2.8.0'],
  ['111122223333.dkr-ecr-fips.us-west-2.on.aws', '2.8.0'],
  ['111122223333.dkr-ecr.cn-north-1.on.amazonwebservices.com.cn', '2.9.4'],
  ['ecr-public.aws.com', '2.9.4'],
  ['public.ecr.aws', '2.6.2'],
  ['111122223333.dkr.ecr.eu-west-1.amazonaws.com', undefined],
  ['111122223333.dkr.ecr.cn-north-1.amazonaws.com.cn', undefined],
  ['ghcr.io', undefined],
  ['dkr-ecr.us-west-2.on.aws.example.com', undefined],
])('the first Flux that logs in to %s is %s', (host, since) => {
  expect(fluxKnowingHost(host)).toBe(since)
})

test.each([
  ["sync.provider 'aws' for GitRepository requires Flux version >= 2.9.0", '2.9.0'],
  ['spec.provider: Unsupported value: "aws": supported values: "generic", "azure", "github"', '2.9.0'],
  ['spec.provider: Unsupported value: "github": supported values: "generic", "azure"', '2.5.0'],
  ['strict decoding error: unknown field "spec.decryption.serviceAccountName"', '2.7.0'],
  ['spec.provider: Unsupported value: "ecr": supported values: "generic", "aws", "azure", "gcp"', undefined],
])('what is asked of a Flux that is too old: %s', (text, since) => {
  expect(fluxAsked(text)?.since).toBe(since)
})

test.each([
  ['lookup sts.arn.amazonaws.com: no such host', '2.6.4'],
  [
    'failed to get access token for artifact registry: operation error ECR: GetAuthorizationToken, request canceled, context canceled',
    '2.9.0',
  ],
  ['could not list commit statuses: context canceled', undefined],
  ['lookup sts.eu-west-1.amazonaws.com: no such host', undefined],
])('a fault of a controller itself: %s', (text, since) => {
  expect(fluxMending(text)?.since).toBe(since)
})
