import { createHash } from 'node:crypto'
import type { Repository } from './account.ts'
import { authorise, denied } from './authorisation.ts'
import { AwsError } from './aws-error.ts'
import type { Caller } from './caller.ts'
import { registryHost } from './hosts.ts'
import { newSecret } from './new-ids.ts'
import { repositoryArn, repositoryDenial, repositoryIn } from './repository-access.ts'
import type { World } from './world.ts'

export interface EcrInput {
  registryId?: string
  repositoryName?: string
  repositoryNames?: string[]
  maxResults?: number
  nextToken?: string
}

interface EcrCall extends World {
  caller: Caller
  region: string
  input: EcrInput
}

const twelveHours = 12 * 60 * 60 * 1000

const actions: Record<string, (call: EcrCall) => unknown> = {
  GetAuthorizationToken: ({ account, caller, region, now }) => {
    authorise(caller, 'ecr', [{ action: 'ecr:GetAuthorizationToken', resource: '*' }])
    const password = newSecret(60)
    const expiresAt = now() + twelveHours
    account.logins.set(password, { accessKeyId: caller.accessKeyId, expiresAt })
    const authorizationToken = Buffer.from(`AWS:${password}`).toString('base64')
    const proxyEndpoint = `https://${registryHost(account, region)}`
    return { authorizationData: [{ authorizationToken, expiresAt: expiresAt / 1000, proxyEndpoint }] }
  },
  DescribeRepositories: (call) => {
    const { input } = call
    const repositories = input.repositoryNames
      ? input.repositoryNames.map((name) => allowedRepository(call, 'ecr:DescribeRepositories', name))
      : everyRepository(call)
    const { items, nextToken } = pageOf(repositories, input)
    return { repositories: items.map((repository) => described(call, repository)), nextToken }
  },
  GetRepositoryPolicy: (call) => {
    const { name, policy } = allowedRepository(call, 'ecr:GetRepositoryPolicy', call.input.repositoryName ?? '')
    if (!policy) {
      const text = `Repository policy does not exist for the repository with name '${name}' in the registry with id '${call.account.id}'`
      throw new AwsError('RepositoryPolicyNotFoundException', text, 400)
    }
    return { registryId: call.account.id, repositoryName: name, policyText: JSON.stringify(policy) }
  },
  ListImages: (call) => {
    const repository = allowedRepository(call, 'ecr:ListImages', call.input.repositoryName ?? '')
    const { items, nextToken } = pageOf(repository.tags, call.input)
    return { imageIds: items.map((imageTag) => ({ imageTag, imageDigest: imageOf(repository, imageTag).digest })), nextToken }
  },
}

/** The JSON answer of an ECR call; AwsError when the caller may not or ECR would refuse. */
export function answerEcr(world: World, caller: Caller, region: string, action: string, input: EcrInput): string {
  const run = Object.hasOwn(actions, action) ? actions[action] : undefined
  if (!run) throw new AwsError('UnknownOperationException', `The sandbox has no ecr:${action}.`, 400)
  return JSON.stringify(run({ ...world, caller, region, input }))
}

/** A tag's manifest and its digest: made from the repository's and the tag's names, so that both are always the same. */
export function imageOf({ name }: Repository, tag: string): { manifest: string; digest: string } {
  const mediaType = 'application/vnd.docker.distribution.manifest.v2+json'
  const config = { mediaType: 'application/vnd.docker.container.image.v1+json', size: 2, digest: sha256(`${name}:${tag}`) }
  const manifest = JSON.stringify({ schemaVersion: 2, mediaType, config, layers: [] })
  return { manifest, digest: sha256(manifest) }
}

function allowedRepository(call: EcrCall, action: string, name: string): Repository {
  const { account, caller, region, input } = call
  const wanted = { accountId: input.registryId ?? account.id, region, name }
  const denial = repositoryDenial(account, caller, action, wanted)
  if (denial) throw denied('ecr', denial)
  const repository = repositoryIn(account, wanted)
  if (repository) return repository
  const text = `The repository with name '${name}' does not exist in the registry with id '${wanted.accountId}'`
  throw new AwsError('RepositoryNotFoundException', text, 400)
}

function everyRepository({ account, caller, region, input }: EcrCall): Repository[] {
  const accountId = input.registryId ?? account.id
  const denial = repositoryDenial(account, caller, 'ecr:DescribeRepositories', { accountId, region, name: '*' })
  if (denial) throw denied('ecr', denial)
  return account.repositories.filter((repository) => repository.accountId === accountId && repository.region === region)
}

function described({ account }: EcrCall, repository: Repository) {
  const { accountId, region, name } = repository
  return {
    repositoryArn: repositoryArn(account, repository),
    registryId: accountId,
    repositoryName: name,
    repositoryUri: `${registryHost({ ...account, id: accountId }, region)}/${name}`,
    imageTagMutability: 'MUTABLE',
  }
}

/** ECR's own paging: 100 a page unless told. */
function pageOf<T>(all: T[], { maxResults = 100, nextToken }: EcrInput): { items: T[]; nextToken?: string | undefined } {
  const start = Number(nextToken ?? 0)
  const end = start + maxResults
  return { items: all.slice(start, end), nextToken: end < all.length ? String(end) : undefined }
}

function sha256(text: string): string {
  return `sha256:${createHash('sha256').update(text).digest('hex')}`
}
