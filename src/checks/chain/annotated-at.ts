import { annotationOwners } from '../../domain/managed-fields.ts'
import type { KubeObject, ManagedFieldsEntry } from '../../model/kube.ts'

/**
 * Epoch milliseconds since when an annotation is surely there: the earliest write of those who hold it, else the object's creation.
 * `undefined` where neither is told. A manager's entry has the time of its latest change, so the true moment may be earlier.
 * Source: Kubernetes API, ObjectMeta.managedFields[].time
 */
export function annotatedAt(object: KubeObject, key: string): number | undefined {
  const owners = annotationOwners(object, key)
  const times = (object.metadata.managedFields ?? [])
    .filter((entry) => owners.some(({ manager, operation }) => manager === entry.manager && operation === entry.operation))
    .map((entry: ManagedFieldsEntry & { time?: string }) => Date.parse(entry.time ?? ''))
    .filter((time) => !Number.isNaN(time))
  if (times.length > 0) return Math.min(...times)
  const created = Date.parse(object.metadata.creationTimestamp ?? '')
  return Number.isNaN(created) ? undefined : created
}
