import { checkOf, type CheckReference } from '../../model/check-ids.ts'
import { Failure } from '../../domain/failure.ts'
import type { Emit } from '../../model/events.ts'
import type { Check, Finding, Instance } from './check.ts'
import { causeOfDenial } from './waiting.ts'
import type { Facts } from './facts.ts'
import type { CheckResult } from '../../model/verify-report.ts'

export interface RunOptions {
  emit: Emit
  now: () => number
}

/** What others may ask of a check that is done: looking through thousands of results for each would take the square of their number. */
interface Done {
  /** All that can block something or be its root. */
  troubles: CheckResult[]
  byId: Map<string, CheckResult>
}
const NOTHING: Done = { troubles: [], byId: new Map() }

/**
 * Runs a catalogue: every check as soon as the checks that it refers to are done. Never rejects: what a check throws is its `unknown`.
 * Results come in the catalogue's order.
 */
export async function runChecks(checks: readonly Check[], facts: Facts, options: RunOptions): Promise<CheckResult[]> {
  const byId = new Map<string, Check>(checks.map((check) => [check.id, check]))
  const settled = new Map<string, Promise<CheckResult[]>>()
  const done = new Map<string, Done>()

  function resultsOf(id: string): Promise<CheckResult[]> {
    const known = settled.get(id)
    if (known) return known
    const check = byId.get(id)
    if (!check) throw new Error(`no check has the id ${id}`)
    const running = runCheck(check).then((results) => {
      done.set(id, {
        troubles: results.filter(({ status, blockedBy }) => status === 'fail' || status === 'unknown' || blockedBy),
        byId: new Map(results.map((result) => [result.id, result])),
      })
      return results
    })
    settled.set(id, running)
    return running
  }

  async function referred(references: string[], instance: string): Promise<CheckResult[]> {
    const parts = references.map((reference) => splitReference(reference, instance))
    // Thousands of instances refer to the same checks, which are mostly done by then.
    for (const { base } of parts) if (!done.has(base)) await resultsOf(base)
    return parts.flatMap(({ base, suffix }) => {
      const { troubles, byId: results } = done.get(base) ?? NOTHING
      return suffix === undefined ? troubles : [base, `${base}/${suffix}`].flatMap((id) => results.get(id) ?? [])
    })
  }

  async function runCheck(check: Check): Promise<CheckResult[]> {
    const names = check.names?.(facts)
    for (const name of names ?? ['']) if (check.begins) beginReads(check.begins, name).catch(() => {})
    const shared = check.needs.filter((need) => !need.endsWith('/@'))
    const blockers = rootsOf(await referred(shared, ''))
    if (blockers.length > 0 && !names) return [report(check, '', options.now(), skipped(blockers), blockers)]

    let instances: Instance[]
    const startedAt = options.now()
    try {
      instances = names?.map((name) => ({ name })) ?? (check.each ? await check.each(facts) : [{ name: '' }])
    } catch (error) {
      return [report(check, '', startedAt, unreadable(error))]
    }
    return Promise.all(instances.map((instance) => runInstance(check, instance)))
  }

  async function runInstance(check: Check, { name, needs = [], after = [] }: Instance): Promise<CheckResult> {
    const blockers = rootsOf(await referred([...check.needs, ...needs], name))
    if (blockers.length > 0) return report(check, name, options.now(), skipped(blockers), blockers)

    const earlier = await referred([...(check.after ?? []), ...after], name)
    const startedAt = options.now()
    const finding = await judge(check, name)
    const roots = earlier.filter((result) => result.status === 'fail' && isSymptomOf(finding, result)).map(({ id }) => id)
    if (roots.length === 0) return report(check, name, startedAt, finding)
    return report(check, name, startedAt, { status: 'skip', message: `follows from ${few(roots)}: ${finding.message}` }, roots)
  }

  /** What it rejects with is the finding of the check, which reads the same. */
  async function beginReads({ needs, read }: NonNullable<Check['begins']>, name: string): Promise<void> {
    if (rootsOf(await referred(needs, name)).length === 0) await read(facts, name)
  }

  async function judge(check: Check, instance: string): Promise<Finding> {
    try {
      return await check.run(facts, instance)
    } catch (error) {
      return unreadable(error)
    }
  }

  function report(check: Check, instance: string, startedAt: number, finding: Finding, blockedBy?: string[]): CheckResult {
    const { status, message, evidence = [], cause, fix, notice } = finding
    const result: CheckResult = {
      id: instance ? `${check.id}/${instance}` : check.id,
      section: check.section,
      title: instance ? `${check.title}: ${instance}` : check.title,
      status,
      message,
      evidence,
      ...(cause ? { cause } : {}),
      ...(fix ? { fix } : {}),
      ...(notice ? { notice } : {}),
      docs: `checks/${check.id}.md`,
      durationMs: Math.max(0, Math.round(options.now() - startedAt)),
      ...(blockedBy ? { blockedBy } : {}),
    }
    options.emit({ type: 'check-finished', check: result })
    return result
  }

  return (await Promise.all(checks.map((check) => resultsOf(check.id)))).flat()
}

function splitReference(reference: string, instance: string): { base: string; suffix?: string } {
  const slash = reference.indexOf('/')
  if (slash < 0) return { base: reference }
  const suffix = reference.slice(slash + 1)
  return { base: reference.slice(0, slash), suffix: suffix === '@' ? instance : suffix }
}

/** The checks that really broke: one that was itself blocked hands on what blocked it. */
function rootsOf(results: CheckResult[]): string[] {
  const roots = results.flatMap(({ id, status, blockedBy }) => (status === 'fail' || status === 'unknown' ? [id] : (blockedBy ?? [])))
  return [...new Set(roots)]
}

function isSymptomOf({ symptom = false }: Finding, { id }: CheckResult): boolean {
  return Array.isArray(symptom) ? symptom.includes(checkOf(id as CheckReference)) : symptom
}

function skipped(blockers: string[]): Finding {
  return { status: 'skip', message: `not looked at: ${few(blockers)} must pass first` }
}

const NAMED = 5

/** Names in a sentence; of very many the first ones, and how many more. */
function few(names: string[]): string {
  const more = names.length - NAMED
  return more > 1 ? `${names.slice(0, NAMED).join(', ')} and ${more} more` : names.join(', ')
}

function unreadable(error: unknown): Finding {
  if (!(error instanceof Failure))
    return { status: 'unknown', message: `could not be read: ${error instanceof Error ? error.message : String(error)}` }
  const cause = causeOfDenial(error.code)
  return {
    status: 'unknown',
    message: error.message,
    evidence: error.evidence.map(([key, value]) => `${key}: ${value}`),
    ...(cause ? { cause } : {}),
    ...(error.fix ? { fix: error.fix } : {}),
  }
}
