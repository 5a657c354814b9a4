import { expect, it } from 'vitest'
import { AUTOMATION, REFLECTOR, subject } from './objects.ts'
import { check, refusal, troubles, verifyWorld } from './run.ts'
import { healthyWorld } from './world.ts'

const NOW = 1_000
const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
const token = (claims: object) => `${part({ alg: 'RS256' })}.${part(claims)}.c2lnbmF0dXJl`
const good = (name: string) => ({ aud: ['sts.amazonaws.com'], sub: subject(name), exp: NOW + 3600 })
const nameOf = (pod: string) => pod.replace('-abc12', '')

it('without --exec nobody looks inside a pod', async () => {
  const report = await verifyWorld(healthyWorld())
  expect(report.checks.filter(({ id }) => id.startsWith('pod-token'))).toEqual([])
})

it('shows audience, subject and expiry of the token in the pod, and never the token', async () => {
  const read: string[] = []
  const report = await verifyWorld(healthyWorld(), {
    readInPod: async ({ pod, container }, path) => {
      read.push(`${pod} ${container} ${path}`)
      return token(good(nameOf(pod)))
    },
  })
  expect(report.verdict).toBe('pass')
  expect(check(report, `pod-token/${REFLECTOR}`).evidence).toEqual([
    'file: /var/run/secrets/eks.amazonaws.com/serviceaccount/token',
    'aud: sts.amazonaws.com',
    `sub: ${subject(REFLECTOR)}`,
    'exp: 1970-01-01T01:16:40.000Z',
  ])
  expect(read).toHaveLength(2)
  expect(JSON.stringify(report)).not.toContain('c2lnbmF0dXJl')
})

it.each([
  ['another audience', { ...good(REFLECTOR), aud: ['my-service'] }, 'trust-wrong-audience'],
  ["another ServiceAccount's subject", { ...good(REFLECTOR), sub: subject('default') }, 'wrong-service-account'],
  ['an expiry that is over', { ...good(REFLECTOR), exp: 0 }, 'expired-token'],
])('fails for a token with %s', async (_what, claims, cause) => {
  const readInPod = async ({ pod }: { pod: string }) => token(pod.startsWith(AUTOMATION) ? good(AUTOMATION) : claims)
  const report = await verifyWorld(healthyWorld(), { readInPod })
  expect(troubles(report)).toEqual([`fail pod-token/${REFLECTOR}`])
  expect(check(report, `pod-token/${REFLECTOR}`)).toMatchObject({
    cause,
    fix: `kubectl --namespace flux-system delete pod ${REFLECTOR}-abc12`,
  })
})

it('is unknown where nobody may exec', async () => {
  const readInPod = () => Promise.reject(refusal('kube-exec', 'exec in flux-system/x was not possible: 403'))
  const report = await verifyWorld(healthyWorld(), { readInPod })
  expect(report.verdict).toBe('unknown')
  expect(check(report, `pod-token/${REFLECTOR}`).status).toBe('unknown')
})
