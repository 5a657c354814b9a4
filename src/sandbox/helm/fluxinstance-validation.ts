import type { KubeObject } from '../../kube/ports.ts'
import { isMap, type Json } from '../kube/list-shapes.ts'

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
    ...(object.metadata.name === 'flux' ? [] : [`<nil>: Invalid value: "object": the only accepted name for a FluxInstance is 'flux'`]),
  ]
  const artifact = distribution['artifact']
  if (typeof artifact === 'string' && !artifact.startsWith('oci://')) {
    const value = JSON.stringify(artifact)
    problems.push(`spec.distribution.artifact: Invalid value: ${value}: spec.distribution.artifact in body should match '^oci://.*$'`)
  }
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
