import type { KubeObject } from '../../src/model/kube.ts'
import type { Sandbox } from '../../src/sandbox/index.ts'
import type { Disturbed, Fault, Place } from './disturbance.ts'
import { CANARY } from './scenario.ts'

/** Locks that somebody holds, of all namespaces: bind locks those of its workloads. */
export function heldLocks({ kube: { store } }: Pick<Sandbox, 'kube'>): KubeObject[] {
  const holder = ({ spec }: KubeObject & { spec?: unknown }) => (spec as { holderIdentity?: string | null } | undefined)?.holderIdentity
  return store.list('/apis/coordination.k8s.io/v1/leases').filter((lease) => lease.metadata.name === 'flux-irsa' && holder(lease))
}

/** What a run that was disturbed must not do itself: tell a password, meet a bug, and, interrupted, keep the lock or say nothing. */
export function judgeDisturbed(sandbox: Sandbox, fault: Fault, place: Place, run: Disturbed): string[] {
  const problems = leaks(run)
  if (fault.startsWith('killed') || fault === 'orphaned') return problems
  if (/"code": ?"bug"|\n\s+at .*\.ts:\d+/.test(run.stdout + run.stderr)) problems.push(`the disturbed run meets a bug: ${troubles(run)}`)
  if (run.struck === 0 || fault !== 'interrupted') return problems
  const written = typeof place === 'object' && !Array.isArray(place) && place.call.write
  if (run.code !== 130 && run.code !== 0) problems.push(`interrupted, it exits ${run.code}: ${troubles(run)}`)
  if (heldLocks(sandbox).length > 0) problems.push('interrupted, it keeps the lock')
  if (written && !/"flux-irsa\/(un)?(install|bind)\/v1"/.test(run.stdout))
    problems.push(`interrupted after its plan, it reports ${run.stdout.slice(0, 80)}`)
  return problems
}

export function leaks({ stdout, stderr }: { stdout: string; stderr: string }): string[] {
  const encoded = [CANARY, Buffer.from(CANARY).toString('base64')]
  return encoded.some((text) => (stdout + stderr).includes(text)) ? ['the password shows in the output'] : []
}

/** What went wrong in a run, in short. */
export function troubles({ stdout, stderr }: { stdout: string; stderr: string }): string {
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
