import { expect, it } from 'vitest'
import type { PolicyDocument, Statement } from '../../src/domain/policy-document.ts'
import { ACCOUNT, INSTALL, ecrPolicy } from './objects.ts'
import { check, describeBreaks, verifyWorld } from './run.ts'
import { healthyWorld } from './world.ts'

const ROLE = 'prod-flux-imgctrl-irsa'
const deny = (action: string): PolicyDocument => ({ Statement: { Effect: 'Deny', Action: action, Resource: '*' } })

describeBreaks([
  {
    name: 'no policy is attached',
    by: (world) => {
      world.roles[0]!.attached = []
    },
    troubles: [`fail policy-attached/${ROLE}`],
    cause: 'missing-ecr-get-authorization-token',
    fix: INSTALL,
  },
  {
    name: 'the login is scoped to repositories, which grants nothing',
    by: (world) => {
      ;(world.policies[0]!.document.Statement as Statement[])[0]!.Resource = 'arn:aws:ecr:*:*:repository/*'
    },
    troubles: [`fail login-permission/${ROLE}`],
    cause: 'missing-ecr-get-authorization-token',
  },
  {
    name: 'the policy names another repository',
    by: (world) => {
      world.policies[0]!.document = ecrPolicy(`arn:aws:ecr:eu-west-1:${ACCOUNT}:repository/apps/app-1`)
    },
    troubles: ['fail repository-permission/apps/app-0'],
    cause: 'missing-repository-permission',
    says: 'repository/apps/app-0',
  },
  {
    name: 'an inline policy denies the listing',
    by: (world) => {
      world.inline = { frozen: deny('ecr:List*') }
    },
    troubles: ['fail repository-permission/apps/app-0', 'fail repository-permission/apps/app-1'],
    cause: 'explicit-deny',
  },
  {
    name: 'the permissions boundary leaves ECR out',
    by: (world) => {
      world.roles[0]!.boundary = 'arn:aws:iam::aws:policy/boundary'
      world.policies.push({
        ...world.policies[0]!,
        arn: 'arn:aws:iam::aws:policy/boundary',
        document: { Statement: { Effect: 'Allow', Action: 's3:*', Resource: '*' } },
      })
    },
    troubles: [`fail login-permission/${ROLE}`],
    cause: 'explicit-deny',
    says: 'boundary',
  },
])

it('counts a boundary that cannot be found as one that allows nothing', async () => {
  const world = healthyWorld()
  world.roles[0]!.boundary = 'arn:aws:iam::aws:policy/gone'
  const report = await verifyWorld(world)
  expect(check(report, `login-permission/${ROLE}`)).toMatchObject({ status: 'fail', cause: 'explicit-deny' })
})
