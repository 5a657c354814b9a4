import { setTimeout as sleep } from 'node:timers/promises'
import { Failure } from '../domain/failure.ts'
import { INSTANCE } from '../flux/names.ts'
import type { Condition, KubeObject, KubeReader } from '../model/kube.ts'
import { conditionsOf } from './operator-release.ts'
import type { Work } from '../model/resource.ts'
import { shell } from '../domain/shell.ts'

/** The API server's words for a CRD that loses a version (apiextensions-apiserver `validation.go`). */
const STORED = /status\.storedVersions\[\d+\]: Invalid value/
const GIT_REASONS = new Set(['AuthenticationFailed', 'GitOperationFailed'])

/**
 * Waits until the FluxInstance's newest generation is Ready, which includes every controller and the Git sync. Gives up early where
 * waiting is no use: a build that cannot succeed, a step over too many versions of Flux, Git credentials that are refused.
 */
export async function instanceReady({ namespace, ports, waiting, times }: Work & { namespace: string }): Promise<void> {
  const ref = { kind: 'FluxInstance', namespace, name: INSTANCE }
  const giveUp = new AbortController()
  const git = watchGit(namespace, { kube: ports.kube, waiting, times, stop: giveUp.signal })
  let failedSince: number | undefined
  const ready = ports.kube.waitFor(ref, (instance) => {
    const condition = currentReady(instance)
    const stalled = conditionsOf(instance).find((candidate) => candidate.type === 'Stalled' && candidate.status === 'True')
    if (stalled && condition?.status === 'False') throw buildFailed(condition)
    // Between two attempts that fail it is in progress, for a moment each time.
    if (condition?.status === 'False') failedSince ??= Date.now()
    else if (condition?.status !== 'Unknown') failedSince = undefined
    if (condition?.status === 'False' && STORED.test(condition.message ?? '')) throw storedInOldVersion(condition)
    if (condition?.status === 'False' && Date.now() - (failedSince ?? Infinity) > times.instanceFailedMs)
      throw notReady(condition, namespace)
    waiting(`FluxInstance ${INSTANCE}: ${condition?.message ?? 'not seen by the operator yet'}`)
    return condition?.status === 'True'
  })
  try {
    await Promise.race([ready, git])
    await ready
  } finally {
    giveUp.abort()
    await git.catch(() => {})
    ready.catch(() => {})
  }
}

/** Whether this very generation is Ready. */
export function isReady(instance: KubeObject | undefined): boolean {
  return currentReady(instance)?.status === 'True'
}

function currentReady(instance: KubeObject | undefined): Condition | undefined {
  const condition = conditionsOf(instance).find((candidate) => candidate.type === 'Ready')
  return condition && (condition.observedGeneration ?? 0) >= (instance?.metadata.generation ?? 0) ? condition : undefined
}

/** Rejects when the sync's GitRepository is refused for good; never resolves before it is told to stop. */
async function watchGit(
  namespace: string,
  { kube, waiting, times, stop }: Pick<Work, 'waiting' | 'times'> & { kube: KubeReader; stop: AbortSignal },
): Promise<void> {
  let refusedSince: number | undefined
  while (!stop.aborted) {
    await sleep(times.lookAgainMs, undefined, { signal: stop }).catch(() => {})
    if (stop.aborted) return
    const sources = (await kube.list({ kind: 'GitRepository', namespace }).catch(() => undefined)) ?? []
    const source = sources.find((candidate) => candidate.metadata.name === namespace) ?? sources[0]
    const condition = conditionsOf(source).find((candidate) => candidate.type === 'Ready' && candidate.status === 'False')
    if (!source || !condition || !GIT_REASONS.has(condition.reason ?? '')) {
      refusedSince = undefined
      continue
    }
    waiting(`GitRepository ${source.metadata.name}: ${condition.message ?? condition.reason}`)
    refusedSince ??= Date.now()
    if (Date.now() - refusedSince < times.gitRefusedMs) continue
    throw new Failure({
      code: 'git-refused',
      source: 'environment',
      message: `Flux cannot read Git: ${condition.message ?? condition.reason}`,
      evidence: [
        ['source', `GitRepository ${namespace}/${source.metadata.name}`],
        ['url', (source['spec'] as { url?: string } | undefined)?.url ?? ''],
      ],
      fix: 'Give credentials that work (FLUX_IRSA_GIT_PASSWORD, --git-password-file, --git-ssh-key-file) and run the same command again.',
      docs: 'troubleshooting.md#git',
    })
  }
}

function buildFailed(condition: Condition): Failure {
  return new Failure({
    code: 'fluxinstance-build-failed',
    source: 'environment',
    message: `the operator cannot build this Flux: ${condition.message}`,
    fix: 'Choose versions that go together: leave out --flux-version, or name the newest --operator-version.',
    docs: 'troubleshooting.md#fluxinstance-build-failed',
  })
}

function storedInOldVersion(condition: Condition): Failure {
  return new Failure({
    code: 'stored-versions',
    source: 'environment',
    message: `this Flux no longer has an API version in which objects are stored: ${condition.message}`,
    fix: 'Run the same command with --flux-version 2.7.x, then "flux migrate", then this one again.',
    docs: 'checks/stored-versions.md',
  })
}

function notReady(condition: Condition, namespace: string): Failure {
  return new Failure({
    code: 'fluxinstance-not-ready',
    source: 'environment',
    message: `FluxInstance ${INSTANCE} is not Ready: ${condition.reason}: ${condition.message}`,
    fix: shell`kubectl describe fluxinstance ${INSTANCE} --namespace ${namespace}`,
    docs: 'troubleshooting.md#fluxinstance-not-ready',
  })
}
