import { parseAllDocuments } from 'yaml'
import { Failure } from '../domain/failure.ts'
import { shell } from '../domain/shell.ts'
import type { NamedObject } from '../model/kube.ts'
import type { Release } from '../model/helm.ts'

interface Rendered {
  items?: unknown
  apiVersion?: unknown
  kind?: unknown
  metadata?: { name?: unknown; namespace?: unknown; annotations?: Record<string, unknown> } | null
}

/**
 * What `helm uninstall` would delete of a release: all objects of its manifest, whoever has them by now, but those that the chart keeps.
 * Source: helm pkg/action/uninstall.go, `filterManifestsToKeep`, which looks at the manifest and never at the live object.
 */
export function objectsToDelete({ manifest, namespace, name }: Release): NamedObject[] {
  const documents = parseAllDocuments(manifest)
  try {
    return documents.flatMap((document) => ('contents' in document ? named(document.toJS(), namespace) : []))
  } catch (error) {
    throw new Failure({
      code: 'release-unreadable',
      source: 'environment',
      message: `the manifest of the Helm release ${namespace}/${name} cannot be read: ${error instanceof Error ? error.message : String(error)}`,
      fix: shell`helm get manifest ${name} --namespace ${namespace}`,
      docs: 'troubleshooting.md#helm',
    })
  }
}

function named(document: unknown, inNamespace: string): NamedObject[] {
  if (typeof document !== 'object' || document === null) return []
  const { apiVersion, kind, metadata, items } = document as Rendered
  // Helm takes a list apart.
  if (Array.isArray(items)) return items.flatMap((item) => named(item, inNamespace))
  if (typeof apiVersion !== 'string' || typeof kind !== 'string' || typeof metadata?.name !== 'string') return []
  if (metadata.annotations?.['helm.sh/resource-policy'] === 'keep') return []
  const namespace = typeof metadata.namespace === 'string' ? metadata.namespace : inNamespace
  return [{ apiVersion, kind, name: metadata.name, namespace }]
}
