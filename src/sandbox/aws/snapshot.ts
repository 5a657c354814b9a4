import { defaultDocument, isOurs, rolesWith, type Account } from './account.ts'

/** Roles, policies and OIDC providers as plain JSON in a fixed order, without times: equal snapshots mean equal end states. */
export interface Snapshot {
  roles: Record<string, unknown>
  policies: Record<string, unknown>
  providers: Record<string, unknown>
}

/** AWS's own policies are left out. */
export function snapshotOf(account: Account): Snapshot {
  const roles = [...account.roles.values()].map(
    ({ name, arn, id, trust, attached, inline, tags, boundary }) =>
      [name, { arn, id, trust, attached: attached.toSorted(), inline, tags, boundary }] as const,
  )
  const policies = [...account.policies.values()]
    .filter((policy) => isOurs(account, policy))
    .map(
      (policy) =>
        [
          policy.arn,
          {
            document: defaultDocument(policy),
            versions: policy.versions.map(({ id }) => id),
            attachments: rolesWith(account, policy.arn).length,
            tags: policy.tags,
          },
        ] as const,
    )
  const providers = [...account.providers.values()].map(
    ({ arn, clientIds, thumbprints, tags }) => [arn, { clients: clientIds.toSorted(), thumbprints, tags }] as const,
  )
  return sortedKeys({
    roles: Object.fromEntries(roles),
    policies: Object.fromEntries(policies),
    providers: Object.fromEntries(providers),
  }) as Snapshot
}

function sortedKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortedKeys)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value)
    .filter(([, item]) => item !== undefined)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(entries.map(([key, item]) => [key, sortedKeys(item)]))
}
