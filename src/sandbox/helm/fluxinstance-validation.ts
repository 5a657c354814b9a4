import type { KubeObject } from '../../model/kube.ts'
import { isMap, type Json } from '../kube/list-shapes.ts'

const CONTROLLERS = ['source', 'kustomize', 'helm', 'notification', 'image-reflector', 'image-automation'].map(
  (name) => `${name}-controller`,
)
const COMPONENTS = [...CONTROLLERS, 'source-watcher']
const CLUSTER_TYPES = ['kubernetes', 'openshift', 'aws', 'azure', 'gcp']
const SYNC_KINDS = ['OCIRepository', 'GitRepository', 'Bucket']
const SYNC_PROVIDERS = ['generic', 'aws', 'azure', 'gcp', 'github']
const INTERVAL = '^([0-9]+(\\.[0-9]+)?(ms|s|m|h))+$'

/**
 * What the API server would refuse of a FluxInstance by its CRD's schema and rules (flux-operator `api/v1/fluxinstance_types.go`), in its
 * words; `undefined` for a valid one and for any other kind.
 */
export function instanceProblems(object: KubeObject): string | undefined {
  if (object.kind !== 'FluxInstance') return undefined
  const spec = isMap(object['spec']) ? object['spec'] : {}
  const distribution = isMap(spec['distribution']) ? spec['distribution'] : {}
  const sync = isMap(spec['sync']) ? spec['sync'] : undefined
  const problems = [
    ...fields('spec.distribution', distribution, ['registry', 'version'], ['artifact', 'artifactPullSecret', 'imagePullSecret']),
    ...(sync ? fields('spec.sync', sync, ['kind', 'path', 'ref', 'url'], ['interval', 'name', 'provider', 'pullSecret']) : []),
    ...(sync ? pattern('spec.sync.interval', sync['interval'], INTERVAL) : []),
    ...(sync ? oneOf('spec.sync.kind', sync['kind'], SYNC_KINDS) : []),
    ...(sync ? oneOf('spec.sync.provider', sync['provider'], SYNC_PROVIDERS) : []),
    ...listOf(spec['components']).flatMap((name, at) => oneOf(`spec.components[${at}]`, name, COMPONENTS)),
    ...oneOf('spec.cluster.type', isMap(spec['cluster']) ? spec['cluster']['type'] : undefined, CLUSTER_TYPES),
    ...pattern('spec.distribution.artifact', distribution['artifact'], '^oci://.*$'),
    ...(object.metadata.name === 'flux' ? [] : [`<nil>: Invalid value: "object": the only accepted name for a FluxInstance is 'flux'`]),
  ]
  if (problems.length === 0) return undefined
  const list = problems.length === 1 ? problems[0] : `[${problems.join(', ')}]`
  return `FluxInstance.fluxcd.controlplane.io "${object.metadata.name}" is invalid: ${list}`
}

function fields(path: string, values: Json, required: string[], optional: string[]): string[] {
  return [...required, ...optional].flatMap((key) => {
    const value = values[key]
    if (value === undefined || value === null) return required.includes(key) ? [`${path}.${key}: Required value`] : []
    if (typeof value === 'string') return []
    const type = typeof value === 'number' ? 'number' : typeof value
    return [`${path}.${key}: Invalid value: "${type}": ${path}.${key} in body must be of type string: "${type}"`]
  })
}

function oneOf(path: string, value: unknown, allowed: string[]): string[] {
  if (typeof value !== 'string' || allowed.includes(value)) return []
  return [`${path}: Unsupported value: "${value}": supported values: ${allowed.map((one) => `"${one}"`).join(', ')}`]
}

function pattern(path: string, value: unknown, wanted: string): string[] {
  if (typeof value !== 'string' || new RegExp(wanted).test(value)) return []
  return [`${path}: Invalid value: ${JSON.stringify(value)}: ${path} in body should match '${wanted}'`]
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : []
}
