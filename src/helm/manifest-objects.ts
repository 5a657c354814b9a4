import type { NamedObject } from '../model/kube.ts'
import type { Release } from '../model/helm.ts'

interface Rendered {
  apiVersion?: unknown
  kind?: unknown
  metadata?: { name?: unknown; namespace?: unknown; annotations?: Record<string, unknown> } | null
}

/**
 * What `helm uninstall` would delete of a release: all objects of its manifest, whoever has them by now, but those that the chart keeps.
 * Source: helm pkg/action/uninstall.go, `filterManifestsToKeep`, which looks at the manifest and never at the live object.
 */
export async function objectsToDelete({ manifest, namespace }: Release): Promise<NamedObject[]> {
  // Late: only an uninstall needs it.
  const { parseAllDocuments } = await import('yaml')
  const documents = parseAllDocuments(manifest).flatMap((document) => ('contents' in document ? [document.toJS() as unknown] : []))
  return documents.flatMap((document) => {
    if (typeof document !== 'object' || document === null) return []
    const { apiVersion, kind, metadata } = document as Rendered
    if (typeof apiVersion !== 'string' || typeof kind !== 'string' || typeof metadata?.name !== 'string') return []
    if (metadata.annotations?.['helm.sh/resource-policy'] === 'keep') return []
    const inNamespace = typeof metadata.namespace === 'string' ? metadata.namespace : namespace
    return [{ apiVersion, kind, name: metadata.name, namespace: inNamespace }]
  })
}
