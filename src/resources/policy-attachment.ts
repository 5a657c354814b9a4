import { policyNameOfArn } from '../domain/arn.ts'
import { attachedByUs } from '../domain/ownership.ts'
import type { Desired, Identity } from '../model/desired.ts'
import type { Action } from '../model/plan.ts'
import type { World } from '../model/world.ts'
import type { ActionId } from '../model/resource-names.ts'
import { action, type ActionBase, idOf, type Resource } from '../model/resource.ts'

const ID = 'policy-attachment'

/** The policies on a role: ours, and those of others that were asked for. What somebody else attached stays where it is. */
export const policyAttachment: Resource = {
  name: ID,
  place: 'aws',
  stations: ['policy'],

  plan: (desired, world) => attachments(desired, world).map((attachment) => planOne(attachment, desired)),

  apply: async (step, { desired, world, ports }) => {
    const attachment = attachments(desired, world).find((candidate) => idOfAttachment(candidate, desired) === step.id)
    if (!attachment) return
    const { role, policyArn } = attachment
    if (step.kind !== 'remove') return ports.aws.attachPolicy(role.name, policyArn)
    if (attachment.isThere) await ports.aws.detachPolicy(role.name, policyArn)
    // Only now, so that a run that is cut off before it finds the policy again.
    await ports.aws.untagRole(role.name, attachment.tags)
  },

  // Taken off together with its role.
  planRemoval: () => [],
  remove: () => Promise.resolve(),
}

interface Attachment {
  role: Identity['role']
  policyArn: string
  isWanted: boolean
  isThere: boolean
  /** Keys of the tags that remember it. */
  tags: string[]
}

function attachments({ identities }: Desired, world: World): Attachment[] {
  return identities.flatMap(({ role, policy, attached }) => {
    const found = world.candidates.find((candidate) => candidate.name === role.name)
    const wanted = [...(policy ? [policy.arn] : []), ...attached]
    const remembered = [...attachedByUs(found?.tags ?? {})]
    const old = [...new Set(remembered.map(([, arn]) => arn))].filter((arn) => !wanted.includes(arn))
    const of = (policyArn: string, isWanted: boolean): Attachment => ({
      role,
      policyArn,
      isWanted,
      isThere: found?.attached.includes(policyArn) ?? false,
      tags: remembered.filter(([, arn]) => arn === policyArn).map(([key]) => key),
    })
    return [...wanted.map((arn) => of(arn, true)), ...old.map((arn) => of(arn, false))]
  })
}

function planOne(attachment: Attachment, desired: Desired): Action {
  const { role, policyArn, isWanted, isThere } = attachment
  const name = `${policyNameOfArn(policyArn)} on ${role.name}`
  const base: ActionBase = { id: idOfAttachment(attachment, desired), resource: ID, name, needs: ['iam-role', 'iam-policy'] }
  if (!isWanted) {
    return action({ ...base, kind: 'remove', needs: [ID], changes: [{ path: 'attached', before: policyArn, after: null }] })
  }
  return isThere
    ? action({ ...base, kind: 'keep' })
    : action({ ...base, kind: 'create', changes: [{ path: 'attached', before: null, after: policyArn }] })
}

function idOfAttachment({ role, policyArn, isWanted }: Attachment, desired: Desired): ActionId {
  const id = idOf(desired, ID, `${role.name}/${policyArn}`)
  return isWanted ? id : id === ID ? `old-${ID}` : `old-${ID}/${role.name}/${policyArn}`
}
