import { expect, it } from 'vitest'
import type { Event } from '../../src/model/events.ts'
import { REFLECTOR, AUTOMATION, ecrPolicy, readyCondition, imageRepository } from './objects.ts'
import { healthyWorld, objectIn, remove, type World } from './world.ts'
import { SECRETS } from './readers.ts'
import { describeBreaks, refusal, verifyWorld } from './run.ts'

function imageFails(world: World, message: string, reason = 'ReadOperationFailed'): void {
  objectIn(world, 'ImageRepository', 'app-0').status = readyCondition('False', reason, message)
}
const bothAccounts = [REFLECTOR, AUTOMATION]

describeBreaks([
  {
    name: 'STS refuses, whatever the documents say',
    by: (world) => {
      world.refusals['assumeRoleWithWebIdentity'] = refusal('aws-invalid-identity-token', 'InvalidIdentityToken: Incorrect token audience')
    },
    troubles: bothAccounts.map((name) => `fail proof-assume/${name}`),
    cause: 'trust-wrong-audience',
  },
  {
    name: 'an organization denies the login',
    by: (world) => {
      world.refusals['registryLogin'] = refusal(
        'aws-access-denied',
        'not authorized to perform: ecr:GetAuthorizationToken with an explicit deny in a service control policy',
      )
    },
    troubles: bothAccounts.map((name) => `fail proof-login/${name}`),
    cause: 'explicit-deny',
  },
  {
    name: 'the repositories do not exist',
    by: (world) => {
      world.refusals['listTags'] = refusal('registry-not-found', 'answered 404: NAME_UNKNOWN')
      imageFails(world, 'scan failed: NAME_UNKNOWN: The repository does not exist')
    },
    troubles: ['fail proof-tags/apps/app-0', 'fail proof-tags/apps/app-1'],
    cause: 'repository-missing',
    fix: /edit imagerepository app-1$/,
  },
  {
    name: 'the repository of another account does not let the role in',
    by: (world) => {
      remove(world, 'ImageRepository')
      world.objects.push(imageRepository('far', { image: '999988887777.dkr.ecr.eu-west-1.amazonaws.com/shared/base' }))
      world.policies[0]!.document = ecrPolicy('arn:aws:ecr:*:*:repository/*')
      world.refusals['listTags'] = refusal('registry-denied', 'answered 403: DENIED')
    },
    troubles: ['fail proof-tags/apps/far'],
    cause: 'cross-account-repo',
    says: '999988887777',
  },
])

it('shows neither token nor login nor credentials, in the report or on the way', async () => {
  const events: Event[] = []
  const report = await verifyWorld(healthyWorld(), { emit: (event) => events.push(event) })
  const said = JSON.stringify([report, events])
  for (const secret of SECRETS) expect(said).not.toContain(secret)
})
