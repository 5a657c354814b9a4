import type { KubeObject, ManagedFieldsEntry } from '../../model/kube.ts'
import { compare, fromFieldsV1, split, toFieldsV1, type FieldSet } from './field-set.ts'
import type { Resource } from './kinds.ts'

/** An entry as the API server writes it; the port's type leaves out what the product does not read. */
export interface Entry extends ManagedFieldsEntry {
  apiVersion: string
  fieldsType: 'FieldsV1'
  /** Missing when the entry came by a write that changed nothing but ownership. */
  time?: string
}

/** Who writes, through which door. */
export interface Writer {
  manager: string
  operation: 'Apply' | 'Update'
  apiVersion: string
  subresource?: string
  time: string
}

export interface Owner {
  entry: Entry
  fields: FieldSet
}

/** Fields that nobody owns: the server sets them, or they name the object. */
const UNOWNED = new Set(['f:apiVersion', 'f:kind'])
const UNOWNED_METADATA = new Set([
  'name',
  'namespace',
  'generateName',
  'uid',
  'resourceVersion',
  'generation',
  'creationTimestamp',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
  'managedFields',
  'selfLink',
])

/** `set` without the fields that cannot be owned through this door (`status` outside of `/status`, all else inside of it). */
export function ownable(resource: Resource, set: FieldSet, subresource: string | undefined): FieldSet {
  return new Set(
    [...set].filter((path) => {
      const [first = '', second = ''] = split(path)
      if (resource.kind === 'Namespace' && first === 'f:spec') return false
      if (UNOWNED.has(first) || (first === 'f:metadata' && (second === '' || UNOWNED_METADATA.has(second.slice(2))))) return false
      if (subresource === 'status') return first === 'f:status'
      return !(resource.hasStatus && first === 'f:status')
    }),
  )
}

export function ownersOf(object: KubeObject | undefined): Owner[] {
  return ((object?.metadata.managedFields ?? []) as Entry[]).map((entry) => ({ entry, fields: fromFieldsV1(entry.fieldsV1) }))
}

/** An applier is one owner over all API versions; an updater is one per version (apimachinery `BuildManagerIdentifier`). */
export function isWriter({ entry }: Owner, writer: Writer): boolean {
  return (
    entry.manager === writer.manager &&
    entry.operation === writer.operation &&
    entry.subresource === writer.subresource &&
    (writer.operation === 'Apply' || entry.apiVersion === writer.apiVersion)
  )
}

/** managedFields as stored: owners of nothing are left out, the time moves only where the fields did, appliers come first. */
export function toEntries(owners: Owner[], time: string | undefined): Entry[] {
  return owners
    .filter(({ fields }) => fields.size > 0)
    .map(({ entry, fields }) => {
      const before = fromFieldsV1(entry.fieldsV1)
      const same = before.size === fields.size && [...fields].every((path) => before.has(path))
      const { time: earlier, ...rest } = entry
      const moment = same ? earlier : (time ?? earlier)
      return { ...rest, ...(moment && { time: moment }), fieldsV1: same ? entry.fieldsV1 : toFieldsV1(fields) }
    })
    .sort((a, b) => (orderOf(a) < orderOf(b) ? -1 : 1))
}

const orderOf = ({ operation, time = '', manager, apiVersion, subresource = '' }: Entry) =>
  [operation, time, manager, apiVersion, subresource].join('\0')

export function newOwner({ manager, operation, apiVersion, subresource }: Omit<Writer, 'time'>, fields: FieldSet): Owner {
  return {
    entry: { manager, operation, apiVersion, fieldsType: 'FieldsV1', fieldsV1: {}, ...(subresource && { subresource }) },
    fields,
  }
}

/**
 * The owners after a POST, PUT or PATCH: the writer owns what it changed, everyone else loses that.
 * A writer may hand in managedFields of its own (Flux and kubectl do so to hand fields over); `[{}]` clears them.
 * https://kubernetes.io/docs/reference/using-api/server-side-apply/#clearing-managedfields
 */
export function recordUpdate(resource: Resource, live: KubeObject | undefined, next: KubeObject, writer: Writer): Entry[] {
  const given = next.metadata.managedFields as Entry[] | undefined
  if (given?.length === 1 && !given[0]?.manager) return []
  const { written, removed } = compare(resource, live ?? {}, next)
  const [mine, gone] = [ownable(resource, written, writer.subresource), removed]
  const owners = ownersOf(given?.length && !writer.subresource ? next : live)
  // Objects that nobody tracks stay so until the first apply (apimachinery `skipnonapplied.go`).
  if (live && owners.length === 0) return []
  if (!owners.some((owner) => isWriter(owner, writer))) owners.push(newOwner(writer, new Set()))
  return toEntries(
    owners.map((owner) => {
      const kept = [...owner.fields].filter((path) => !gone.has(path) && (isWriter(owner, writer) || !mine.has(path)))
      return { ...owner, fields: new Set(isWriter(owner, writer) ? [...kept, ...mine] : kept) }
    }),
    writer.time,
  )
}
