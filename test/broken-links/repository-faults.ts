import type { PolicyDocument } from '../../src/domain/policy-document.ts'
import type { Repository } from '../../src/sandbox/aws/account.ts'
import { addRepository } from '../../src/sandbox/aws/index.ts'
import { OTHER_ACCOUNT, ROLE, type Fault } from './fault.ts'
import type { Scene } from './scene.ts'
import { patch, paths } from './touch.ts'
import { changePolicy } from './touch-iam.ts'

const imageIs = (scene: Scene, host: string) => patch(scene, paths.image('web'), { spec: { image: `${host}/web` } })
const READS = ['ecr:BatchGetImage', 'ecr:ListImages']
const NO_POLICIES = 'the registry of the lab knows no policies of repositories'

/** What the owner of the other account would write into the policy of the repository. */
function grantFor({ accountId }: Scene): PolicyDocument {
  const Principal = { AWS: `arn:aws:iam::${accountId}:role/${ROLE}` }
  return { Version: '2012-10-17', Statement: { Effect: 'Allow', Principal, Action: READS } }
}

/** `web` in the other account, made where it is not there. */
function theirRepository(scene: Scene): Repository {
  const { account } = scene.sandbox().aws
  const found = account.repositories.find(({ accountId }) => accountId === OTHER_ACCOUNT)
  return found ?? addRepository(account, { name: 'web', accountId: OTHER_ACCOUNT, tags: ['1.0.0'] })
}

/** Where the images are, and what their repositories say. */
export const REPOSITORY_FAULTS: Fault[] = [
  {
    id: 'registry-of-another-region',
    title: 'an image is in another region than the policy',
    break: async (scene) => {
      await scene.addRepository({ name: 'web', region: 'us-east-1', tags: ['1.0.0'] })
      await imageIs(scene, scene.registry.replace('eu-west-1', 'us-east-1'))
    },
    named: ['fail repository-permission/apps/web'],
    cause: 'wrong-region-registry',
    mendedBy: 'us',
  },
  {
    id: 'registry-of-another-account',
    title: 'an image is in another account, which our policy leaves out',
    break: async (scene) => {
      theirRepository(scene).policy = grantFor(scene)
      await imageIs(scene, `${OTHER_ACCOUNT}.dkr.ecr.eu-west-1.amazonaws.com`)
    },
    onlySimulated: NO_POLICIES,
    named: ['fail repository-permission/apps/web'],
    cause: 'missing-repository-permission',
    mendedBy: 'us',
  },
  {
    id: 'registry-that-grants-nothing',
    title: 'an image is in another account, whose repository knows nothing of the role',
    break: async (scene) => {
      delete theirRepository(scene).policy
      const arn = `arn:aws:ecr:eu-west-1:${OTHER_ACCOUNT}:repository/web`
      await changePolicy(scene, (statements) => [...statements, { Effect: 'Allow', Action: READS, Resource: arn }])
      await imageIs(scene, `${OTHER_ACCOUNT}.dkr.ecr.eu-west-1.amazonaws.com`)
    },
    onlySimulated: NO_POLICIES,
    named: ['fail proof-tags/apps/web'],
    cause: 'cross-account-repo',
    mendedBy: 'somebody',
    repair: async (scene) => void (theirRepository(scene).policy = grantFor(scene)),
  },
  {
    id: 'repository-policy-denies',
    title: "a repository's own policy denies it",
    break: async (scene) => {
      const api = scene.sandbox().aws.account.repositories.find(({ name }) => name === 'apps/api')
      if (api) api.policy = { Statement: { Sid: 'Quarantine', Effect: 'Deny', Principal: '*', Action: 'ecr:*' } }
    },
    onlySimulated: NO_POLICIES,
    named: ['fail proof-tags/apps/apps-api'],
    cause: 'explicit-deny',
    mendedBy: 'somebody',
    repair: async (scene) => {
      for (const repository of scene.sandbox().aws.account.repositories) if (repository.name === 'apps/api') delete repository.policy
    },
  },
  {
    id: 'repository-missing',
    title: 'the repository of an image does not exist',
    break: (scene) => scene.removeRepository('apps/main'),
    named: ['fail proof-tags/apps/apps-main'],
    cause: 'repository-missing',
    mendedBy: 'somebody',
    repair: (scene) => scene.addRepository({ name: 'apps/main', tags: ['1.0.0'] }),
  },
]
