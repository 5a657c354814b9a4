import type { Checkpoint } from '../../src/sandbox/checkpoint.ts'
import type { KubeObject } from '../../src/kube/ports.ts'
import type { Sandbox } from '../../src/sandbox/index.ts'
import type { DriveOptions } from '../stories/drive.ts'
import { disturbed, type Disturbance, type Disturbed, type Fault, type Site } from './disturbance.ts'
import { countChanges, endState, excess, plus, roleIds, type Counts } from './end-state.ts'
import { firstDifference } from './first-difference.ts'
import { beginAt, CANARY, OPTIONS, type Scenario } from './scenario.ts'

interface Reference {
  from: Checkpoint
  end: unknown
  ids: Record<string, string>
  counts: Counts
  sites: Site[]
}
interface Rerun {
  problems: string[]
  counts: Counts
}

/** What one scenario promises under faults: the undisturbed run, and what became of each disturbed one. */
export interface Matrix {
  scenario: Scenario
  sites: Site[]
  /** Runs with the fault at the site, then the same command again; what was wrong, or nothing. */
  try(fault: Fault, site: Disturbance['site'], then?: 'with stale reads'): Promise<string[]>
  tally: { cases: number; struck: number; reruns: number; survived: number }
}

/** The undisturbed run first; every other is measured against it. */
export async function matrixOf(scenario: Scenario): Promise<Matrix> {
  const reference = await referenceOf(scenario)
  const known = new Map<string, Rerun>()
  const tally = { cases: 0, struck: 0, reruns: 0, survived: 0 }

  return {
    scenario,
    tally,
    sites: reference.sites,
    async try(fault, site, then) {
      const sandbox = await beginAt(reference.from)
      try {
        const changes = countChanges(sandbox)
        if (fault === 'orphaned') sandbox.helm.stepDelayMs = 15
        const patient = {
          ...OPTIONS,
          ...(fault === 'hang' && { requestTimeoutMs: 300 }),
          ...(fault === 'orphaned' && { waitTimes: { lookAgainMs: 20, pendingReleaseMs: 10_000 } }),
        }
        const first = await disturbed(sandbox, scenario.args, { fault, site }, patient)
        tally.cases++
        if (first.struck) tally.struck++
        if (first.code === 0) tally.survived++
        const problems = await judgeFirst(sandbox, fault, site, first)
        if (fault === 'orphaned') {
          const rerun = await again(sandbox, scenario, reference, patient)
          await first.afterlife
          return [...problems, ...rerun.problems, ...excess(plus(changes.counts, iamCounts(first), rerun.counts), reference.counts)]
        }
        await sandbox.idle()
        passTime(sandbox)
        const firstCounts = plus(changes.counts, iamCounts(first))
        const state = JSON.stringify([endState(sandbox), sandbox.helm.working(), then])
        let rerun = known.get(state)
        if (!rerun) {
          tally.reruns++
          const before = { ...changes.counts }
          const second = await again(sandbox, scenario, reference, OPTIONS, then && { fault: 'stale', site: 'every read' })
          rerun = { problems: second.problems, counts: plus(second.counts, less(changes.counts, before)) }
          known.set(state, rerun)
        }
        return [...problems, ...rerun.problems, ...excess(plus(firstCounts, rerun.counts), reference.counts)]
      } finally {
        await sandbox.close()
      }
    },
  }
}

async function referenceOf(scenario: Scenario): Promise<Reference> {
  const empty = await beginAt()
  if (scenario.before) await well(empty, scenario.before)
  const from = empty.checkpoint()
  await empty.close()
  const sandbox = await beginAt(from)
  const { counts } = countChanges(sandbox)
  const run = await well(sandbox, scenario.args)
  const reference = { from, end: endState(sandbox), ids: roleIds(sandbox), counts: plus(counts, iamCounts(run)), sites: run.sites }
  await sandbox.close()
  return reference
}

async function well(sandbox: Sandbox, args: string[]): Promise<Disturbed> {
  const run = await disturbed(sandbox, args, undefined, OPTIONS)
  if (run.code !== 0) throw new Error(`undisturbed, and yet exit ${run.code}:\n${run.stdout}\n${run.stderr}`)
  await sandbox.idle()
  return run
}

