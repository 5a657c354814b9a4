import { expect, it } from 'vitest'
import { REFLECTOR, INSTALL, pod } from './objects.ts'
import { healthyWorld, objectIn, remove, type World } from './world.ts'
import { describeBreaks, troubles, verifyWorld } from './run.ts'

function setPod(world: World, controller: string, env: object[], created?: string): void {
  remove(world, 'Pod', `${controller}-abc12`)
  world.objects.push(pod(controller, env, created))
}

describeBreaks([
  {
    name: 'a pod is older than the annotation',
    by: (world) => setPod(world, REFLECTOR, [], '2026-10-01T00:00:00Z'),
    troubles: [`fail pod/${REFLECTOR}`],
    cause: 'irsa-not-injected',
    says: 'older than the annotation',
    fix: INSTALL,
  },
  {
    name: 'the webhook left a younger pod out',
    by: (world) => setPod(world, REFLECTOR, [], '2026-11-02T00:00:00Z'),
    troubles: [`fail pod/${REFLECTOR}`],
    cause: 'webhook-down',
    says: 'younger than the annotation',
  },
  {
    name: 'a pod carries another role',
    by: (world) =>
      setPod(world, REFLECTOR, [
        { name: 'AWS_ROLE_ARN', value: 'arn:aws:iam::111122223333:role/old' },
        { name: 'AWS_WEB_IDENTITY_TOKEN_FILE', value: '/t' },
      ]),
    troubles: [`fail pod/${REFLECTOR}`],
    cause: 'irsa-not-injected',
    says: 'another role',
  },
  {
    name: 'Pod Identity overrides the role',
    by: (world) => {
      setPod(world, REFLECTOR, [{ name: 'AWS_CONTAINER_CREDENTIALS_FULL_URI', value: 'http://169.254.170.23/v1/credentials' }])
      world.associations = [{ namespace: 'flux-system', serviceAccount: REFLECTOR, id: 'a-1' }]
    },
    troubles: [`fail pod-identity/${REFLECTOR}`],
    cause: 'pod-identity-association',
    fix: 'aws eks delete-pod-identity-association --cluster-name prod --association-id a-1 --region eu-west-1',
  },
  {
    name: 'a Pod Identity association waits for the next pod',
    by: (world) => {
      world.associations = [{ namespace: 'flux-system', serviceAccount: REFLECTOR, id: 'a-1' }]
    },
    troubles: [`warn pod-identity/${REFLECTOR}`],
    cause: 'pod-identity-association',
  },
  {
    name: 'a controller has no pod',
    by: (world) => remove(world, 'Pod', `${REFLECTOR}-abc12`),
    troubles: [`fail pod/${REFLECTOR}`],
    says: 'no pod runs',
  },
  {
    name: 'a pod cannot pull its image',
    by: (world) => {
      objectIn(world, 'Pod', `${REFLECTOR}-abc12`).status = {
        phase: 'Pending',
        containerStatuses: [{ name: 'manager', state: { waiting: { reason: 'ImagePullBackOff' } } }],
      }
    },
    troubles: [`fail pod/${REFLECTOR}`],
    says: 'ImagePullBackOff',
    fix: /^kubectl .* describe pod/,
  },
])

it('a pod that is on its way out is not held against its successor', async () => {
  const world = healthyWorld()
  const leaving = pod(REFLECTOR, [])
  Object.assign(leaving.metadata, { name: 'leaving', deletionTimestamp: '2026-11-01T10:06:00Z' })
  world.objects.push(leaving)
  expect(troubles(await verifyWorld(world))).toEqual([])
})
