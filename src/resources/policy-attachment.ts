import { action, type Resource } from '../engine/resource.ts'

const ID = 'policy-attachment'

/** Our policy on our role. Policies that others attached stay where they are. */
export const policyAttachment: Resource = {
  name: ID,

  plan: ({ role, policy }, world) => {
    const found = world.candidates.find((candidate) => candidate.name === role.name)
    const base = { id: ID, resource: ID, name: `${policy.name} on ${role.name}`, needs: ['iam-role', 'iam-policy'] }
    if (found?.attached.includes(policy.arn)) return [action({ ...base, kind: 'keep' })]
    return [action({ ...base, kind: 'create', changes: [{ path: 'attached', before: null, after: policy.arn }] })]
  },

  apply: (_step, { desired, ports }) => ports.aws.attachPolicy(desired.role.name, desired.policy.arn),

  // Taken off together with its role.
  planRemoval: () => [],
  remove: () => Promise.resolve(),
}
