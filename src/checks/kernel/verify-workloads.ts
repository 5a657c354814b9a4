import type { Emit } from '../../model/events.ts'
import type { ServiceAccountName } from '../../domain/web-identity.ts'
import { verdictOf, type CheckResult, type VerifyReport } from '../../model/verify-report.ts'
import { readAheadOfWorkload } from './read-ahead.ts'
import { countByStatus, verify, type VerifyOptions } from './verify.ts'
import { WORKLOAD_CATALOGUE } from './workload-catalogue.ts'

type Options = Omit<VerifyOptions, 'settings' | 'catalogue' | 'ahead'>

/**
 * Checks the chain of each of these ServiceAccounts, and reports on all of them as one. Results are named `check/NAMESPACE/NAME`; what is
 * the same for several stands there once. `bind` is the command that mends the binding of one.
 * Without `looksAtPods` only what a pod that is born from now on will have.
 */
export async function verifyWorkloads(
  { looksAtPods, noToken = false, ...options }: Options & { looksAtPods: boolean; noToken?: boolean },
  accounts: (ServiceAccountName & { likelyRoles?: string[] })[],
  bind: (account: ServiceAccountName) => string,
): Promise<VerifyReport> {
  const { cluster } = options
  const catalogue = looksAtPods ? WORKLOAD_CATALOGUE : WORKLOAD_CATALOGUE.filter(({ id }) => id !== 'workload-pod' && id !== 'pod-token')
  options.emit({ type: 'phase', phase: 'verify', text: `verifying ${accounts.map(shown).join(', ')} in ${cluster.name}` })
  const reports = await Promise.all(
    accounts.map((account) =>
      verify({
        ...options,
        emit: renaming(options.emit, account),
        catalogue,
        ahead: readAheadOfWorkload,
        settings: {
          namespace: account.namespace,
          serviceAccounts: [account.name],
          noToken,
          install: bind(account),
          likelyRoles: account.likelyRoles ?? [],
        },
      }),
    ),
  )
  const [first] = reports
  if (!first) throw new Error('no ServiceAccount to verify')
  const checks = merged(reports.map(({ checks: found }, at) => found.map((check) => renamed(check, accounts[at]))))
  const report = {
    ...first,
    durationMs: Math.max(...reports.map(({ durationMs }) => durationMs)),
    verdict: verdictOf(checks),
    summary: countByStatus(checks),
    checks,
  }
  options.emit({ type: 'verify-finished', report })
  return report
}

function shown({ namespace, name }: ServiceAccountName): string {
  return `${namespace}/${name}`
}

function renaming(emit: Emit, account: ServiceAccountName): Emit {
  return (event) => {
    if (event.type === 'phase' || event.type === 'verify-finished') return
    emit(event.type === 'check-finished' ? { ...event, check: renamed(event.check, account) } : event)
  }
}

/** The instances of a single run are bare names. */
function renamed(check: CheckResult, account: ServiceAccountName | undefined): CheckResult {
  if (!account || !check.id.endsWith(`/${account.name}`)) return check
  const full = (text: string) => `${text.slice(0, -account.name.length)}${shown(account)}`
  return { ...check, id: full(check.id), title: full(check.title) }
}

/** In the order of the sections; of what several say alike the first. */
function merged(lists: CheckResult[][]): CheckResult[] {
  const sections = [...new Set(lists.flat().map(({ section }) => section))]
  const seen = new Set<string>()
  return sections.flatMap((section) =>
    lists.flat().filter((check) => {
      const key = JSON.stringify([check.id, check.status, check.message])
      const isNew = check.section === section && !seen.has(key)
      if (isNew) seen.add(key)
      return isNew
    }),
  )
}
