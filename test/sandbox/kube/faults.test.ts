import { expect, test } from 'vitest'
import { account, ACCOUNTS, startCluster } from './cluster.ts'

test('a fault before the effect answers in its place, as often as it says', async () => {
  const cluster = await startCluster()
  const message = 'the server has received too many requests and has asked us to try again later'
  cluster.faults.push({
    match: 'kube:create /api/v1/namespaces/*',
    code: 'TooManyRequests',
    status: 429,
    message,
    retryAfter: 1,
    skip: 1,
    times: 2,
  })
  const replies = []
  for (const name of ['a', 'b', 'b', 'b']) replies.push(await cluster.ask('POST', ACCOUNTS, account(name)))
  expect(replies.map(({ status }) => status)).toEqual([201, 429, 429, 201])
  expect(replies[1]?.headers['retry-after']).toBe('1')
  expect(replies[1]?.body).toMatchObject({
    kind: 'Status',
    reason: 'TooManyRequests',
    message,
    code: 429,
    details: { retryAfterSeconds: 1 },
  })
})

test('a fault after the effect loses the answer only', async () => {
  const cluster = await startCluster()
  cluster.faults.push({ match: 'kube:create *', when: 'after', code: 'ServiceUnavailable', status: 503 })
  expect((await cluster.ask('POST', ACCOUNTS, account('x'))).status).toBe(503)
  expect((await cluster.ask('GET', `${ACCOUNTS}/x`)).status).toBe(200)
})

test('a hang-up drops the connection, before or after the effect', async () => {
  const cluster = await startCluster()
  for (const when of ['before', 'after'] as const) {
    cluster.faults.push({ match: 'kube:create *', when, hangup: true })
    await expect(cluster.ask('POST', ACCOUNTS, account(when))).rejects.toThrow(/hang up|ECONNRESET/)
  }
  const statuses = [await cluster.ask('GET', `${ACCOUNTS}/before`), await cluster.ask('GET', `${ACCOUNTS}/after`)].map(
    ({ status }) => status,
  )
  expect(statuses).toEqual([404, 200])
})

test('a fault may name the HTTP method', async () => {
  const cluster = await startCluster()
  cluster.faults.push({ match: 'kube:POST *', code: 'InternalError', status: 500 })
  const statuses = [await cluster.ask('GET', ACCOUNTS), await cluster.ask('POST', ACCOUNTS, account('x'))].map(({ status }) => status)
  expect(statuses).toEqual([200, 500])
})
