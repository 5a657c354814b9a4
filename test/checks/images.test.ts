import { describe, expect, it } from 'vitest'
import { ACCOUNT, ecrPolicy, imageRepository, readyCondition } from './objects.ts'
import { healthyWorld, tenantAccount, objectIn, type World } from './world.ts'
import { verifyWorld, check, troubles, describeBreaks } from './run.ts'

function imageFails(world: World, message: string, reason = 'ReadOperationFailed'): void {
  objectIn(world, 'ImageRepository', 'app-0').status = readyCondition('False', reason, message)
}

describeBreaks([
  {
    name: 'an ImageRepository in ECR does not say provider aws',
    by: (world) => {
      objectIn(world, 'ImageRepository', 'app-0').spec['provider'] = 'generic'
      imageFails(
        world,
        'scan failed: GET https://…/v2/apps/app-0/tags/list?n=1000: unexpected status code 401 Unauthorized: Not Authorized',
      )
    },
    troubles: ['fail image-provider/apps/app-0'],
    cause: 'wrong-provider',
    fix: `kubectl --namespace apps patch imagerepository app-0 --type merge --patch '{"spec":{"provider":"aws"}}'`,
  },
  {
    name: 'an ImageRepository fails for lack of an identity that its pod has by now',
    by: (world) => imageFails(world, 'no EC2 IMDS role found, operation error ec2imds: GetMetadata'),
    troubles: ['fail image/apps/app-0'],
    cause: 'irsa-not-injected',
    fix: /requestedAt/,
  },
  {
    name: 'an ImageRepository names a tag',
    by: (world) => imageFails(world, ".spec.image value should not contain a tag; remove ':tag'", 'ImageURLInvalid'),
    troubles: ['fail image/apps/app-0'],
    cause: 'invalid-image-reference',
  },
])

it('is not reported a second time by the image that fails because of it', async () => {
  const world = healthyWorld()
  world.provider = undefined
  for (const name of ['app-0', 'app-1']) {
    objectIn(world, 'ImageRepository', name).status = readyCondition(
      'False',
      'AuthenticationFailed',
      'InvalidIdentityToken: No OpenIDConnect provider found in your account',
    )
  }
  const report = await verifyWorld(world)
  expect(troubles(report)).toEqual(['fail oidc-provider'])
  expect(check(report, 'image/apps/app-0')).toMatchObject({ status: 'skip', blockedBy: ['oidc-provider'] })
  expect(check(report, 'image/apps/app-0').message).toContain('follows from oidc-provider')
})

describe("an ImageRepository that is nobody's fault", () => {
  it('is skipped while it is suspended', async () => {
    const world = healthyWorld()
    world.objects.push(imageRepository('paused', { spec: { suspend: true }, status: readyCondition('False', '', 'old') }))
    const report = await verifyWorld(world)
    expect(check(report, 'image/apps/paused')).toMatchObject({ status: 'skip', message: 'apps/paused is suspended' })
    expect(report.verdict).toBe('pass')
    expect(world.calls.filter((call) => call.endsWith('/paused'))).toEqual([])
  })

  it('with a ServiceAccount of its own is not judged by the role of the controller', async () => {
    const world = healthyWorld()
    world.policies[0]!.document = ecrPolicy(`arn:aws:ecr:eu-west-1:${ACCOUNT}:repository/apps/app-*`)
    world.objects.push(imageRepository('tenant', { spec: { serviceAccountName: 'tenant' } }), tenantAccount(world))
    expect(troubles(await verifyWorld(world))).toEqual([])
  })

  it('outside ECR is judged by its Ready condition alone', async () => {
    const world = healthyWorld()
    world.provider = undefined
    world.objects.push(imageRepository('podinfo', { image: 'ghcr.io/stefanprodan/podinfo', spec: { provider: 'generic' } }))
    const report = await verifyWorld(world)
    expect(check(report, 'image/apps/podinfo').status).toBe('pass')
    expect(report.checks.some(({ id }) => id === 'repository-permission/apps/podinfo')).toBe(false)
  })

  it('in ECR with a Secret of its own needs no provider aws', async () => {
    const world = healthyWorld()
    Object.assign(objectIn(world, 'ImageRepository', 'app-0').spec, { provider: 'generic', secretRef: { name: 'login' } })
    const report = await verifyWorld(world)
    expect(report.verdict).toBe('pass')
    expect(check(report, 'image-provider/apps/app-0').status).toBe('skip')
  })

  it('that no controller has looked at yet is unknown', async () => {
    const world = healthyWorld()
    objectIn(world, 'ImageRepository', 'app-0').status = {}
    expect(troubles(await verifyWorld(world))).toEqual(['unknown image/apps/app-0'])
  })
})
