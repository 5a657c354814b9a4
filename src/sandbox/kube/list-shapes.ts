import type { Resource } from './kinds.ts'

/** How the items of a list are told apart: by these fields, by their value (`set`), or not at all (`atomic`: the list is one value). */
export type ListShape = string[] | 'set' | 'atomic'

const ANYWHERE: Record<string, ListShape> = { ownerReferences: ['uid'], finalizers: 'set' }

/** From `+listMapKey` / `+listType` of k8s.io/api types. */
const BUILT_IN: Record<string, ListShape> = {
  ...ANYWHERE,
  containers: ['name'],
  initContainers: ['name'],
  ephemeralContainers: ['name'],
  env: ['name'],
  volumes: ['name'],
  volumeMounts: ['mountPath'],
  volumeDevices: ['devicePath'],
  imagePullSecrets: ['name'],
  secrets: ['name'],
  webhooks: ['name'],
  conditions: ['type'],
  hostAliases: ['ip'],
  podIPs: ['ip'],
}

/** Maps that are one value: `+structType=atomic` and `+mapType=atomic` of k8s.io/api types. */
export const ATOMIC_MAPS = new Set([
  'configMapKeyRef',
  'fieldRef',
  'involvedObject',
  'labelSelector',
  'namespaceSelector',
  'nodeSelector',
  'objectSelector',
  'podSelector',
  'resourceFieldRef',
  'roleRef',
  'secretKeyRef',
  'selector',
])

/** The shape of the list under the field `name` whose parent field is `parent`; unknown lists are atomic, as for custom resources. */
export function listShape(resource: Pick<Resource, 'custom' | 'kind'>, name: string, parent: string | undefined): ListShape {
  if (resource.custom) return parent === 'metadata' ? (ANYWHERE[name] ?? 'atomic') : 'atomic'
  if (name === 'ports') return resource.kind === 'Service' ? ['port', 'protocol'] : ['containerPort', 'protocol']
  return BUILT_IN[name] ?? 'atomic'
}

const DEFAULTS: Record<string, unknown> = { protocol: 'TCP' }

export type Json = Record<string, unknown>

export function isMap(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The key of one item as managedFields writes it (`{"name":"manager"}`); `undefined` when a key field is missing. */
export function itemKey(item: unknown, keys: string[]): string | undefined {
  if (!isMap(item)) return undefined
  const found: Json = {}
  for (const key of [...keys].sort()) {
    const value = item[key] ?? DEFAULTS[key]
    if (value === undefined) return undefined
    found[key] = value
  }
  return JSON.stringify(found)
}

/** Items by key in their order; `undefined` when keys are missing or double, so that the list has to be taken as one value. */
export function itemsByKey(list: unknown, shape: ListShape): Map<string, unknown> | undefined {
  if (!Array.isArray(list) || shape === 'atomic') return undefined
  const found = new Map<string, unknown>()
  for (const item of list) {
    const key = shape === 'set' ? JSON.stringify(item) : itemKey(item, shape)
    if (key === undefined || found.has(key)) return undefined
    found.set(key, item)
  }
  return found
}
