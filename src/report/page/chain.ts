import { checkOf, type CheckReference } from '../../model/check-ids.ts'
import type { CheckResult, Status } from '../../model/verify-report.ts'
import { CHAIN_LINKS, linkOf, type ChainLink } from './chain-links.ts'
import { oneLine } from '../text/plain-text.ts'

/** A link and what the checks found at it. `skip`: not proven, because nothing looked at it, or not at all of it. */
export interface LinkState {
  link: ChainLink
  status: Status
  /** What is seen there, in one line. */
  story: string
  checks: CheckResult[]
}

/** In words beside every colour. */
export const STATUS_WORDS: Record<Status, string> = {
  pass: 'passed',
  warn: 'warning',
  fail: 'failed',
  unknown: 'unknown',
  skip: 'not proven',
}

/** In a circle, a table or a label. */
export const STATUS_MARKS: Record<Status, string> = { pass: '✔', warn: '!', fail: '✘', unknown: '?', skip: '–' }

/** Every link of the chain in the order of the table, with the worst that its checks say. */
export function chainOf(checks: CheckResult[]): LinkState[] {
  const byLink = new Map<string, CheckResult[]>()
  for (const check of checks) {
    const id = linkOf(check)?.id
    const known = id && byLink.get(id)
    if (known) known.push(check)
    else if (id) byLink.set(id, [check])
  }
  return CHAIN_LINKS.map((link) => stateOf(link, byLink.get(link.id) ?? []))
}

function stateOf(link: ChainLink, checks: CheckResult[]): LinkState {
  const telling = checks.toSorted((a, b) => place(link, a) - place(link, b))
  for (const status of ['fail', 'unknown', 'warn'] as const) {
    const found = telling.filter((check) => check.status === status)
    if (found.length > 0) return { link, status, story: storyOf(found), checks }
  }
  // What a broken link kept from being looked at is not green, even where its neighbour is.
  const blocked = telling.filter((check) => check.status === 'skip' && check.blockedBy?.length)
  if (blocked.length > 0) return { link, status: 'skip', story: storyOf(blocked), checks }
  const passed = telling.filter((check) => check.status === 'pass')
  if (passed.length > 0) return { link, status: 'pass', story: storyOf(passed), checks }
  return { link, status: 'skip', story: telling.length > 0 ? storyOf(telling) : 'no check looks at this', checks }
}

function storyOf(found: CheckResult[]): string {
  const [first] = found
  if (!first) return ''
  const others = found.length - 1
  return `${oneLine(first.message) || oneLine(first.title)}${others > 0 ? ` (and ${others} more)` : ''}`
}

/** Where a check stands in its link's list; those that the link has by their section come last. */
function place(link: ChainLink, check: CheckResult): number {
  const at = link.checks.indexOf(checkOf(check.id as CheckReference))
  return at < 0 ? link.checks.length : at
}
