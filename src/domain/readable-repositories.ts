import { asList, statementsOf } from './canonical.ts'
import type { RegistryPlace } from './permissions-policy.ts'
import type { PolicyDocument } from './policy-document.ts'
import { coversAction } from './policy-evaluation.ts'

/**
 * Which repositories these documents, whoever wrote them, let somebody read images of, in the words of our options: names and patterns of
 * the home registry, else ARNs. `undefined` when they allow none. What they deny, and their conditions, are not looked at.
 */
export function readableRepositories(
  documents: PolicyDocument[],
  { partition, region, account }: RegistryPlace,
): { repositories: string[]; access: 'minimal' | 'read' } | undefined {
  const reading = documents
    .flatMap(statementsOf)
    .filter((statement) => statement.Effect === 'Allow' && coversAction(statement, 'ecr:BatchGetImage'))
  const home = `arn:${partition}:ecr:${region}:${account}:repository/`
  const resources = reading
    .flatMap((statement) => asList(statement.Resource))
    .map((arn) => (arn.startsWith(home) ? arn.slice(home.length) : arn))
  if (resources.length === 0) return undefined
  const repositories = resources.includes('*') ? ['*'] : [...new Set(resources)].sort()
  return { repositories, access: reading.some((statement) => coversAction(statement, 'ecr:DescribeImages')) ? 'read' : 'minimal' }
}
