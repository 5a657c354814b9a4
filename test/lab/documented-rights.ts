import { parseDocument } from 'yaml'
import type { PolicyDocument, Statement } from '../../src/domain/policy-document.ts'
import { fences, textOf } from '../docs/markdown.ts'

/** The policy that docs/permissions.md shows under a heading, for the lab's account and cluster. */
export function documentedPolicy(heading: 'Read' | 'Install' | 'Uninstall'): PolicyDocument {
  const section = textOf('docs/permissions.md').split(`\n### ${heading}\n`)[1] ?? ''
  const text = (fences(section, 'json')[0] ?? '').replaceAll('ACCOUNT_ID', '123456789012').replaceAll('REGION', 'eu-west-1')
  return parseDocument(text.replaceAll('CLUSTER', 'lab')).toJS() as PolicyDocument
}

/** The same without some actions; a statement that has none left goes too. */
export function without(document: PolicyDocument, actions: string[]): PolicyDocument {
  const statements = [document.Statement]
    .flat()
    .map((statement) => ({ ...statement, Action: actionsOf(statement).filter((action) => !actions.includes(action)) }))
  return { ...document, Statement: statements.filter((statement) => statement.Action.length > 0) }
}

export function actionsIn(...documents: PolicyDocument[]): string[] {
  return [...new Set(documents.flatMap((document) => [document.Statement].flat().flatMap(actionsOf)))]
}

function actionsOf(statement: Statement): string[] {
  return [statement.Action ?? []].flat()
}
