import { at } from '../domain/at.ts'
import { mergeValues, same } from '../domain/chart-values.ts'
import { CHART_DEFAULTS, CRD_DEFAULTS } from '../domain/instance-defaults.ts'
import type { Release } from '../model/helm.ts'
import type { KubeObject } from '../model/kube.ts'

type Values = Record<string, unknown>

const OF_THE_OPERATOR = 'fluxcd.controlplane.io/'
const PAUSE = 'fluxcd.controlplane.io/reconcile'

/**
 * Values of the flux-instance chart that make the FluxInstance which stands there, for a release that takes it over: those of the release
 * that made it, and over them what the live object has otherwise; without a release all that the object has. No key is left out, known or
 * not: what the chart has no place for does no harm in the values and stays in the object. `undefined` where nothing is there.
 */
export function adoptedValues(release: Release | undefined, live: KubeObject | undefined): Values | undefined {
  const spec = at(live, ['spec'])
  if (!isMap(spec)) return release?.values
  if (!release) return { ...annotationsOf(live), instance: { ...spec, ...clusterOf(spec) } }
  const rendered = mergeValues(mergeValues(CHART_DEFAULTS, CRD_DEFAULTS), mapAt(release.values, ['instance']))
  const drifted = differing(spec, rendered)
  return Object.keys(drifted).length > 0 ? mergeValues(release.values, { instance: drifted }) : release.values
}

/** The chart prints every key of `cluster` that it has by default; `null` takes one away that the object has not. */
function clusterOf({ cluster }: Values): { cluster?: Values } {
  if (!isMap(cluster)) return {}
  const absent = Object.entries(mapAt(CHART_DEFAULTS, ['cluster'])).filter(([key, value]) => value !== '' && !(key in cluster))
  return { cluster: { ...cluster, ...Object.fromEntries(absent.map(([key]) => [key, null])) } }
}

/** How often and how long the operator works on it: what a release would lose that makes the object anew. */
function annotationsOf(live: KubeObject | undefined): Values {
  const entries = Object.entries(live?.metadata.annotations ?? {}).filter(([key]) => key.startsWith(OF_THE_OPERATOR) && key !== PAUSE)
  return entries.length > 0 ? { commonAnnotations: Object.fromEntries(entries) } : {}
}

/** What `live` has otherwise than `expected`, down to the values; lists count whole. */
function differing(live: Values, expected: Values): Values {
  const entries = Object.entries(live).flatMap(([key, value]): [string, unknown][] => {
    const wanted = expected[key]
    if (isMap(value) && isMap(wanted)) {
      const inner = differing(value, wanted)
      return Object.keys(inner).length > 0 ? [[key, inner]] : []
    }
    return same(value, wanted) ? [] : [[key, value]]
  })
  return Object.fromEntries(entries)
}

function mapAt(values: Values, path: string[]): Values {
  const found = at(values, path)
  return isMap(found) ? found : {}
}

function isMap(value: unknown): value is Values {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
