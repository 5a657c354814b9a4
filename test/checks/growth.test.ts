import { expect, test } from 'vitest'
import { verifyWorld } from './run.ts'
import { healthyWorld, type World } from './world.ts'

/** ImageRepositories that the policy leaves out: the fix of each names them all. */
function leftOut(count: number): World {
  const world = healthyWorld(count)
  const Statement = [{ Effect: 'Allow' as const, Action: 'ecr:GetAuthorizationToken', Resource: '*' }]
  for (const policy of world.policies) policy.document = { Version: '2012-10-17', Statement }
  return world
}

/** CPU milliseconds; the less of two: what the machine does meanwhile only adds. */
async function cpuOf(count: number): Promise<number> {
  const times: number[] = []
  for (let round = 0; round < 2; round++) {
    const world = leftOut(count)
    const before = process.cpuUsage()
    await verifyWorld(world)
    const { user, system } = process.cpuUsage(before)
    times.push((user + system) / 1000)
  }
  return Math.min(...times)
}

// The bench has the exponents of this and more; where each looks through all, this is hundreds of times as long.
test('twelve times as many ImageRepositories take about twelve times as long', async () => {
  const few = await cpuOf(1_000)
  expect((await cpuOf(12_000)) / few).toBeLessThan(24)
})

test('the fix for very many repositories names their folders', async () => {
  const report = await verifyWorld(leftOut(300))
  const fixes = new Set(report.checks.filter(({ id }) => id.startsWith('repository-permission/')).map(({ fix }) => fix))
  expect([...fixes]).toEqual([expect.stringMatching(/--repository 'apps\/\*'$/)])
})
