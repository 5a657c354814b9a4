import { expect, test } from 'vitest'
import { CLUSTER } from '../../src/checks/chain/cluster.ts'
import { WORKLOAD_PROOF } from '../../src/checks/chain/workload-proof.ts'
import type { Check } from '../../src/checks/kernel/check.ts'
import type { Facts } from '../../src/checks/kernel/facts.ts'
import { ANNOTATION_GRANT } from '../../src/domain/ownership.ts'

const ROLE = 'arn:aws:iam::111122223333:role/cart'
const CLUSTER_ARN = 'arn:aws:eks:eu-west-1:111122223333:cluster/prod'

function run(checks: Check[], id: string, instance: string, facts: object) {
  const check = checks.find((one) => one.id === id) ?? expect.fail(`no check ${id}`)
  return check.run({ settings: { install: 'flux-irsa bind shop/cart', serviceAccounts: ['cart'] }, ...facts } as Facts, instance)
}

test('a cluster that is not there to serve fails, and one that is being created says how to wait', () => {
  const at = (status: string) => run(CLUSTER, 'cluster', '', { region: 'eu-west-1', cluster: { name: 'prod', arn: CLUSTER_ARN, status } })
  expect(at('FAILED')).toMatchObject({ status: 'fail', message: 'prod is FAILED: it does not serve' })
  expect(at('CREATING')).toMatchObject({ status: 'fail', fix: 'aws eks wait cluster-active --name prod --region eu-west-1' })
})

test('a workload that AWS knows as somebody else fails', async () => {
  const identity = (role: string) => async () => `arn:aws:sts::111122223333:assumed-role/${role}/session`
  const known = (role: string) => run(WORKLOAD_PROOF, 'proof-identity', 'cart', { annotation: async () => ROLE, identity: identity(role) })
  expect(await known('node')).toMatchObject({ status: 'fail', message: expect.stringContaining(`not as a session of ${ROLE}`) })
  expect(await known('cart')).toMatchObject({ status: 'pass' })
})

test('a repository that the role may not read fails, also where nothing but the live call can tell', async () => {
  const account = { metadata: { annotations: { [ANNOTATION_GRANT]: JSON.stringify({ ecrRead: ['apps/main'] }) } } }
  const facts = {
    annotation: async () => ROLE,
    serviceAccount: async () => account,
    cluster: { arn: CLUSTER_ARN },
    region: 'eu-west-1',
    caller: { account: '111122223333' },
    tags: async () => {
      const { Failure } = await import('../../src/domain/failure.ts')
      throw new Failure({ code: 'registry-denied', source: 'environment', message: 'ecr:ListImages was denied' })
    },
  }
  expect(await run(WORKLOAD_PROOF, 'ecr-read', 'apps/main', facts)).toMatchObject({
    status: 'fail',
    cause: 'missing-repository-permission',
  })
})
