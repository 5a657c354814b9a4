import { expect, it } from 'vitest'
import { ACCOUNT } from './objects.ts'
import { check, refusal, troubles, verifyWorld } from './run.ts'
import { healthyWorld } from './world.ts'

const caller = (clockOffsetMs: number) => ({ account: ACCOUNT, arn: `arn:aws:iam::${ACCOUNT}:user/alice`, clockOffsetMs })

it('a clock that is more than five minutes off fails, and says in which direction', async () => {
  const report = await verifyWorld(healthyWorld(), { caller: caller(-400_000) })
  expect(troubles(report)).toEqual(['fail clock'])
  expect(check(report, 'clock')).toMatchObject({ cause: 'clock-skew', message: expect.stringContaining('400 s ahead of AWS') })
})

it('a clock that is two minutes off is a hint', async () => {
  const report = await verifyWorld(healthyWorld(), { caller: caller(120_000) })
  expect(report.verdict).toBe('pass')
  expect(check(report, 'clock').notice).toContain('120 s behind AWS')
})

it('a refused token of the Kubernetes API is explained by the clock, where that is off', async () => {
  const world = healthyWorld()
  world.refusals['version'] = refusal('kube-unauthorized', '401 Unauthorized')
  const report = await verifyWorld(world, { caller: caller(900_000) })
  expect(troubles(report)).toEqual(['fail clock'])
  expect(check(report, 'kubernetes-api')).toMatchObject({ status: 'skip', blockedBy: ['clock'] })
})

it('a missing helm is a hint: nothing of the chain hangs on it', async () => {
  const report = await verifyWorld(healthyWorld(), { helmVersion: () => Promise.reject(refusal('helm-missing', 'helm is not on PATH')) })
  expect(report.verdict).toBe('pass')
  expect(check(report, 'helm')).toMatchObject({ status: 'skip', notice: expect.stringContaining('helm is not on PATH') })
})
