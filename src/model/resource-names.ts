/** Everything that is made, by name; each has its row in src/resources/table.ts. */
export const RESOURCE_NAMES = [
  'oidc-provider',
  'iam-role',
  'iam-policy',
  'policy-attachment',
  'namespace',
  'service-account',
  'git-secret',
  'operator-release',
  'instance-release',
  'pods',
  'workload-pods',
] as const

export type ResourceName = (typeof RESOURCE_NAMES)[number]

/** What an earlier install left under another name has ids of its own. */
type Stem = ResourceName | `old-${ResourceName}` | (typeof OLD)[number]
const OLD = ['old-role', 'old-policy'] as const

/** One action of a plan: a thing of which there is one, or one of many. */
export type ActionId = Stem | `${Stem}/${string}`

/** What an action waits for: one action, all actions of a resource, or all that is done in the cluster. */
export type Need = ActionId | 'kubernetes'

const STEMS = new Set<string>([...RESOURCE_NAMES.flatMap((name) => [name, `old-${name}`]), ...OLD, 'kubernetes'])

/** Whether any row could make an action of this id. A need that is misspelt would wait for nothing, in silence. */
export function isNeed(need: string): need is Need {
  return STEMS.has(need.split('/', 1)[0] ?? '')
}
