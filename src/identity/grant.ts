/** What a ServiceAccount of ours remembers of the options behind its role's policy. */
export interface Grant {
  repositories: string[]
  access: 'minimal' | 'read'
  policy?: string
  serviceAccounts?: string[]
  /** Whether each of them has a role of its own. */
  roleEach?: true
}
