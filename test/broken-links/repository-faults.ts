import { addRepository } from '../../src/sandbox/aws/index.ts'
import type { Sandbox } from '../../src/sandbox/index.ts'
import { OTHER_ACCOUNT, type Fault } from './fault.ts'
import { patch, paths, role } from './touch.ts'

async function image(sandbox: Sandbox, host: string): Promise<void> {
  await patch(sandbox, paths.image('web'), { spec: { image: `${host}/web` } })
}

/** Where the images are, and what their repositories say. */
export const REPOSITORY_FAULTS: Fault[] = [
  {
    id: 'registry-of-another-region',
    title: 'an image is in another region than the policy',
    break: async (sandbox) => {
      addRepository(sandbox.aws.account, { name: 'web', region: 'us-east-1', tags: ['1.0.0'] })
      await image(sandbox, `${sandbox.accountId}.dkr.ecr.us-east-1.amazonaws.com`)
    },
    named: ['fail repository-permission/apps/web'],
    cause: 'wrong-region-registry',
    mendedBy: 'us',
  },
  {
    id: 'registry-of-another-account',
    title: 'an image is in another account, whose repository knows nothing of the role',
    break: async (sandbox) => {
      addRepository(sandbox.aws.account, { name: 'web', accountId: OTHER_ACCOUNT, tags: ['1.0.0'] })
      await image(sandbox, `${OTHER_ACCOUNT}.dkr.ecr.eu-west-1.amazonaws.com`)
    },
    named: ['fail repository-permission/apps/web'],
    cause: 'missing-repository-permission',
    mendedBy: 'us',
    afterwards: {
      named: ['fail proof-tags/apps/web'],
      cause: 'cross-account-repo',
      mendedBy: 'somebody',
      repair: (sandbox) => {
        const theirs = sandbox.aws.account.repositories.find(({ accountId }) => accountId === OTHER_ACCOUNT)
        const grant = { Effect: 'Allow' as const, Principal: { AWS: role(sandbox).arn }, Action: ['ecr:BatchGetImage', 'ecr:ListImages'] }
        if (theirs) theirs.policy = { Version: '2012-10-17', Statement: grant }
      },
    },
  },
  {
    id: 'repository-policy-denies',
    title: "a repository's own policy denies it",
    break: (sandbox) => {
      const api = sandbox.aws.account.repositories.find(({ name }) => name === 'apps/api')
      if (api) api.policy = { Statement: { Sid: 'Quarantine', Effect: 'Deny', Principal: '*', Action: 'ecr:*' } }
    },
    named: ['fail proof-tags/apps/apps-api'],
    cause: 'explicit-deny',
    mendedBy: 'somebody',
    repair: (sandbox) =>
      sandbox.aws.account.repositories.filter(({ name }) => name === 'apps/api').forEach((repository) => delete repository.policy),
  },
  {
    id: 'repository-missing',
    title: 'the repository of an image does not exist',
    break: async (sandbox) => {
      sandbox.aws.account.repositories = sandbox.aws.account.repositories.filter(({ name }) => name !== 'apps/main')
      await sandbox.idle()
    },
    named: ['fail proof-tags/apps/apps-main'],
    cause: 'repository-missing',
    mendedBy: 'somebody',
    repair: (sandbox) => void addRepository(sandbox.aws.account, { name: 'apps/main', tags: ['1.0.0'] }),
  },
]
