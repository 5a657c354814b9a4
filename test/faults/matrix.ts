import type { Checkpoint } from '../../src/sandbox/checkpoint.ts'
import type { Sandbox } from '../../src/sandbox/index.ts'
import type { DriveOptions } from '../stories/drive.ts'
import { sameAs, settledSince, watchDeaths, type Death } from './deaths.ts'
import { disturbed, type Disturbance, type Disturbed, type Fault, type Place, type Site, type Watcher } from './disturbance.ts'
import { countChanges, endState, excess, plus, roleIds, type Counts } from './end-state.ts'
import { firstDifference } from './first-difference.ts'
import { heldLocks, judgeDisturbed, leaks, troubles } from './judge.ts'
import { beginAt, OPTIONS, type Scenario } from './scenario.ts'

interface Reference {
  from: Checkpoint
  end: unknown
  ids: Record<string, string>
  counts: Counts
  sites: Site[]
  deaths: Death[]
}
interface Rerun {
  problems: string[]
  counts: Counts
}
interface Verdict {
  problems: string[]
  /** The disturbed run itself met every fault that it was to meet, and ended as if it had met none. */
  isHealed: boolean
}
type Then = 'with stale reads' | undefined

/** What one scenario promises under faults: the undisturbed run, and what becomes of each disturbed one. Problems are told in words. */
export interface Matrix {
  scenario: Scenario
  sites: Site[]
  /** All that a kill of the undisturbed run could leave, in its order. */
  deaths: Death[]
  /** Runs with the fault at the place, then the same command again. */
  disturb(fault: Fault, place: Place, options?: Pick<DriveOptions, 'helm'>): Promise<Verdict>
  /** The same command again after a death. */
  revive(death: Death, then?: Then): Promise<string[]>
  tally: { cases: number; struck: number; survived: number; ends: number }
}

/** The undisturbed run first; every other is measured against it. Ends that are equal are run again once. */
export async function matrixOf(scenario: Scenario): Promise<Matrix> {
  const reference = await referenceOf(scenario)
  const ends = new Map<string, Rerun>()
  const revived = new Map<string, Promise<Rerun>>()
  const tally = { cases: 0, struck: 0, survived: 0, ends: 0 }

  /** The same command again from where the sandbox stands, unless an equal end was seen. */
  async function resume(sandbox: Sandbox, then: Then): Promise<Rerun> {
    await sandbox.idle()
    passTime(sandbox)
    const state = JSON.stringify([endState(sandbox), sandbox.helm.working(), then])
    const known = ends.get(state)
    if (known) return known
    const rerun = await again(sandbox, scenario, reference, OPTIONS, then && { fault: 'stale', site: 'every read' })
    ends.set(state, rerun)
    tally.ends++
    return rerun
  }

  async function begunAgain(death: Death, then: Then): Promise<Rerun> {
    const sandbox = await beginAt(death.left)
    try {
      const settled = settledSince(death, sandbox)
      const { problems, counts } = await resume(sandbox, then)
      return { problems, counts: plus(settled, counts) }
    } finally {
      await sandbox.close()
    }
  }

  return {
    scenario,
    tally,
    sites: reference.sites,
    deaths: reference.deaths,
    async revive(death, then) {
      tally.cases++
      tally.struck++
      const same = sameAs(death) + (then ?? '')
      const known = revived.get(same) ?? begunAgain(death, then)
      revived.set(same, known)
      const { problems, counts } = await known
      return [...problems, ...excess(plus(death.counts, counts), reference.counts)]
    },
    async disturb(fault, site, options) {
      const sandbox = await beginAt(reference.from)
      try {
        const changes = countChanges(sandbox)
        if (fault === 'orphaned') sandbox.helm.stepDelayMs = 15
        const patient = { ...OPTIONS, ...options, ...patienceFor(fault) }
        const first = await disturbed(sandbox, scenario.args, { fault, site }, patient)
        tally.cases++
        tally.struck += first.struck
        if (first.code === 0) tally.survived++
        const problems = judgeDisturbed(sandbox, fault, site, first)
        // Its helm still works: what it comes to is seen only together with the run after it.
        const rerun = fault === 'orphaned' ? await again(sandbox, scenario, reference, patient) : undefined
        if (rerun) await first.afterlife
        else await sandbox.idle()
        const counts = plus(changes.counts, iamCounts(first))
        const next = rerun ?? (await resume(sandbox, undefined))
        const all = rerun ? plus(changes.counts, iamCounts(first), rerun.iam) : plus(counts, next.counts)
        return {
          problems: [...problems, ...next.problems, ...excess(all, reference.counts)],
          isHealed: first.code === 0 && first.struck === (Array.isArray(site) ? site.length : 1),
        }
      } finally {
        await sandbox.close()
      }
    },
  }
}

