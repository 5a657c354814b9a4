import { mergeValues } from '../domain/chart-values.ts'
import { CHART_DEFAULTS } from '../domain/instance-defaults.ts'
import { at } from '../domain/at.ts'
import type { KubeObject } from '../model/kube.ts'

type Map = Record<string, unknown>

/** What the chart says where our values do not, and a file should. */
const DEFAULTS: Map = { cluster: CHART_DEFAULTS['cluster'], sync: CHART_DEFAULTS['sync'] }

/**
 * The FluxInstance that chart flux-instance makes of these values, less the labels of Helm. Empty values are left out, as the chart does:
 * an empty artifact means the manifests inside the operator's image.
 */
export function fluxInstance(values: Map, { name, namespace }: { name: string; namespace: string }): KubeObject {
  const instance = mergeValues(DEFAULTS, mapAt(values, ['instance']))
  const { distribution, components, cluster, commonMetadata, storage, sharding, kustomize, sync, ...rest } = instance as Record<string, Map>
  const labels = mapAt(values, ['commonLabels'])
  const annotations = mapAt(values, ['commonAnnotations'])
  const spec = {
    distribution: filled(distribution),
    components,
    cluster: filled(cluster),
    ...part('commonMetadata', filled(commonMetadata)),
    ...(storage?.['size'] ? { storage: filled(storage) } : {}),
    ...(isFilled(sharding?.['shards']) ? { sharding: filled(sharding) } : {}),
    ...part('kustomize', filled(kustomize)),
    ...(sync?.['url'] ? { sync: filled(sync) } : {}),
    ...filled(rest),
  }
  const metadata = { name, namespace, ...part('labels', labels), ...part('annotations', annotations) }
  return { apiVersion: 'fluxcd.controlplane.io/v1', kind: 'FluxInstance', metadata, spec }
}

function mapAt(values: Map, path: string[]): Map {
  const found = at(values, path)
  return typeof found === 'object' && found !== null && !Array.isArray(found) ? (found as Map) : {}
}

function part(key: string, value: Map): Map {
  return isFilled(value) ? { [key]: value } : {}
}

function filled(value: Map | undefined): Map {
  return Object.fromEntries(Object.entries(value ?? {}).filter(([, inner]) => isFilled(inner)))
}

function isFilled(value: unknown): boolean {
  if (value === undefined || value === null || value === '') return false
  if (typeof value !== 'object') return true
  return Object.keys(value).length > 0
}