/** The same command again, undisturbed. */
async function again(
  sandbox: Sandbox,
  { args }: Scenario,
  { end, ids }: Reference,
  options: DriveOptions,
  disturbance?: Disturbance,
): Promise<Rerun> {
  const second = await disturbed(sandbox, args, disturbance, options)
  await sandbox.idle()
  const problems = leaks(second)
  if (second.code !== 0) problems.push(`the second run exits ${second.code}: ${troubles(second)}`)
  const difference = firstDifference(endState(sandbox), end)
  if (difference) problems.push(`ends otherwise than undisturbed: ${difference}`)
  const kept = Object.keys(ids).filter((name) => ids[name] === 'AROAsomebody-elses')
  if (kept.some((name) => roleIds(sandbox)[name] !== ids[name])) problems.push('a foreign role was made anew')
  if (sandbox.helm.working() > 0) problems.push('a helm outlives the run')
  return { problems, counts: iamCounts(second) }
}

async function judgeFirst(sandbox: Sandbox, fault: Fault, site: Disturbance['site'], first: Disturbed): Promise<string[]> {
  const problems = leaks(first)
  const killed = fault.startsWith('killed') || fault === 'orphaned'
  if (killed) return problems
  if (/"code": ?"bug"|\n\s+at .*\.ts:\d+/.test(first.stdout + first.stderr))
    problems.push(`the disturbed run meets a bug: ${troubles(first)}`)
  if (first.struck && fault === 'interrupted') {
    const written = typeof site === 'object' && site.call.write
    if (first.code !== 130 && first.code !== 0) problems.push(`interrupted, it exits ${first.code}: ${troubles(first)}`)
    if (locks(sandbox).length > 0) problems.push('interrupted, it keeps the lock')
    if (written && !/"flux-irsa\/(un)?(install|bind)\/v1"/.test(first.stdout))
      problems.push(`interrupted after its plan, it reports ${first.stdout.slice(0, 80)}`)
  }
  return problems
}

function leaks({ stdout, stderr }: Disturbed): string[] {
  const encoded = [CANARY, Buffer.from(CANARY).toString('base64')]
  return encoded.some((text) => (stdout + stderr).includes(text)) ? ['the password shows in the output'] : []
}

function troubles({ stdout, stderr }: Disturbed): string {
  interface Report {
    message?: string
    results?: { id: string; error?: { message: string } }[]
    leftovers?: { expected: boolean }[]
    verify?: { checks: { status: string; title: string; message: string }[] }
  }
  try {
    const { message, results = [], verify, leftovers } = JSON.parse(stdout) as Report
    const failed = results.flatMap(({ id, error }) => (error ? `${id}: ${error.message}` : []))
    const checks = (verify?.checks ?? [])
      .filter(({ status }) => status === 'fail' || status === 'unknown')
      .map((check) => `${check.title}: ${check.message}`)
    return JSON.stringify([message, ...failed, ...checks, leftovers?.filter(({ expected }) => !expected)].filter(Boolean))
  } catch {
    return `${stdout}${stderr}`.slice(0, 600)
  }
}

function iamCounts({ effects }: Disturbed): Counts {
  const counts: Counts = {}
  for (const { to, name } of effects) if (to === 'aws' && /:(Create|Delete)/.test(name)) counts[name] = (counts[name] ?? 0) + 1
  return counts
}

function less(all: Counts, some: Counts): Counts {
  return Object.fromEntries(Object.entries(all).map(([key, count]) => [key, count - (some[key] ?? 0)]))
}

/** The dead run's locks expire, as they would by themselves after their duration. */
function passTime(sandbox: Sandbox): void {
  for (const { metadata } of locks(sandbox)) {
    const path = `/apis/coordination.k8s.io/v1/namespaces/${metadata.namespace}/leases/${metadata.name}`
    sandbox.kube.store.patch(path, { spec: { holderIdentity: null } }, { type: 'application/merge-patch+json', manager: 'flux-irsa' })
  }
}

/** Of all namespaces: bind locks those of its workloads. */
function locks({ kube: { store } }: Sandbox): KubeObject[] {
  return store.list('/apis/coordination.k8s.io/v1/leases').filter(({ metadata }) => metadata.name === 'flux-irsa')
}
