import { badInput } from '../domain/failure.ts'
import type { Failure } from '../domain/failure.ts'

export interface ChartValues {
  operator: Record<string, unknown>
  instance: Record<string, unknown>
}

/** As helm merges files of values: maps key by key, anything else is replaced by the stronger one. */
export function mergedChartValues(weaker: ChartValues, stronger: ChartValues): ChartValues {
  return { operator: mergedMaps(weaker.operator, stronger.operator), instance: mergedMaps(weaker.instance, stronger.instance) }
}

function mergedMaps(weaker: Record<string, unknown>, stronger: Record<string, unknown>): Record<string, unknown> {
  const merged = Object.entries(stronger).map(([key, value]): [string, unknown] => {
    const before = Object.hasOwn(weaker, key) ? weaker[key] : undefined
    return [key, isMap(before) && isMap(value) ? mergedMaps(before, value) : value]
  })
  return Object.fromEntries([...Object.entries(weaker), ...merged])
}

/** Keys that the installer sets itself, and what sets them instead. `commonAnnotations`, patches and the rest are the user's. */
export const OWNED_VALUES: [path: readonly string[], instead: string][] = [
  [['operator', 'fullnameOverride'], 'nothing: other parts look for this name'],
  [['operator', 'nameOverride'], 'nothing: other parts look for this name'],
  [['instance', 'fullnameOverride'], 'nothing: the operator accepts no other name than flux'],
  [['instance', 'nameOverride'], 'nothing: the operator accepts no other name than flux'],
  [['instance', 'instance', 'distribution', 'version'], 'fluxVersion'],
  [['instance', 'instance', 'distribution', 'registry'], 'registry'],
  [['instance', 'instance', 'components'], 'components'],
  [['instance', 'instance', 'sync'], 'gitUrl, gitRef, gitPath, gitProvider, gitSecret and gitSecretName'],
]

/**
 * Keys of the flux-instance chart that live below `instance` and that helm ignores in silence one level too high, because the chart's
 * schema allows additional properties (https://github.com/controlplaneio-fluxcd/charts, flux-instance/values.schema.json).
 */
export const BELOW_INSTANCE = ['distribution', 'components', 'cluster', 'commonMetadata', 'storage', 'sharding', 'sync', 'kustomize']

/**
 * The first reason to refuse the user's chart values: a key that we own, one a level too high, a value that JSON does not know.
 * `root` is the path at which the file holds them.
 */
export function chartValuesProblem(values: ChartValues, root = 'values'): Failure | undefined {
  for (const [path, instead] of OWNED_VALUES) {
    if (has(values, path)) return badInput([root, ...path].join('.'), 'is set by flux-irsa itself', instead)
  }
  const misplaced = BELOW_INSTANCE.find((key) => Object.hasOwn(values.instance, key))
  if (misplaced) {
    return badInput(
      `${root}.instance.${misplaced}`,
      'is one level too high, the chart would ignore it',
      `values.instance.instance.${misplaced}`,
    )
  }
  const patches = at(values, ['instance', 'instance', 'kustomize', 'patches'])
  if (patches !== undefined && !Array.isArray(patches)) {
    return badInput(`${root}.instance.instance.kustomize.patches`, 'is not a list', 'a list of kustomize patches')
  }
  const odd = nonJsonPath(values, [root])
  return odd === undefined
    ? undefined
    : badInput(odd, 'is not a value that JSON knows', 'text, finite numbers, true, false, null, lists, maps')
}

function at(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((inner, key) => (isMap(inner) && Object.hasOwn(inner, key) ? inner[key] : undefined), value)
}

function has(value: unknown, path: readonly string[]): boolean {
  const parent = at(value, path.slice(0, -1))
  return isMap(parent) && Object.hasOwn(parent, path.at(-1) ?? '')
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function nonJsonPath(value: unknown, path: string[]): string | undefined {
  if (value === null || typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value)) return undefined
  if (typeof value !== 'object') return path.join('.')
  const entries = Object.entries(value)
  for (const [key, inner] of entries) {
    const found = nonJsonPath(inner, [...path, key])
    if (found) return found
  }
  const plain = Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype
  return plain ? undefined : path.join('.')
}
