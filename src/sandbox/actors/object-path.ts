import type { KubeObject } from '../../model/kube.ts'

const CLUSTER_SCOPED = new Set(['Namespace', 'Node', 'CustomResourceDefinition', 'ClusterRole', 'ClusterRoleBinding', 'PriorityClass'])

/** The API path of a kind's collection, in one namespace or in all; plural by Kubernetes' own habit (`policies`, `classes`, `pods`). */
export function collectionPath(apiVersion: string, kind: string, namespace?: string): string {
  const root = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`
  return `${root}${namespace && isNamespaced(kind) ? `/namespaces/${namespace}` : ''}/${pluralOf(kind)}`
}

/** The API path of one object. */
export function objectPath({ apiVersion, kind, metadata }: Pick<KubeObject, 'apiVersion' | 'kind' | 'metadata'>): string {
  return `${collectionPath(apiVersion, kind, metadata.namespace)}/${metadata.name}`
}

export function isNamespaced(kind: string): boolean {
  return !CLUSTER_SCOPED.has(kind)
}

export function pluralOf(kind: string): string {
  const lower = kind.toLowerCase()
  if (/[^aeiou]y$/.test(lower)) return `${lower.slice(0, -1)}ies`
  return /(s|x|ch)$/.test(lower) ? `${lower}es` : `${lower}s`
}
