import type { CheckResult } from '../../model/verify-report.ts'

/** So many of one kind that end alike are told one by one. */
const MANY = 5
/** The same of what is not green: a reader wants to see each, until there are more than anybody reads. */
const MANY_BROKEN = 20
/** So many of those are shown whole, the others by name. */
const SHOWN_BROKEN = 10
/** Of more names than that only the first are shown: the JSON report has all. */
const NAMED = 500
const NAMED_BROKEN = 20

/**
 * The checks as a person is told of them. Of those of one kind that passed, have the same hint, or were skipped for the same reason, one
 * stands for all where they are many: it names the first, counts the rest, and has every name as its evidence. What is not green is told
 * one by one; of very many that have one cause the first ones are, and one line names the others.
 */
export function alikeAsOne(checks: CheckResult[]): CheckResult[] {
  const groups = new Map<string, CheckResult[]>()
  for (const check of checks) {
    const key = keyOf(check)
    const group = groups.get(key)
    if (group) group.push(check)
    else groups.set(key, [check])
  }
  return [...groups.values()].flatMap((group) => {
    if (isBroken(group[0])) return group.length > MANY_BROKEN ? [...group.slice(0, SHOWN_BROKEN), restOf(group.slice(SHOWN_BROKEN))] : group
    return group.length > (group[0]?.notice ? MANY_BROKEN : MANY) ? [oneFor(group)] : group
  })
}

const isBroken = (check: CheckResult | undefined) => check !== undefined && check.status !== 'pass' && check.status !== 'skip'

function keyOf({ id, status, blockedBy, notice, cause }: CheckResult): string {
  const [kind, instance] = id.split('/', 2)
  if (instance === undefined) return id
  if (status !== 'pass' && status !== 'skip') return JSON.stringify([kind, status, cause])
  const isAlike = status === 'pass' || blockedBy !== undefined || notice
  return isAlike ? JSON.stringify([kind, status, blockedBy, notice !== undefined]) : id
}

const instanceOf = ({ id }: CheckResult) => id.slice(id.indexOf('/') + 1)

function oneFor(group: CheckResult[]): CheckResult {
  const names = group.map(instanceOf)
  const [first, name = ''] = [group[0] as CheckResult, names[0]]
  return {
    ...first,
    id: `${first.id.split('/', 1)[0]} (${group.length})`,
    title: first.title.replace(name, `${name} and ${group.length - 1} more`),
    message: first.status === 'pass' ? `${group.length} passed` : (first.message.split(':', 1)[0] ?? ''),
    evidence: [listed(names, NAMED)],
    durationMs: longest(group),
  }
}

/** What stands for those that are not shown; each of the others has a fix like theirs. */
function restOf(group: CheckResult[]): CheckResult {
  const { fix: _, notice: __, ...first } = group[0] as CheckResult
  const [kind] = first.id.split('/', 1)
  return {
    ...first,
    id: `${kind} (${group.length})`,
    message: `${group.length} more like these: ${listed(group.map(instanceOf), NAMED_BROKEN)}`,
    evidence: [],
    durationMs: longest(group),
  }
}

function listed(names: string[], most: number): string {
  const shown = names.slice(0, most).join(', ')
  return names.length > most ? `${shown} and ${names.length - most} more (-o json has every name)` : shown
}

function longest(group: CheckResult[]): number {
  return group.reduce((most, { durationMs }) => Math.max(most, durationMs), 0)
}
