import { Failure } from '../domain/failure.ts'
import { statementsOf } from '../domain/canonical.ts'
import { ecrPolicy } from '../domain/permissions-policy.ts'
import type { PolicyDocument } from '../domain/policy-document.ts'
import type { RightsPlace } from './rights-place.ts'

/**
 * What the roles may ever be allowed, whatever is written into their policies: for Flux every read of ECR that `--access read` gives, on the
 * repositories that are named (or all of the account and region); for workloads what `--policy` and `--ecr-read` say, and nothing that was
 * not said. Throws a Failure (usage) where nothing was said for workloads: a boundary that allows all is none.
 */
export function boundaryDocument(place: RightsPlace, ofWorkloads: boolean): PolicyDocument {
  const { repositories, policy } = place
  const ecr = repositories.length > 0 ? statementsOf(ecrPolicy({ access: 'read', repositoryArns: repositories, pullsLayers: true })) : []
  const Statement = [...ecr, ...(ofWorkloads && policy ? statementsOf(policy) : [])]
  if (Statement.length > 0) return { Version: '2012-10-17', Statement }
  throw new Failure({
    code: 'usage',
    source: 'user',
    message: 'nothing says what the workloads may ever be allowed',
    fix: 'Name it with --policy FILE, --ecr-read REPO, or both.',
    docs: 'permissions.md#boundary',
  })
}
