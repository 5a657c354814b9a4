import type { PolicyDocument, Statement } from '../../src/domain/policy-document.ts'
import { documentedPolicy as policyOfThePage } from '../docs/permissions-page.ts'

/** The policy that docs/permissions.md shows under a heading, for the lab's account and cluster. */
export function documentedPolicy(heading: Parameters<typeof policyOfThePage>[1]): PolicyDocument {
  return policyOfThePage({ accountId: '123456789012', region: 'eu-west-1' }, heading, 'lab')
}

/** The same without some actions; a statement that has none left goes too. */
export function without(document: PolicyDocument, actions: string[]): PolicyDocument {
  const statements = [document.Statement]
    .flat()
    .map((statement) => ({ ...statement, Action: actionsOf(statement).filter((action) => !actions.includes(action)) }))
  return { ...document, Statement: statements.filter((statement) => statement.Action.length > 0) }
}

/** What the documents allow. */
export function actionsIn(...documents: PolicyDocument[]): string[] {
  const allowing = documents.flatMap((document) => [document.Statement].flat()).filter(({ Effect }) => Effect === 'Allow')
  return [...new Set(allowing.flatMap(actionsOf))]
}

function actionsOf(statement: Statement): string[] {
  return [statement.Action ?? []].flat()
}
