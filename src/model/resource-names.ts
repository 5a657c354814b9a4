/** Everything that is made, by name; each has its row in src/resources/table.ts. */
export type ResourceName =
  | 'oidc-provider'
  | 'iam-role'
  | 'iam-policy'
  | 'policy-attachment'
  | 'namespace'
  | 'service-account'
  | 'git-secret'
  | 'operator-release'
  | 'instance-release'
  | 'pods'
  | 'workload-pods'

/** What an earlier install left under another name has ids of its own. */
type Stem = ResourceName | `old-${ResourceName}` | 'old-role' | 'old-policy'

/** One action of a plan: a thing of which there is one, or one of many. */
export type ActionId = Stem | `${Stem}/${string}`

/** What an action waits for: one action, all actions of a resource, or all that is done in the cluster. */
export type Need = ActionId | 'kubernetes'
