import { createLocalJWKSet, decodeJwt, jwtVerify } from 'jose'
import { expect, test } from 'vitest'
import { account, ACCOUNTS, ISSUER, startCluster } from './cluster.ts'

const TOKEN = `${ACCOUNTS}/x/token`
const tokenRequest = (spec: object = {}) => ({ apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec })

test("a token for STS verifies against the issuer's keys and names the ServiceAccount", async () => {
  const cluster = await startCluster()
  const { body: created } = await cluster.ask('POST', ACCOUNTS, account('x'))
  const { status, body } = await cluster.ask('POST', TOKEN, tokenRequest({ audiences: ['sts.amazonaws.com'], expirationSeconds: 900 }))
  expect(status).toBe(201)
  const keys = (await cluster.ask('GET', '/openid/v1/jwks', undefined, { token: '' })).body
  const { payload, protectedHeader } = await jwtVerify(body.status.token, createLocalJWKSet(keys), {
    issuer: ISSUER,
    audience: 'sts.amazonaws.com',
  })
  expect(protectedHeader.alg).toBe('RS256')
  expect(payload).toMatchObject({
    sub: 'system:serviceaccount:default:x',
    aud: ['sts.amazonaws.com'],
    'kubernetes.io': { namespace: 'default', serviceaccount: { name: 'x', uid: created.metadata.uid } },
  })
  expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(900)
  expect(Date.parse(body.status.expirationTimestamp)).toBe((payload.exp ?? 0) * 1000)
  expect(cluster.calls.at(-2)).toMatchObject({ verb: 'create', path: TOKEN, write: false, status: 201 })
})

test('without an audience it is for the API server, and lets its account in', async () => {
  const cluster = await startCluster()
  await cluster.ask('POST', ACCOUNTS, account('x'))
  const { token } = (await cluster.ask('POST', TOKEN, tokenRequest())).body.status
  expect(decodeJwt(token).aud).toEqual(['https://kubernetes.default.svc'])
  const review = { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview' }
  const { body } = await cluster.ask('POST', '/apis/authentication.k8s.io/v1/selfsubjectreviews', review, { token })
  expect(body.status.userInfo).toEqual({
    username: 'system:serviceaccount:default:x',
    groups: ['system:serviceaccounts', 'system:serviceaccounts:default', 'system:authenticated'],
  })
})

test('a token for another audience, of a deleted account or past its time lets nobody in', async () => {
  let now = Date.now()
  const cluster = await startCluster({ clock: () => now })
  await cluster.ask('POST', ACCOUNTS, account('x'))
  const tokenFor = async (spec: object) => (await cluster.ask('POST', TOKEN, tokenRequest(spec))).body.status.token as string
  const statusWith = async (token: string) => (await cluster.ask('GET', '/version', undefined, { token })).status
  expect(await statusWith(await tokenFor({ audiences: ['sts.amazonaws.com'] }))).toBe(401)
  const [short, long] = [await tokenFor({ expirationSeconds: 600 }), await tokenFor({ expirationSeconds: 7200 })]
  expect(await statusWith(short)).toBe(200)
  now += 601_000
  expect([await statusWith(short), await statusWith(long)]).toEqual([401, 200])
  await cluster.ask('DELETE', `${ACCOUNTS}/x`)
  expect(await statusWith(long)).toBe(401)
})

test('a token bound to a pod dies with it', async () => {
  const cluster = await startCluster()
  await cluster.ask('POST', ACCOUNTS, account('x'))
  const pods = '/api/v1/namespaces/default/pods'
  const spec = { serviceAccountName: 'x', containers: [{ name: 'c', image: 'i' }] }
  const { body: pod } = await cluster.ask('POST', pods, { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p' }, spec })
  const boundObjectRef = { kind: 'Pod', apiVersion: 'v1', name: 'p', uid: pod.metadata.uid }
  const { token } = (await cluster.ask('POST', TOKEN, tokenRequest({ boundObjectRef }))).body.status
  expect((await cluster.ask('GET', '/version', undefined, { token })).status).toBe(200)
  await cluster.ask('DELETE', `${pods}/p`)
  expect((await cluster.ask('GET', '/version', undefined, { token })).status).toBe(401)
  expect((await cluster.ask('POST', TOKEN, tokenRequest({ boundObjectRef }))).status).toBe(404)
})

test('less than ten minutes is 422, an account that is not there 404', async () => {
  const cluster = await startCluster()
  expect((await cluster.ask('POST', TOKEN, tokenRequest())).body.message).toBe('serviceaccounts "x" not found')
  await cluster.ask('POST', ACCOUNTS, account('x'))
  const { status, body } = await cluster.ask('POST', TOKEN, tokenRequest({ expirationSeconds: 60 }))
  expect([status, body.message]).toEqual([
    422,
    expect.stringContaining('spec.expirationSeconds: Invalid value: 60: may not specify a duration less than 10 minutes'),
  ])
})
