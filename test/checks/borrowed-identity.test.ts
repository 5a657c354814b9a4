import { expect, it } from 'vitest'
import { ACCOUNT, REFLECTOR, pod } from './objects.ts'
import { check, troubles, verifyWorld } from './run.ts'
import { healthyWorld, remove } from './world.ts'

it('says that the node lends its access, and names its role, where images are Ready though the pod has none', async () => {
  const world = healthyWorld()
  remove(world, 'Pod', `${REFLECTOR}-abc12`)
  world.objects.push(pod(REFLECTOR, [], '2026-10-01T00:00:00Z'))
  world.nodeRoles = [`arn:aws:iam::${ACCOUNT}:role/nodes`]
  const report = await verifyWorld(world)
  expect(troubles(report)).toEqual([`fail pod/${REFLECTOR}`])
  expect(check(report, 'node-role')).toMatchObject({ status: 'skip', blockedBy: [`pod/${REFLECTOR}`] })
  expect(check(report, 'node-role').message).toContain(`role/nodes answers by IMDS today, and need not tomorrow`)
})

it('asks nothing about nodes while every controller has its role', async () => {
  const world = healthyWorld()
  await verifyWorld(world)
  expect(world.calls.filter((call) => call.startsWith('nodeRoles'))).toEqual([])
})

it('tells of a pod that waits for an image of ECR whose role that is, and fails nothing', async () => {
  const world = healthyWorld()
  const image = `${ACCOUNT}.dkr.ecr.eu-west-1.amazonaws.com/apps/web:1`
  const waiting = { name: 'web', image, state: { waiting: { reason: 'ImagePullBackOff' } } }
  world.objects.push({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'web-1', namespace: 'apps' },
    spec: {},
    status: { phase: 'Pending', containerStatuses: [waiting] },
  })
  const report = await verifyWorld(world)
  expect(report.verdict).toBe('pass')
  expect(check(report, 'kubelet-pull').notice).toContain(`apps/web-1 cannot pull ${image}: the kubelet pulls with the role of the node`)
})
