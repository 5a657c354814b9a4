import type { Role } from '../../model/aws.ts'
import { TAG_POLICY } from '../../domain/ownership.ts'
import { evaluate } from '../../domain/policy-evaluation.ts'
import { fail, pass, type Finding } from '../kernel/check.ts'
import type { Permissions } from './role-facts.ts'
import { raw, shell } from '../../domain/shell.ts'

export interface Question {
  actions: string[]
  resource: string
  /** Class id where no policy speaks of it. */
  missing: string
  /** What mends our own policy. */
  fix: string
}

/**
 * The role's own policies and its boundary; what an organization or another account's repository policy says is not in sight.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
export function judgePermissions(role: Role, { identity, names, boundary }: Permissions, question: Question): Finding {
  const { actions, resource, missing, fix } = question
  const evidence = [`resource: ${resource}`, `policies: ${names.join(', ')}`]
  const answers = actions.map((action) => ({
    action,
    byIdentity: evaluate(identity, { action, resource }),
    byBoundary: boundary ? evaluate([boundary], { action, resource }) : 'allow',
  }))
  const actionsWhere = (test: (answer: (typeof answers)[number]) => boolean) =>
    answers
      .filter(test)
      .map(({ action }) => action)
      .join(', ')

  const denied = actionsWhere(({ byIdentity }) => byIdentity === 'deny')
  if (denied) {
    const at = identity.findIndex((document) => actions.some((action) => evaluate([document], { action, resource }) === 'deny'))
    const name = names[at] ?? ''
    return fail(`${name} denies ${denied} explicitly`, {
      evidence,
      cause: 'explicit-deny',
      fix: denyFix(role, name, fix),
      symptom: ['login-permission'],
    })
  }
  const unsaid = actionsWhere(({ byIdentity }) => byIdentity === 'none')
  if (unsaid) return fail(`no policy of the role allows ${unsaid} on ${resource}`, { evidence, cause: missing, fix })

  const left = actionsWhere(({ byBoundary }) => byBoundary !== 'allow')
  if (left) {
    return fail(`the permissions boundary leaves ${left} out`, {
      evidence: [...evidence, `boundary: ${role.boundary}`],
      cause: 'explicit-deny',
      fix: shell`Have whoever owns the permissions boundary ${role.boundary} allow ${left} on ${resource}.`,
      symptom: ['login-permission'],
    })
  }
  return pass(`${actions.join(', ')} allowed on ${resource}`, evidence)
}

/** Our own policy is ours to mend; a Deny elsewhere was put there by somebody with a reason. */
function denyFix(role: Role, policy: string, fix: string): string {
  if (policy === role.tags[TAG_POLICY]) return fix
  const inline = /^inline (.+)$/.exec(policy)?.[1]
  const look = inline
    ? shell`aws iam get-role-policy --role-name ${role.name} --policy-name ${inline}`
    : shell`aws iam get-policy --policy-arn ${policy}`
  return shell`Have whoever put ${policy} on the role ${role.name} take that Deny out (${raw(look)}).`
}
