import type { CheckResult } from '../../model/verify-report.ts'

/** So many of one kind that end alike are told one by one. */
const MANY = 5

/**
 * The checks as a person is told of them: of those of one kind that passed, or were skipped for the same reason, one stands for all where
 * they are many. It names the first, counts the rest, and has every name as its evidence. What is not green is told one by one.
 */
export function alikeAsOne(checks: CheckResult[]): CheckResult[] {
  const groups = new Map<string, CheckResult[]>()
  for (const check of checks) {
    const key = keyOf(check)
    groups.set(key, [...(groups.get(key) ?? []), check])
  }
  return [...groups.values()].flatMap((group) => (group.length > MANY ? [oneFor(group)] : group))
}

function keyOf({ id, status, blockedBy, notice }: CheckResult): string {
  const [kind, instance] = id.split('/', 2)
  const isAlike = instance !== undefined && !notice && (status === 'pass' || (status === 'skip' && blockedBy !== undefined))
  return isAlike ? JSON.stringify([kind, status, blockedBy]) : id
}

function oneFor(group: CheckResult[]): CheckResult {
  const names = group.map(({ id }) => id.slice(id.indexOf('/') + 1))
  const [first, name = ''] = [group[0] as CheckResult, names[0]]
  return {
    ...first,
    id: `${first.id.split('/', 1)[0]} (${group.length})`,
    title: first.title.replace(name, `${name} and ${group.length - 1} more`),
    message: first.status === 'pass' ? `${group.length} passed` : (first.message.split(':', 1)[0] ?? ''),
    evidence: [names.join(', ')],
    durationMs: Math.max(...group.map(({ durationMs }) => durationMs)),
  }
}
