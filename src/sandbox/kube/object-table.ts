import type { KubeObject } from '../../model/kube.ts'
import { apiVersionOf, type Resource } from './kinds.ts'
import type { StoreEvent } from './store-types.ts'

/** One stored write; `before` is missing for ADDED. Objects in it are frozen and in the storage version. */
export interface Change {
  type: StoreEvent['type']
  resource: Resource
  object: KubeObject
  before?: KubeObject
  /** The resourceVersion that this change made. */
  version: number
}

export interface Row {
  resource: Resource
  object: KubeObject
}

export interface ObjectTable {
  /** The newest resourceVersion. */
  version(): number
  get(resource: Resource, namespace: string | undefined, name: string): KubeObject | undefined
  rows(): Row[]
  /** Objects of one kind, of all namespaces or of one, by namespace and name. */
  collection(resource: Resource, namespace?: string): KubeObject[]
  /** Stores a new state of an object; answers it with its resourceVersion. */
  put(resource: Resource, object: KubeObject): KubeObject
  remove(resource: Resource, object: KubeObject): KubeObject
  /** All changes after a version; `undefined` when history no longer reaches back. */
  since(version: number): Change[] | undefined
  /** Fills an empty table, and tells nobody. */
  load(rows: Row[]): void
  oldest(): number
  /** Drops history, as etcd's compaction does. */
  compact(): void
  /** Listeners hear of changes one by one, in order, also of those that listeners make. */
  subscribe(listener: (change: Change) => void): () => void
}

const collectionKey = ({ group, plural }: Pick<Resource, 'group' | 'plural'>) => `${group}/${plural}`
const objectKey = (namespace: string | undefined, name: string) => `${namespace ?? ''}/${name}`

/** Objects by kind, namespace and name, with versions and a history of at most `historySize` changes. */
export function createObjectTable(historySize = 20_000): ObjectTable {
  const collections = new Map<string, Map<string, Row>>()
  const listeners = new Set<(change: Change) => void>()
  const waiting: Change[] = []
  let history: Change[] = []
  let version = 0
  let compacted = 0
  let delivering = false

  const collectionOf = (resource: Resource) => {
    const key = collectionKey(resource)
    const found = collections.get(key) ?? new Map<string, Row>()
    collections.set(key, found)
    return found
  }

  function record(change: Change): KubeObject {
    history.push(change)
    if (history.length > historySize) compacted = history.shift()?.version ?? compacted
    waiting.push(change)
    if (!delivering) deliver()
    return change.object
  }

  function deliver(): void {
    delivering = true
    for (let change = waiting.shift(); change; change = waiting.shift()) tell(change)
    delivering = false
  }

  /** A listener that throws must not fail the write that it hears of; it surfaces as an uncaught error. */
  function tell(change: Change): void {
    for (const listener of listeners) {
      try {
        listener(change)
      } catch (error) {
        setImmediate(() => {
          throw error
        })
      }
    }
  }

  const stamped = (resource: Resource, object: KubeObject): KubeObject =>
    freeze({
      ...object,
      apiVersion: apiVersionOf({ group: resource.group, version: resource.storageVersion }),
      kind: resource.kind,
      metadata: { ...object.metadata, resourceVersion: String(++version) },
    })

  return {
    version: () => version,
    get: (resource, namespace, name) => collections.get(collectionKey(resource))?.get(objectKey(namespace, name))?.object,
    rows: () => [...collections.values()].flatMap((rows) => [...rows.values()]),
    collection(resource, namespace) {
      const found = [...(collections.get(collectionKey(resource)) ?? [])].filter(
        ([, { object }]) => namespace === undefined || object.metadata.namespace === namespace,
      )
      return found.sort(([a], [b]) => (a < b ? -1 : 1)).map(([, { object }]) => object)
    },
    put(resource, object) {
      const rows = collectionOf(resource)
      const key = objectKey(object.metadata.namespace, object.metadata.name)
      const before = rows.get(key)?.object
      const stored = stamped(resource, object)
      rows.set(key, { resource, object: stored })
      return record({ type: before ? 'MODIFIED' : 'ADDED', resource, object: stored, ...(before && { before }), version })
    },
    remove(resource, object) {
      const last = stamped(resource, object)
      collectionOf(resource).delete(objectKey(object.metadata.namespace, object.metadata.name))
      return record({ type: 'DELETED', resource, object: last, before: last, version })
    },
    since: (wanted) => (wanted < compacted ? undefined : history.filter((change) => change.version > wanted)),
    load(rows) {
      for (const { resource, object } of rows)
        collectionOf(resource).set(objectKey(object.metadata.namespace, object.metadata.name), { resource, object })
      version = Math.max(version, ...rows.map(({ object }) => Number(object.metadata.resourceVersion)))
      compacted = version
    },
    oldest: () => compacted,
    compact() {
      compacted = version
      history = []
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}

function freeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value
  for (const child of Object.values(value)) freeze(child)
  return Object.freeze(value)
}
