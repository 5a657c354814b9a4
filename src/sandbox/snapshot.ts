import type { KubeObject } from '../model/kube.ts'
import { readReleases } from './helm/releases.ts'
import type { SandboxKube } from './kube/index.ts'
import type { ClusterStore } from './kube/store-types.ts'

export interface ReleaseSummary {
  name: string
  namespace: string
  revision: number
  status: string
  chart: string
  config: unknown
}

/**
 * The cluster's objects as they last: without pods and their ReplicaSets (their names are random), helm's own Secrets (they hold times; see
 * `releaseSnapshot`) and the authority that every namespace gets.
 */
export function clusterSnapshot(kube: SandboxKube): KubeObject[] {
  return kube
    .snapshot()
    .filter((object) => !isPassing(object))
    .map(withoutDuration)
}

function isPassing({ kind, metadata, ...rest }: KubeObject): boolean {
  if (kind === 'Pod' || kind === 'ReplicaSet') return true
  return metadata.name === 'kube-root-ca.crt' || rest['type'] === 'helm.sh/release.v1'
}

/** `Reconciliation finished in 52s` reads the same however long it took. */
function withoutDuration(object: KubeObject): KubeObject {
  if (object.kind !== 'FluxInstance') return object
  return JSON.parse(JSON.stringify(object).replaceAll(/finished in \d+m?s/g, 'finished')) as KubeObject
}

/** The newest revision of every helm release. */
export function releaseSnapshot(store: ClusterStore): ReleaseSummary[] {
  const newest = new Map(readReleases(store, undefined).map((release) => [`${release.namespace}/${release.name}`, release]))
  return [...newest.values()]
    .sort((a, b) => a.name.localeCompare(b.name))
    .map(({ name, namespace, version, info, chart, config }) => ({
      name,
      namespace,
      revision: version,
      status: info.status,
      chart: `${chart.metadata.name}-${chart.metadata.version}`,
      config,
    }))
}
