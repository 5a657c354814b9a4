import type { KubeObject } from '../../model/kube.ts'
import { compare, fieldsOf, hasBelow, join, pathText, shapeAt, split, type FieldSet } from './field-set.ts'
import type { Resource } from './kinds.ts'
import { isMap, itemKey, itemsByKey, type Json } from './list-shapes.ts'
import { isWriter, newOwner, ownable, ownersOf, toEntries, type Entry, type Owner, type Writer } from './managed-fields.ts'
import { StatusError, type StatusCause } from './status-error.ts'

/** `live` overlaid by the configuration, without the fields that this applier set before and names no more, unless another owns them. */
export function mergeApplied(resource: Resource, live: KubeObject, configuration: KubeObject, writer: Writer): KubeObject {
  const merged = overlay(resource, structuredClone(live), configuration, []) as KubeObject
  const owners = ownersOf(live)
  const last = owners.find((owner) => isWriter(owner, writer))
  if (!last) return merged
  const others = union(owners.filter((owner) => owner !== last))
  const now = ownable(resource, fieldsOf(resource, configuration), writer.subresource)
  for (const path of [...last.fields].filter((field) => !now.has(field)).sort()) {
    if (others.has(path) || hasBelow(others, path) || hasBelow(now, path) || isKeyOfKeptItem(path, others, now)) continue
    removeField(resource, merged, split(path))
  }
  return merged
}

/** `name` inside `k:{"name":"x"}` stays for as long as anyone owns something of that item. */
function isKeyOfKeptItem(path: string, ...sets: FieldSet[]): boolean {
  const elements = split(path)
  const item = elements.at(-2) ?? ''
  if (!item.startsWith('k:') || !((elements.at(-1) ?? '').slice(2) in (JSON.parse(item.slice(2)) as Json))) return false
  const parent = join(elements.slice(0, -1))
  return sets.some((set) => set.has(parent) || hasBelow(set, parent))
}

function union(owners: Owner[]): FieldSet {
  return new Set(owners.flatMap((owner) => [...owner.fields]))
}

function overlay(resource: Resource, live: unknown, wanted: unknown, path: string[]): unknown {
  if (isMap(live) && isMap(wanted)) {
    const merged: Json = { ...live }
    for (const [key, value] of Object.entries(wanted)) merged[key] = overlay(resource, live[key], value, [...path, `f:${key}`])
    return merged
  }
  const shape = shapeAt(resource, path)
  const [old, now] = [itemsByKey(live, shape), itemsByKey(wanted, shape)]
  if (!old || !now) return structuredClone(wanted)
  for (const [key, item] of now) old.set(key, overlay(resource, old.get(key), item, [...path, `k:${key}`]))
  return [...old.values()]
}

/** Removes one field; containers below the top level that become empty by it go too. */
function removeField(resource: Resource, object: unknown, path: string[], walked: string[] = []): void {
  const [element, ...rest] = path
  if (element === undefined) return
  const at = [...walked, element]
  const key = element.slice(2)
  if (isMap(object) && element.startsWith('f:')) {
    if (rest.length === 0) delete object[key]
    else removeField(resource, object[key], rest, at)
    if (rest.length > 0 && at.length > 1 && isEmpty(object[key])) delete object[key]
    return
  }
  if (!Array.isArray(object)) return
  const shape = shapeAt(resource, walked)
  const index = object.findIndex((item) => (shape === 'set' ? JSON.stringify(item) : shape !== 'atomic' && itemKey(item, shape)) === key)
  if (index < 0) return
  if (rest.length === 0) object.splice(index, 1)
  else removeField(resource, object[index], rest, at)
}

function isEmpty(value: unknown): boolean {
  return Array.isArray(value) ? value.length === 0 : isMap(value) && Object.keys(value).length === 0
}

/**
 * The owners after an apply that leads from `live` to `next`. Equal values are shared; another owner's different value is a conflict
 * (409) unless forced, and then changes hands. Rules: sigs.k8s.io/structured-merge-diff `merge/update.go`.
 */
export function recordApply(
  resource: Resource,
  live: KubeObject | undefined,
  next: KubeObject,
  configuration: KubeObject,
  writer: Writer,
  force: boolean,
): Entry[] {
  const { written, removed } = compare(resource, live ?? {}, next)
  const owners = knownOwners(resource, live, writer)
  const others = owners.filter((owner) => !isWriter(owner, writer))
  const conflicts = others.flatMap(({ entry, fields }) => [...fields].filter((path) => written.has(path)).map((path) => ({ entry, path })))
  if (conflicts.length > 0 && !force) throw applyConflict(conflicts)
  const mine = newOwner(writer, ownable(resource, fieldsOf(resource, configuration), writer.subresource))
  const before = owners.find((owner) => isWriter(owner, writer))
  const self: Owner = before ? { entry: { ...before.entry, apiVersion: writer.apiVersion }, fields: mine.fields } : mine
  const kept = others.map((owner) => ({
    ...owner,
    fields: new Set([...owner.fields].filter((path) => !removed.has(path) && !written.has(path))),
  }))
  const isChanged = written.size + removed.size > 0
  return toEntries([self, ...kept], isChanged ? writer.time : undefined)
}

/** What nobody tracked before the first apply belongs to `before-first-apply`. */
function knownOwners(resource: Resource, live: KubeObject | undefined, { apiVersion }: Writer): Owner[] {
  const owners = ownersOf(live)
  if (!live || owners.length > 0) return owners
  const fields = ownable(resource, compare(resource, {}, live).written, undefined)
  return [newOwner({ manager: 'before-first-apply', operation: 'Update', apiVersion }, fields)]
}

/** Wording: k8s.io/apimachinery `pkg/util/managedfields/internal/conflict.go`. */
function applyConflict(conflicts: { entry: Entry; path: string }[]): StatusError {
  const sorted = conflicts
    .map(({ entry, path }) => ({ manager: printed(entry), field: pathText(path) }))
    .sort((a, b) => a.manager.localeCompare(b.manager) || a.field.localeCompare(b.field))
  const causes: StatusCause[] = sorted.map(({ manager, field }) => ({
    reason: 'FieldManagerConflict',
    message: `conflict with ${manager}`,
    field,
  }))
  return new StatusError(409, 'Conflict', conflictMessage(sorted), { causes })
}

function conflictMessage(conflicts: { manager: string; field: string }[]): string {
  const [only] = conflicts
  if (only && conflicts.length === 1) return `Apply failed with 1 conflict: conflict with ${only.manager}: ${only.field}`
  const managers = [...new Set(conflicts.map(({ manager }) => manager))]
  const lines = managers.flatMap((manager) => [
    `conflicts with ${manager}:`,
    ...conflicts.filter((one) => one.manager === manager).map(({ field }) => `- ${field}`),
  ])
  return `Apply failed with ${conflicts.length} conflicts: ${lines.join('\n')}`
}

function printed(entry: Entry): string {
  const manager = JSON.stringify(entry.manager) + (entry.subresource ? ` with subresource ${JSON.stringify(entry.subresource)}` : '')
  return entry.operation === 'Update' ? `${manager} using ${entry.apiVersion}` : manager
}
