import { Hash } from '@smithy/core/serde'
import { SignatureV4 } from '@smithy/signature-v4'
import { beforeEach, expect, test } from 'vitest'
import { addUser, type AccessKey } from '../../../src/sandbox/aws/index.ts'
import { useSandbox } from './sandbox.ts'

const fixture = useSandbox()
const arn = 'arn:aws:iam::123456789012:user/ci'
let key: AccessKey

beforeEach(() => {
  key = addUser(fixture.aws.account, 'ci', [])
  fixture.aws.account.clusters[0]!.accessEntries = { [arn]: { groups: ['deployers'] } }
})

async function eksToken(change: { cluster?: string; key?: AccessKey; action?: string; host?: string; expiresIn?: number } = {}) {
  const { cluster = 'main', action = 'GetCallerIdentity', host = 'sts.eu-west-1.amazonaws.com', expiresIn = 60 } = change
  const sha256 = Hash.bind(null, 'sha256') as never
  const signer = new SignatureV4({ service: 'sts', region: 'eu-west-1', credentials: change.key ?? key, sha256 })
  const url = await signer.presign(
    {
      method: 'GET',
      protocol: 'https:',
      hostname: host,
      path: '/',
      headers: { host, 'x-k8s-aws-id': cluster },
      query: { Action: action, Version: '2011-06-15' },
    },
    { expiresIn, signingDate: new Date(fixture.time.now), unhoistableHeaders: new Set(['x-k8s-aws-id']) },
  )
  const query = new URLSearchParams(url.query as Record<string, string>).toString().replaceAll('+', '%20')
  return `k8s-aws-v1.${Buffer.from(`https://${host}/?${query}`).toString('base64url')}`
}

test('a signed token is the user of its access entry', async () => {
  expect(fixture.aws.tokenReview(await eksToken(), 'main')).toEqual({ username: arn, groups: ['deployers', 'system:authenticated'] })
})

test("the account's root is a cluster administrator without an entry", async () => {
  expect(fixture.aws.tokenReview(await eksToken({ key: fixture.aws.account.root }), 'main')).toMatchObject({
    groups: ['system:masters', 'system:authenticated'],
  })
})

test.each([
  ['made for another cluster', () => eksToken({ cluster: 'other' }), 'signature does not match for cluster main'],
  ['signed with a wrong secret', () => eksToken({ key: { ...key, secretAccessKey: 'wrong' } }), 'signature does not match'],
  ['of another action', () => eksToken({ action: 'GetSessionToken' }), 'not GetCallerIdentity'],
  ['for another host', () => eksToken({ host: 'sts.example.org' }), 'not an STS host'],
  ['with a life over 15 minutes', () => eksToken({ expiresIn: 901 }), 'invalid X-Amz-Expires'],
  ['without its prefix', () => Promise.resolve('eyJhbGciOi'), 'not an EKS token'],
])('a token %s is refused', async (_what, make, error) => {
  expect(fixture.aws.tokenReview(await make(), 'main')).toEqual({ error: expect.stringContaining(error) })
})

test('a token is good for 15 minutes', async () => {
  const token = await eksToken()
  fixture.time.now += 900_000
  expect(fixture.aws.tokenReview(token, 'main')).toHaveProperty('username')
  fixture.time.now += 1000
  expect(fixture.aws.tokenReview(token, 'main')).toEqual({ error: 'expired' })
})

test('a principal without an access entry is refused by name', async () => {
  fixture.aws.account.clusters[0]!.accessEntries = {}
  expect(fixture.aws.tokenReview(await eksToken(), 'main')).toEqual({ error: `no access entry for ${arn}` })
})
