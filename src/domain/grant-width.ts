import { asList, statementsOf } from './canonical.ts'
import type { PolicyDocument, Statement } from './policy-document.ts'
import { coversAction, evaluate } from './policy-evaluation.ts'

/**
 * Actions by which a role that may do them on everything can become anything.
 * Source: IAM User Guide, "Best practices"; Rhino Security Labs, AWS privilege escalation methods.
 */
const ESCALATES = [
  'iam:AttachRolePolicy',
  'iam:AttachUserPolicy',
  'iam:CreateAccessKey',
  'iam:CreateLoginProfile',
  'iam:CreatePolicyVersion',
  'iam:PassRole',
  'iam:PutRolePolicy',
  'iam:PutUserPolicy',
  'iam:SetDefaultPolicyVersion',
  'iam:UpdateAssumeRolePolicy',
  'sts:AssumeRole',
]
/** What writes to ECR: nothing of Flux does. */
const ECR_WRITES = ['ecr:BatchDeleteImage', 'ecr:DeleteRepository', 'ecr:PutImage', 'ecr:SetRepositoryPolicy']

interface Wide {
  text: string
  /** An action that it allows and that nobody asked for. */
  probe: string
}

/**
 * Where the documents allow far more than a job needs, in words: all actions, whole services on everything, rights that can be turned into
 * any other, and with `readsEcr` writes to ECR. What they deny, or a boundary leaves out, does not count.
 */
export function widthOf(documents: PolicyDocument[], options: { boundary?: PolicyDocument; readsEcr?: boolean } = {}): string[] {
  const { boundary, readsEcr = false } = options
  const isInForce = ({ probe }: Wide) =>
    evaluate(documents, { action: probe, resource: '*' }) !== 'deny' &&
    (!boundary || evaluate([boundary], { action: probe, resource: '*' }) === 'allow')
  const wide = documents.flatMap(statementsOf).flatMap((statement) => wideIn(statement, readsEcr))
  return [...new Set(wide.filter(isInForce).map(({ text }) => text))]
}

function wideIn(statement: Statement, readsEcr: boolean): Wide[] {
  if (statement.Effect !== 'Allow') return []
  const isEverywhere = statement.NotResource !== undefined || asList(statement.Resource).some((resource) => /^\*+$/.test(resource))
  if (statement.NotAction !== undefined) {
    return isEverywhere
      ? [{ text: `every action but ${asList(statement.NotAction).join(', ')}, on everything`, probe: 's3:DeleteBucket' }]
      : []
  }
  const actions = asList(statement.Action)
  const all = actions.filter((action) => /[*?]/.test(action.split(':')[0] ?? '')).slice(0, 1)
  if (all.length > 0) return [{ text: `every action${isEverywhere ? ' on everything' : ''}`, probe: 'iam:CreateUser' }]
  const writes = readsEcr ? ECR_WRITES.filter((action) => coversAction(statement, action)) : []
  const more: Wide[] = writes.length > 0 ? [{ text: `writes to ECR (${writes.join(', ')})`, probe: writes[0] ?? '' }] : []
  if (!isEverywhere) return more
  const services = actions.filter((action) => /^[^:]+:\*+$/.test(action))
  const escalations = ESCALATES.filter((action) => coversAction(statement, action))
  return [
    ...more,
    ...services.map((action) => ({ text: `${action} on everything`, probe: action.replace(/\*+$/, 'Anything') })),
    ...(escalations.length > 0 ? [{ text: `${escalations.join(', ')} on everything`, probe: escalations[0] ?? '' }] : []),
  ]
}
