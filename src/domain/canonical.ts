import { asList } from './as-list.ts'
import type { PolicyDocument, Statement } from './policy-document.ts'
import { fieldsOf } from './statement-fields.ts'

export { asList } from './as-list.ts'

export interface Difference {
  path: string
  before: unknown
  after: unknown
}

/** The statements of a document; none for a document that has none. */
export function statementsOf(document: PolicyDocument): Statement[] {
  return asList(document.Statement)
}

/**
 * Whether two documents mean the same to IAM: order-free, a string is a list of one, lists as sets, actions and condition keys without
 * regard to case, an account id is its root ARN, unquoted scalars in conditions. Statements are a multiset; Sid, Version and Id count.
 * Source: the rules of https://github.com/hashicorp/awspolicyequivalence, less its gaps (case of actions, duplicates).
 */
export function equivalent(a: PolicyDocument, b: PolicyDocument): boolean {
  return differences(a, b).length === 0
}

/**
 * What differs, field by field, by paths like `FluxIrsa.Condition.StringEquals.<key>` or `EcrRead.Resource`; statements without a Sid
 * read `Statement[i]`. `undefined` on one side: not there. Empty exactly when the documents are equivalent.
 */
export function differences(before: PolicyDocument | undefined, after: PolicyDocument): Difference[] {
  const statements = paired(before ? statementsOf(before) : [], statementsOf(after)).flatMap(statementDifferences)
  const found: Difference[] = []
  if (before === undefined || versionOf(before) !== versionOf(after)) {
    found.push({ path: 'Version', before: before?.Version, after: after.Version })
  }
  if ((before?.Id ?? '') !== (after.Id ?? '')) found.push({ path: 'Id', before: before?.Id, after: after.Id })
  return [...found, ...statements]
}

/**
 * Characters that IAM counts against its size quotas: the JSON without white space between tokens.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
export function policySize(document: PolicyDocument): number {
  return JSON.stringify(document).length
}

// IAM reads a document without Version as one of 2008-10-17.
function versionOf(document: PolicyDocument): string {
  return document.Version || '2008-10-17'
}

interface Pair {
  label: string
  old?: Statement
  now?: Statement
}

/** Equal statements are left out; the rest is paired by Sid, and those without one by their order. */
function paired(before: Statement[], after: Statement[]): Pair[] {
  const left = before.map((statement, index) => ({ statement, index, key: statementKey(statement) }))
  const take = (found: number): Statement | undefined => (found < 0 ? undefined : left.splice(found, 1)[0]?.statement)
  const changed = after
    .map((statement, index) => ({ statement, index, key: statementKey(statement) }))
    .filter((now) => take(left.findIndex((old) => old.key === now.key)) === undefined)
  const pairs = changed.map(({ statement, index }): Pair => {
    const old = take(left.findIndex((candidate) => sidOf(candidate.statement) === sidOf(statement)))
    return { label: labelOf(statement, index), now: statement, ...(old && { old }) }
  })
  return [...pairs, ...left.map(({ statement, index }) => ({ label: labelOf(statement, index), old: statement }))]
}

function statementDifferences({ label, old, now }: Pair): Difference[] {
  const oldFields = old ? fieldsOf(old) : undefined
  const newFields = now ? fieldsOf(now) : undefined
  const ids = new Set([...(oldFields?.keys() ?? []), ...(newFields?.keys() ?? [])])
  return [...ids].flatMap((id) => {
    const [was, is] = [oldFields?.get(id), newFields?.get(id)]
    if (was?.key === is?.key) return []
    return [{ path: `${label}.${is?.path ?? was?.path}`, before: was?.shown, after: is?.shown }]
  })
}

function sidOf(statement: Statement): string {
  return statement.Sid ?? ''
}

function labelOf(statement: Statement, index: number): string {
  return sidOf(statement) || `Statement[${index}]`
}

function statementKey(statement: Statement): string {
  const fields = [...fieldsOf(statement)].map(([id, field]) => JSON.stringify([id, field.key])).sort()
  return JSON.stringify([sidOf(statement), fields])
}
