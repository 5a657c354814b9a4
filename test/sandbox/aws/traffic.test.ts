import { CreateRoleCommand, GetRoleCommand, IAMClient } from '@aws-sdk/client-iam'
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'
import { DescribeClusterCommand, EKSClient } from '@aws-sdk/client-eks'
import { NodeHttpHandler } from '@smithy/node-http-handler'
import { HttpsProxyAgent } from 'hpagent'
import { get } from 'node:https'
import { connect } from 'node:net'
import { once } from 'node:events'
import { json } from 'node:stream/consumers'
import type { IncomingMessage } from 'node:http'
import { expect, test } from 'vitest'
import { startAws } from '../../../src/sandbox/aws/index.ts'
import { createRole, issuer, refusal, useSandbox, webIdentityTrust } from './sandbox.ts'

const fixture = useSandbox()

function throughProxy() {
  const httpsAgent = new HttpsProxyAgent({ proxy: fixture.aws.proxy, ca: fixture.pki.ca })
  return { region: 'eu-west-1', credentials: fixture.aws.account.root, maxAttempts: 1, requestHandler: new NodeHttpHandler({ httpsAgent }) }
}

async function connectAnswer(authority: string): Promise<string> {
  const socket = connect(Number(new URL(fixture.aws.proxy).port), '127.0.0.1')
  socket.write(`CONNECT ${authority} HTTP/1.1\r\nhost: ${authority}\r\n\r\n`)
  const [data] = (await once(socket, 'data')) as [Buffer]
  socket.destroy()
  return data.toString().split('\r\n')[0] ?? ''
}

test('calls are written down in order, with caller, status and whether they write', async () => {
  await createRole(fixture.iam, 'flux')
  await refusal(fixture.iam.send(new GetRoleCommand({ RoleName: 'none' })))
  expect(fixture.aws.calls).toMatchObject([
    { n: 1, service: 'iam', action: 'CreateRole', write: true, status: 200, caller: 'arn:aws:iam::123456789012:root' },
    { n: 2, service: 'iam', action: 'GetRole', write: false, status: 404, error: 'NoSuchEntity' },
  ])
})

test('a fault before the call keeps its effect away, strikes as often as told and skips what it should', async () => {
  fixture.aws.faults.push({ match: 'iam:Create*', skip: 1, times: 1, code: 'ServiceUnavailable', status: 503, message: 'later' })
  await createRole(fixture.iam, 'one')
  expect(await refusal(createRole(fixture.iam, 'two'))).toEqual({ name: 'ServiceUnavailable', status: 503, message: 'later' })
  await createRole(fixture.iam, 'three')
  expect(Object.keys(fixture.aws.snapshot().roles)).toEqual(['one', 'three'])
})

test('a fault after the call loses the answer of a write that has happened', async () => {
  fixture.aws.faults.push({ match: 'iam:CreateRole', when: 'after', hangup: true })
  expect(await refusal(createRole(fixture.iam, 'flux'))).toMatchObject({ status: 0 })
  expect(fixture.aws.calls.at(-1)?.status).toBe('hangup')
  const retrying = new IAMClient({ endpoint: fixture.aws.endpoint, region: 'eu-west-1', credentials: fixture.aws.account.root })
  const again = retrying.send(new CreateRoleCommand({ RoleName: 'flux', AssumeRolePolicyDocument: JSON.stringify(webIdentityTrust) }))
  expect(await refusal(again)).toMatchObject({ name: 'EntityAlreadyExistsException' })
})

test('a fault strikes the registry by its path', async () => {
  fixture.aws.faults.push({ match: 'registry:/v2/web/*', code: 'UNAVAILABLE', status: 503 })
  const response = await fetch(`${fixture.aws.endpoint}/v2/web/tags/list`)
  expect([response.status, await response.json()]).toEqual([503, { errors: [{ code: 'UNAVAILABLE', message: 'UNAVAILABLE' }] }])
})

test("latency and a fault's delay hold an answer back", async () => {
  fixture.aws.latencyMs = 40
  fixture.aws.faults.push({ match: 'sts:*', delay: 0.04 })
  const start = performance.now()
  await fixture.sts.send(new GetCallerIdentityCommand({}))
  expect(performance.now() - start).toBeGreaterThan(75)
})

test('through the proxy, the real host names lead to the account over TLS', async () => {
  const config = throughProxy()
  expect((await new STSClient(config).send(new GetCallerIdentityCommand({}))).Account).toBe('123456789012')
  const { cluster } = await new EKSClient(config).send(new DescribeClusterCommand({ name: 'main' }))
  expect(cluster?.identity?.oidc?.issuer).toBe(issuer)
  await createRole(new IAMClient(config), 'flux')
  expect(fixture.aws.snapshot().roles).toHaveProperty('flux')
})

test("the issuer's discovery document and keys are served at its own address", async () => {
  const agent = new HttpsProxyAgent({ proxy: fixture.aws.proxy, ca: fixture.pki.ca })
  const read = async (url: string) => {
    const [response] = (await once(get(url, { agent }), 'response')) as [IncomingMessage]
    return json(response) as Promise<Record<string, unknown>>
  }
  const document = await read(`${issuer}/.well-known/openid-configuration`)
  expect(document).toMatchObject({ issuer, jwks_uri: `${issuer}/keys` })
  expect(await read(`${issuer}/keys`)).toMatchObject({ keys: [{ kid: 'one', kty: 'RSA' }] })
})

test('the proxy lets loopback through and nothing else', async () => {
  expect(await connectAnswer(new URL(fixture.aws.endpoint).host)).toBe('HTTP/1.1 200 Connection established')
  expect(await connectAnswer('example.org:443')).toBe('HTTP/1.1 403 Forbidden')
  expect(await connectAnswer('amazonaws.com.example.org:443')).toBe('HTTP/1.1 403 Forbidden')
})

test('closing ends every connection, and what ran in another account left this one alone', async () => {
  const other = await startAws({ tls: fixture.pki, accountId: '210987654321', partition: 'aws-cn', region: 'cn-north-1' })
  const client = new IAMClient({ endpoint: other.endpoint, region: 'cn-north-1', credentials: other.account.root, maxAttempts: 1 })
  const trust = JSON.stringify(webIdentityTrust).replaceAll('123456789012', '210987654321').replaceAll('arn:aws:', 'arn:aws-cn:')
  const { Role } = await client.send(new CreateRoleCommand({ RoleName: 'flux', AssumeRolePolicyDocument: trust }))
  expect(Role?.Arn).toBe('arn:aws-cn:iam::210987654321:role/flux')
  await other.close()
  expect(await refusal(client.send(new GetRoleCommand({ RoleName: 'flux' })))).toMatchObject({ status: 0 })
  expect(fixture.aws.snapshot().roles).toEqual({})
})
