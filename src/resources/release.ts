import { setTimeout as sleep } from 'node:timers/promises'
import { valueDifferences } from '../domain/chart-values.ts'
import { RELEASE_LABEL } from '../domain/ownership.ts'
import type { DesiredRelease } from '../model/desired.ts'
import { releaseDescription } from '../flux/names.ts'
import { shell } from '../domain/shell.ts'
import { isOurRelease, otherOwner } from '../identity/ours.ts'
import { helmReleaseOf } from '../identity/owner.ts'
import type { KubeObject } from '../model/kube.ts'
import type { ReadPorts } from '../model/ports.ts'
import type { Change, Leftover } from '../model/plan.ts'
import type { Release } from '../model/helm.ts'
import type { Work } from '../model/resource.ts'

const DIGEST_LABEL = 'flux-irsa-digest'

/** Where the release is not as wanted: status, chart version or digest, values, our label. */
export function releaseChanges(found: Release | undefined, wanted: DesiredRelease): Change[] {
  if (!found) {
    return [
      { path: 'chart', before: null, after: `${wanted.chart} ${wanted.version}` },
      ...valueDifferences(undefined, wanted.values).map((change) => ({ ...change, path: 'values' })),
    ]
  }
  const pinned = wanted.digest === undefined ? undefined : digestLabel(wanted.digest)
  return [
    ...(found.status === 'deployed' ? [] : [{ path: 'status', before: found.status, after: 'deployed' }]),
    ...(pinned === undefined && found.chart.version !== wanted.version
      ? [{ path: 'chart.version', before: found.chart.version, after: wanted.version }]
      : []),
    ...(pinned !== undefined && found.labels[DIGEST_LABEL] !== pinned
      ? [{ path: 'chart.digest', before: found.labels[DIGEST_LABEL] ?? null, after: wanted.digest }]
      : []),
    ...valueDifferences(found.values, wanted.values, 'values'),
    ...(isOurRelease(found) ? [] : [{ path: `labels.${RELEASE_LABEL}`, before: null, after: 'owned' }]),
  ]
}

/**
 * Installs or upgrades the release. A release left `pending-*` by a helm that died is marked failed and upgraded; one that may still
 * be at work is waited for. Never rolled back, never uninstalled: that would take Flux away.
 */
export async function upgradeRelease(
  wanted: DesiredRelease,
  namespace: string,
  takeOwnership: boolean,
  { ports, waiting, times }: Work,
): Promise<void> {
  const found = await waitForRelease(wanted.name, namespace, { ports, waiting, times })
  if (found && isStuck(found)) await ports.helm.markFailed(found)
  const { name, chart, version, values, digest } = wanted
  const labels = { [RELEASE_LABEL]: 'owned', ...(digest ? { [DIGEST_LABEL]: digestLabel(digest) } : {}) }
  waiting(`helm upgrade --install ${name} (${version})`)
  await ports.helm.upgrade({
    name,
    namespace,
    chart,
    values,
    labels,
    description: releaseDescription(wanted.charts),
    ...(digest ? {} : { version }),
    ...(takeOwnership ? { takeOwnership } : {}),
  })
}

async function waitForRelease(
  name: string,
  namespace: string,
  { ports, waiting, times }: Pick<Work, 'ports' | 'waiting' | 'times'>,
): Promise<Release | undefined> {
  for (;;) {
    const release = (await ports.helm.releases(namespace)).find((candidate) => candidate.name === name)
    const age = release ? Date.now() - release.changedAt : 0
    if (!release || !isStuck(release) || age >= times.pendingReleaseMs) return release
    const since = new Date(release.changedAt).toISOString().slice(11, 19)
    const limit = `at most ${Math.round(times.pendingReleaseMs / 1000)} s from then on`
    waiting(`release ${name} is ${release.status} since ${since}Z: a helm may still be at work, ${limit}`)
    await sleep(times.lookAgainMs)
  }
}

function isStuck(release: Release): boolean {
  return release.status.startsWith('pending-') || release.status === 'uninstalling'
}

/** A label's value holds 63 characters at most (Kubernetes, labels syntax). */
function digestLabel(digest: string): string {
  return digest.replace(/^sha256:/, '').slice(0, 63)
}

/** A release of somebody else's, as what stays. */
export function foreignRelease(release: Release | undefined): Leftover[] {
  if (!release || isOurRelease(release)) return []
  return [{ resource: 'helm-release', name: release.name, reason: 'it was not made by flux-irsa', expected: true }]
}

/**
 * A conflict where `helm uninstall` would delete what others have taken over since: another Helm release, Git, or a tool. Helm itself asks
 * nobody. `undefined` where all of it is ours.
 */
export async function takenFrom(
  release: Release | undefined,
  { kube, helm }: ReadPorts,
): Promise<{ reason: string; fix: string } | undefined> {
  if (!release) return undefined
  const found = await kube.find(await helm.objectsOf(release))
  const taken = found.flatMap((object) => {
    const owner = newOwner(object, release)
    return owner ? [`${object.kind}/${object.metadata.name} is managed by ${owner}`] : []
  })
  if (taken.length === 0) return undefined
  const { name, namespace } = release
  return {
    reason: `helm uninstall ${name} would delete what others keep by now: ${taken.join(', ')}`,
    fix: shell`kubectl --namespace ${namespace} delete secret --selector owner=helm,name=${name}`,
  }
}

function newOwner(object: KubeObject, { name, namespace }: Release): string | undefined {
  const release = helmReleaseOf(object)
  return release !== undefined && release !== `${namespace}/${name}` ? `the Helm release ${release}` : otherOwner(object)
}
