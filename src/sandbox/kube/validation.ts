import { isDeepStrictEqual } from 'node:util'
import type { KubeObject } from '../../model/kube.ts'
import type { Resource } from './kinds.ts'
import { isMap, type Json } from './list-shapes.ts'
import { configKeyProblem, labelValueProblem, nameProblem, qualifiedNameProblem } from './name-rules.ts'
import { conflict, invalid } from './status-error.ts'

/** Refuses what the API server would (422 with all problems, or 409 for another uid); `live` is the object before the write. */
export function validate(resource: Resource, object: KubeObject, live: KubeObject | undefined): void {
  const { metadata } = object
  if (live && metadata.uid && metadata.uid !== live.metadata.uid) throw otherUid(resource, live, metadata.uid)
  const problems = [
    ...identityProblems(resource, metadata.name),
    ...metadataProblems(object),
    ...(resource.custom ? [] : kindProblems(resource, object)),
    ...(live ? changeProblems(resource, object, live) : []),
  ]
  if (problems.length > 0) throw invalid(resource, metadata.name ?? '', ...problems)
}

function otherUid(resource: Resource, { metadata }: KubeObject, asked: string): Error {
  const key = ['/registry', ...(resource.custom ? [resource.group] : []), resource.plural, metadata.namespace, metadata.name]
  const precondition = `Precondition failed: UID in precondition: ${asked}, UID in object meta: ${metadata.uid}`
  const where = `Key: ${key.filter(Boolean).join('/')}, ResourceVersion: 0, AdditionalErrorMsg: ${precondition}`
  return conflict(resource, metadata.name, `StorageError: invalid object, Code: 4, ${where}`)
}

const invalidValue = (field: string, value: unknown, problem: string | undefined) =>
  problem === undefined ? [] : [`${field}: Invalid value: ${JSON.stringify(value)}: ${problem}`]

function identityProblems(resource: Resource, name: string | undefined): string[] {
  if (!name) return ['metadata.name: Required value: name or generateName is required']
  return invalidValue('metadata.name', name, nameProblem(resource, name))
}

function metadataProblems({ metadata: { labels = {}, annotations = {} } }: KubeObject): string[] {
  return [
    ...Object.entries(labels).flatMap(([key, value]) => [
      ...invalidValue('metadata.labels', key, qualifiedNameProblem(key)),
      ...invalidValue('metadata.labels', value, labelValueProblem(value)),
    ]),
    ...Object.keys(annotations).flatMap((key) => invalidValue('metadata.annotations', key, qualifiedNameProblem(key.toLowerCase()))),
  ]
}

interface WorkloadSpec {
  selector?: { matchLabels?: Json }
  template?: { metadata?: { labels?: Json } }
}

function kindProblems({ kind }: Resource, object: KubeObject): string[] {
  if (kind === 'Secret' || kind === 'ConfigMap') {
    const keys = Object.keys(object['data'] ?? {})
    return keys.flatMap((key) => invalidValue(`data[${key}]`, key, configKeyProblem(key)))
  }
  if (kind === 'PodDisruptionBudget') return budgetProblems(object)
  if (kind !== 'Deployment' && kind !== 'ReplicaSet' && kind !== 'StatefulSet') return []
  const { selector, template } = (object['spec'] ?? {}) as WorkloadSpec
  if (!selector) return ['spec.selector: Required value']
  const labels = template?.metadata?.labels ?? {}
  const isSelected = Object.entries(selector.matchLabels ?? {}).every(([key, value]) => labels[key] === value)
  return isSelected ? [] : invalidValue('spec.template.metadata.labels', labels, '`selector` does not match template `labels`')
}

function budgetProblems(object: KubeObject): string[] {
  const { minAvailable, maxUnavailable } = (object['spec'] ?? {}) as { minAvailable?: unknown; maxUnavailable?: unknown }
  if (minAvailable === undefined || maxUnavailable === undefined) return []
  return invalidValue('spec', object['spec'], 'minAvailable and maxUnavailable cannot be both set')
}

const IMMUTABLE: Record<string, string[][]> = {
  Secret: [['type']],
  Deployment: [['spec', 'selector']],
  ReplicaSet: [['spec', 'selector']],
  StatefulSet: [['spec', 'selector']],
  ClusterRoleBinding: [['roleRef']],
  RoleBinding: [['roleRef']],
  CustomResourceDefinition: [
    ['spec', 'scope'],
    ['spec', 'names', 'kind'],
  ],
}

function changeProblems(resource: Resource, { metadata, ...object }: KubeObject, live: KubeObject): string[] {
  const isNew = (finalizer: string) => !live.metadata.finalizers?.includes(finalizer)
  const added = live.metadata.deletionTimestamp ? (metadata.finalizers ?? []).filter(isNew) : []
  const list = added.map((finalizer) => JSON.stringify(finalizer)).join(', ')
  const why = `no new finalizers can be added if the object is being deleted, found new finalizers []string{${list}}`
  const fixed = (resource.custom ? undefined : IMMUTABLE[resource.kind]) ?? []
  return [
    ...(added.length > 0 ? [`metadata.finalizers: Forbidden: ${why}`] : []),
    ...fixed.flatMap((path) => {
      const after = at(object, path)
      if (isDeepStrictEqual(at(live, path), after)) return []
      return invalidValue(path.join('.'), after, path[0] === 'roleRef' ? 'cannot change roleRef' : 'field is immutable')
    }),
  ]
}

function at(object: unknown, path: string[]): unknown {
  return path.reduce<unknown>((node, key) => (isMap(node) ? node[key] : undefined), object)
}
