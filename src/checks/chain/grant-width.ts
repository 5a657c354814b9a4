import { widthOf } from '../../domain/grant-width.ts'
import { attachedByUs, MARKS, TAG_POLICY } from '../../domain/ownership.ts'
import { shell } from '../../domain/shell.ts'
import type { Role } from '../../model/aws.ts'
import { pass, warn, type Finding } from '../kernel/check.ts'
import type { Permissions } from './role-facts.ts'

const ENOUGH = 'enough for Flux: ecr:GetAuthorizationToken on *, ecr:BatchGetImage and ecr:ListImages on its repositories'

/**
 * Whether a role may do far more than its job: of Flux reading ECR, of a workload anything that is not everything. `install` is the command
 * that made the role.
 */
export function judgeWidth(role: Role, { identity, names, boundary }: Permissions, install: string): Finding {
  const isBound = role.tags[MARKS.binding.tag] !== undefined
  const limit = boundary ? { boundary } : {}
  const all = new Set(widthOf(identity, { ...limit, readsEcr: !isBound }))
  const wide = identity.flatMap((document, at) =>
    widthOf([document], { ...limit, readsEcr: !isBound })
      .filter((text) => all.has(text))
      .map((text) => ({ name: names[at] ?? '', text })),
  )
  const [first] = wide
  if (!first) return pass('no policy is wider than the job')
  return warn(`${first.name} allows ${first.text}`, {
    evidence: [...wide.map(({ name, text }) => `${name}: ${text}`), ...(isBound ? [] : [ENOUGH])],
    fix: fixOf(role, first.name, install, isBound),
  })
}

/** What is ours is set right by our own command; what others put on the role is taken off by its name. */
function fixOf(role: Role, policy: string, install: string, isBound: boolean): string {
  const isOurs = policy === role.tags[TAG_POLICY] || [...attachedByUs(role.tags).values()].includes(policy)
  if (isOurs) return isBound ? `${install} --policy FILE` : install
  const inline = /^inline (.+)$/.exec(policy)?.[1]
  return inline
    ? shell`aws iam delete-role-policy --role-name ${role.name} --policy-name ${inline}`
    : shell`aws iam detach-role-policy --role-name ${role.name} --policy-arn ${policy}`
}
