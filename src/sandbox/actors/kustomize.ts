import { parse } from 'yaml'
import type { KubeObject } from '../../model/kube.ts'
import { splitApiVersion, type Resource } from '../kube/kinds.ts'
import { jsonPatch } from '../kube/patches.ts'
import { strategicMerge } from '../kube/strategic-merge.ts'
import { isNamespaced, pluralOf } from './object-path.ts'

interface PatchTarget {
  group?: string
  version?: string
  kind?: string
  name?: string
  namespace?: string
  labelSelector?: string
  annotationSelector?: string
}
export interface Patch {
  patch: string
  target?: PatchTarget
}
type Json = Record<string, unknown>
interface Operation {
  op: string
  path: string
  value?: unknown
}

/**
 * Kustomize's `patches` as the operator uses them: JSON 6902 (a list) or strategic merge (a map), matched by target, where kind and name
 * are anchored regular expressions (kubernetes-sigs/kustomize, field `patches`). Without a target a merge patch names its object itself. A
 * target with a namespace matches nothing: the operator sets namespaces after the patches. Throws an Error in kustomize's words.
 */
export function applyPatches(objects: KubeObject[], patches: Patch[]): KubeObject[] {
  return patches.reduce((current, { patch, target }) => {
    const body = parse(patch) as unknown
    return current.flatMap((object) => applyOne(object, body, target) ?? [])
  }, objects)
}

function applyOne(object: KubeObject, body: unknown, target: PatchTarget | undefined): KubeObject | undefined {
  if (Array.isArray(body)) return target && targets(target, object) ? jsonPatched(object, body as Operation[]) : object
  const merge = body as Json & Partial<KubeObject>
  const matches = target ? targets(target, object) : merge.kind === object.kind && merge.metadata?.name === object.metadata.name
  if (!matches) return object
  if (merge['$patch'] === 'delete') return undefined
  const { apiVersion: _apiVersion, kind: _kind, metadata, ...rest } = merge
  const { name: _name, namespace: _namespace, ...changes } = (metadata ?? {}) as Json
  return strategicMerge(resourceOf(object), object, {
    ...rest,
    ...(metadata && { metadata: changes }),
  }) as unknown as KubeObject
}

function targets(target: PatchTarget, object: KubeObject): boolean {
  if (target.namespace || target.annotationSelector) return false
  const [group, version] = splitApiVersion(object.apiVersion)
  const fits = (pattern: string | undefined, value: string) => !pattern || new RegExp(`^(?:${pattern})$`).test(value)
  const asked = [
    [target.group, group],
    [target.version, version],
    [target.kind, object.kind],
    [target.name, object.metadata.name],
  ] as const
  return asked.every(([pattern, value]) => fits(pattern, value)) && selects(target.labelSelector, object.metadata.labels ?? {})
}

function selects(selector: string | undefined, labels: Record<string, string>): boolean {
  return (selector ?? '')
    .split(',')
    .filter(Boolean)
    .every((term) => {
      const [key = '', value] = term.split(/==?/)
      return value === undefined ? key.trim() in labels : labels[key.trim()] === value.trim()
    })
}

/** A value may be added under annotations or labels that are not there yet: kustomize builds them with the operator's own. */
function jsonPatched(object: KubeObject, operations: Operation[]): KubeObject {
  const ready = structuredClone(object)
  for (const { op, path } of operations) {
    const [, metadata, map, key] = path.split('/')
    if (op === 'add' && metadata === 'metadata' && (map === 'annotations' || map === 'labels') && key) ready.metadata[map] ??= {}
  }
  return operations.reduce<Json>(
    (document, operation) => {
      try {
        return jsonPatch(document, [operation])
      } catch (error) {
        const { op, path } = operation
        throw new Error(`${op} operation does not apply: doc is missing path: ${JSON.stringify(path)}: missing value`, { cause: error })
      }
    },
    ready as unknown as Json,
  ) as unknown as KubeObject
}

/** Enough of the kind for lists to merge by their keys. */
function resourceOf({ apiVersion, kind }: KubeObject): Resource {
  const [group, version] = splitApiVersion(apiVersion)
  return {
    group,
    version,
    kind,
    plural: pluralOf(kind),
    singular: kind.toLowerCase(),
    namespaced: isNamespaced(kind),
    hasStatus: true,
    hasGeneration: true,
    custom: group.endsWith('fluxcd.io'),
    storageVersion: version,
    shortNames: [],
  }
}