function patienceFor(fault: Fault): DriveOptions {
  if (fault === 'hang') return { requestTimeoutMs: 300 }
  return fault === 'orphaned' ? { waitTimes: { lookAgainMs: 20, pendingReleaseMs: 10_000 } } : {}
}

async function referenceOf(scenario: Scenario): Promise<Reference> {
  const empty = await beginAt(undefined, scenario.flux)
  if (scenario.before) await well(empty, scenario.before)
  const from = empty.checkpoint()
  await empty.close()
  const sandbox = await beginAt(from)
  const { counts } = countChanges(sandbox)
  const iam: Counts[] = []
  const { deaths, watcher } = watchDeaths(sandbox, () => plus(counts, ...iam))
  const counting: Watcher = {
    before: (site) => watcher.before(site),
    after: (site) => {
      iam.push(iamCounts({ effects: [site.call] }))
      watcher.after(site)
    },
  }
  const run = await well(sandbox, scenario.args, counting)
  const reference = { from, end: endState(sandbox), ids: roleIds(sandbox), counts: plus(counts, iamCounts(run)), sites: run.sites, deaths }
  await sandbox.close()
  return reference
}

async function well(sandbox: Sandbox, args: string[], watcher?: Watcher): Promise<Disturbed> {
  const run = await disturbed(sandbox, args, undefined, { ...OPTIONS, ...(watcher ? { watcher } : {}) })
  if (run.code !== 0) throw new Error(`undisturbed, and yet exit ${run.code}:\n${run.stdout}\n${run.stderr}`)
  await sandbox.idle()
  return run
}

/** The same command again, undisturbed; `counts` are its own changes, `iam` those of them in IAM. */
async function again(
  sandbox: Sandbox,
  { args }: Scenario,
  { end, ids }: Reference,
  options: DriveOptions,
  disturbance?: Disturbance,
): Promise<Rerun & { iam: Counts }> {
  const changes = countChanges(sandbox)
  const second = await disturbed(sandbox, args, disturbance, options)
  await sandbox.idle()
  changes.stop()
  const problems = leaks(second)
  if (second.code !== 0) problems.push(`the second run exits ${second.code}: ${troubles(second)}`)
  const difference = firstDifference(endState(sandbox), end)
  if (difference) problems.push(`ends otherwise than undisturbed: ${difference}`)
  const kept = Object.keys(ids).filter((name) => ids[name] === 'AROAsomebody-elses')
  if (kept.some((name) => roleIds(sandbox)[name] !== ids[name])) problems.push('a foreign role was made anew')
  if (heldLocks(sandbox).length > 0) problems.push('the second run keeps the lock')
  if (sandbox.helm.working() > 0) problems.push('a helm outlives the run')
  const iam = iamCounts(second)
  return { problems, iam, counts: plus(changes.counts, iam) }
}

function iamCounts({ effects }: Pick<Disturbed, 'effects'>): Counts {
  const counts: Counts = {}
  for (const { to, name } of effects) if (to === 'aws' && /:(Create|Delete)/.test(name)) counts[name] = (counts[name] ?? 0) + 1
  return counts
}

/** The dead run's locks expire, as they would by themselves after their duration. */
function passTime(sandbox: Sandbox): void {
  for (const { metadata } of heldLocks(sandbox)) {
    const path = `/apis/coordination.k8s.io/v1/namespaces/${metadata.namespace}/leases/${metadata.name}`
    sandbox.kube.store.patch(path, { spec: { holderIdentity: null } }, { type: 'application/merge-patch+json', manager: 'flux-irsa' })
  }
}
