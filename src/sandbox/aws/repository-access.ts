import { evaluate } from '../../domain/policy-evaluation.ts'
import type { Statement } from '../../domain/policy-document.ts'
import type { Account, Repository } from './account.ts'
import { denialText, refusalOf } from './authorisation.ts'
import type { Caller } from './caller.ts'
import { listOf } from './conditions.ts'

export interface RepositoryName {
  accountId: string
  region: string
  name: string
}

/** ARN of a repository, whether it exists or not. */
export function repositoryArn(account: Account, { accountId, region, name }: RepositoryName): string {
  return `arn:${account.partition}:ecr:${region}:${accountId}:repository/${name}`
}

/** The repository of that name, if it has been seeded. */
export function repositoryIn(account: Account, wanted: RepositoryName): Repository | undefined {
  return account.repositories.find(
    ({ accountId, region, name }) => accountId === wanted.accountId && region === wanted.region && name === wanted.name,
  )
}

/**
 * Why the caller may not do this to a repository, as AWS prints it; `undefined` when it may. In the caller's account its own policies or
 * the repository's suffice; for another account's repository both must allow (ECR User Guide, "Repository policies vs. IAM policies").
 */
export function repositoryDenial(account: Account, caller: Caller, action: string, wanted: RepositoryName): string | undefined {
  const question = { action, resource: repositoryArn(account, wanted) }
  const own = refusalOf(caller, question)
  const said = repositoryVerdict(account, caller, question, repositoryIn(account, wanted))
  if (said === 'deny') return denialText(caller, question, 'with an explicit deny in a resource-based policy')
  const isForeign = wanted.accountId !== account.id
  if (own && (isForeign || said !== 'allow' || !own.includes('no identity-based policy'))) return denialText(caller, question, own)
  if (!isForeign || said === 'allow') return undefined
  return denialText(caller, question, `because no resource-based policy allows the ${action} action`)
}

function repositoryVerdict(account: Account, caller: Caller, question: { action: string; resource: string }, repository?: Repository) {
  const named = [...caller.names, account.id, `arn:${account.partition}:iam::${account.id}:root`]
  const statements = listOf(repository?.policy?.Statement).filter((statement) => isNamed(statement, named))
  return evaluate([{ Statement: statements }], question)
}

function isNamed({ Principal }: Statement, names: string[]): boolean {
  if (Principal === undefined) return false
  return Principal === '*' || listOf(Principal.AWS).some((name) => name === '*' || names.includes(name))
}
