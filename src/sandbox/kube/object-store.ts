import { randomUUID } from 'node:crypto'
import type { KubeObject } from '../../model/kube.ts'
import { admit } from './admission.ts'
import { parseApiPath, pathOf, type ApiPath } from './api-path.ts'
import { checkDeletion, dying, marked } from './deletion.ts'
import { typedProblem, type Schema } from './custom-schema.ts'
import { apiVersionOf, type Kinds, type Resource } from './kinds.ts'
import { recordUpdate, type Entry, type Writer } from './managed-fields.ts'
import { createObjectTable, type Change, type ObjectTable } from './object-table.ts'
import { patched } from './patches.ts'
import { mergeApplied, recordApply } from './server-side-apply.ts'
import { isHeldBack, sameObject, settle } from './settle.ts'
import { badRequest, conflict, invalid, noSuchResource, notFound, StatusError } from './status-error.ts'
import type { ClusterStore, PatchType } from './store-types.ts'

interface DryRun {
  dryRun?: boolean
}
export interface Deletion extends DryRun {
  uid?: string
  resourceVersion?: string
  propagation?: string
}

/** The store with what the HTTP server and the built-in controllers need beyond the contract. */
export interface ObjectStore extends ClusterStore {
  readonly kinds: Kinds
  readonly table: ObjectTable
  locate(path: string): Located
  create(path: string, object: KubeObject, manager: string, options?: DryRun): KubeObject
  replace(path: string, object: KubeObject, manager: string, options?: DryRun): KubeObject
  apply(path: string, object: KubeObject, options: { manager: string; force: boolean } & DryRun): KubeObject
  patch(path: string, body: unknown, options: { type: PatchType; manager: string } & DryRun): KubeObject
  delete(path: string, options?: Deletion): void
}

export interface Located extends ApiPath {
  resource: Resource
}

/** By stored object: writes that changed nothing of it. Stored objects are frozen, so these do so each time, and finding it out takes long. */
const vain = new WeakMap<KubeObject, Set<string>>()

/** By `PLURAL.GROUP`: what custom kinds must be like. Those without a schema take anything. */
export type Schemas = Record<string, Schema>

interface StoreOptions {
  kinds: Kinds
  clock: () => number
  schemas?: Schemas | undefined
}

/** A store over HTTP verbs; `clock` gives milliseconds since 1970. Unknown kinds are empty to `get` and `list`, and 404 to writes. */
export function createObjectStore({ kinds, clock, schemas = {} }: StoreOptions): ObjectStore {
  const table = createObjectTable()
  const podMutators: ((pod: KubeObject) => void)[] = []
  const now = () => new Date(clock()).toISOString().replace(/\.\d+Z$/, 'Z')

  const find = (path: string): Located | undefined => {
    const parsed = parseApiPath(path)
    const resource = parsed && kinds.find(parsed)
    return parsed && resource && { ...parsed, resource }
  }

  function locate(path: string): Located {
    const found = find(path)
    if (!found || (found.subresource === 'status' && !found.resource.hasStatus)) throw noSuchResource()
    return found
  }

  function live(at: Located): KubeObject {
    const object = at.name === undefined ? undefined : table.get(at.resource, at.namespace, at.name)
    if (!object) throw notFound(at.resource, at.name ?? '')
    return object
  }

  /** What is stored is frozen, so it can be handed out as it is. */
  const shown = ({ version, group }: ApiPath, object: KubeObject): KubeObject => {
    const apiVersion = apiVersionOf({ group, version })
    return object.apiVersion === apiVersion ? object : Object.freeze({ ...object, apiVersion })
  }

  const schemaOf = ({ resource }: Located) => schemas[`${resource.plural}.${resource.group}`]

  const settled = (at: Located, wanted: KubeObject, before: KubeObject | undefined, configuration?: KubeObject) => {
    const { subresource } = at
    return settle(at.resource, wanted, { live: before, subresource, now: now(), uid: randomUUID, schema: schemaOf(at), configuration })
  }

  /** An applied configuration must be readable as the kind's own type. */
  function checkType(at: Located, object: KubeObject): void {
    const schema = schemaOf(at)
    const problem = schema && typedProblem(schema, object)
    if (!problem) return
    const what = `${at.namespace ?? ''}/${at.name ?? ''}; ${apiVersionOf(at)}, Kind=${at.resource.kind}`
    throw new StatusError(500, '', `failed to create typed patch object (${what}): ${problem}`, {})
  }

  const writer = (at: Located, manager: string, operation: 'Apply' | 'Update'): Writer => ({
    manager,
    operation,
    apiVersion: apiVersionOf(at),
    time: now(),
    ...(at.subresource && { subresource: at.subresource }),
  })

  function store(at: Located, object: KubeObject, before: KubeObject | undefined, dryRun = false): KubeObject {
    if (dryRun || (before && sameObject(before, object))) return shown(at, object)
    if (object.metadata.deletionTimestamp && !isHeldBack(object)) return shown(at, table.remove(at.resource, object))
    return shown(at, table.put(at.resource, object))
  }

  function unlessInVain(at: Located, before: KubeObject, attempt: unknown[], write: () => KubeObject): KubeObject {
    const text = JSON.stringify([at.version, at.subresource, ...attempt])
    if (vain.get(before)?.has(text)) return shown(at, before)
    const stored = write()
    if (sameObject(before, stored)) vain.set(before, (vain.get(before) ?? new Set()).add(text))
    return stored
  }

  const admitted = (at: Located, object: KubeObject) => admit({ table, kinds, podMutators }, at, object)

  function update(at: Located, before: KubeObject, wanted: KubeObject, manager: string, dryRun?: boolean): KubeObject {
    const { resourceVersion, name } = wanted.metadata
    if (resourceVersion && resourceVersion !== before.metadata.resourceVersion) throw conflict(at.resource, name ?? before.metadata.name)
    const next = settled(at, wanted, before)
    const given = { ...next, metadata: { ...next.metadata, managedFields: wanted.metadata.managedFields ?? [] } }
    setEntries(next, recordUpdate(at.resource, before, given, writer(at, manager, 'Update')))
    return store(at, next, before, dryRun)
  }

  return {
    kinds,
    table,
    locate,
    get(path) {
      const at = find(path)
      const object = at?.name === undefined ? undefined : table.get(at.resource, at.namespace, at.name)
      return at && object && shown(at, object)
    },
    list(path) {
      const at = find(path)
      return at ? table.collection(at.resource, at.namespace).map((object) => shown(at, object)) : []
    },
    create(path, object, manager, options) {
      const at = locate(path)
      const candidate = admitted(at, object)
      const next = settled(at, candidate, undefined)
      setEntries(next, recordUpdate(at.resource, undefined, next, writer(at, manager, 'Update')))
      return store(at, next, undefined, options?.dryRun)
    },
    replace(path, object, manager, options) {
      const at = locate(path)
      const before = live(at)
      const strict = at.resource.custom || at.resource.kind === 'Lease'
      if (strict && !object.metadata.resourceVersion) {
        const named = { ...at.resource, kind: at.resource.plural }
        throw invalid(named, at.name ?? '', 'metadata.resourceVersion: Invalid value: 0: must be specified for an update')
      }
      return update(at, before, object, manager, options?.dryRun)
    },
    apply(path, object, { manager, force, dryRun }) {
      const at = locate(path)
      const before = table.get(at.resource, at.namespace, at.name ?? '')
      if (!before && at.subresource) throw notFound(at.resource, at.name ?? '')
      const by = writer(at, manager, 'Apply')
      const { uid, resourceVersion } = object.metadata
      if (object.metadata.managedFields) throw badRequest('metadata.managedFields must be nil')
      if (!before && uid)
        throw conflict(
          at.resource,
          at.name ?? '',
          `uid mismatch: the provided object specified uid ${uid}, and no existing object was found`,
        )
      if (before && resourceVersion && resourceVersion !== before.metadata.resourceVersion) throw conflict(at.resource, at.name ?? '')
      checkType(at, object)
      const write = () => {
        const wanted = withoutNulls({ ...object, metadata: { ...object.metadata, name: at.name ?? object.metadata.name } })
        const base = before ? mergeApplied(at.resource, before, wanted, by) : admitted(at, wanted)
        const next = settled(at, base, before, object)
        setEntries(next, recordApply(at.resource, before, next, wanted, by, force))
        return store(at, next, before, dryRun)
      }
      return before ? unlessInVain(at, before, [manager, object], write) : write()
    },
    patch(path, body, { type, manager, dryRun }) {
      const at = locate(path)
      const before = live(at)
      return unlessInVain(at, before, [manager, type, body], () =>
        update(at, before, patched(at.resource, shown(at, before), body, type) as KubeObject, manager, dryRun),
      )
    },
    delete(path, { uid, resourceVersion, propagation, dryRun } = {}) {
      const at = locate(path)
      const before = live(at)
      checkDeletion(at.resource, before, { uid, resourceVersion })
      if (dryRun || before.metadata.deletionTimestamp) return
      const going = marked(at.resource, before, propagation)
      if (isHeldBack(going)) table.put(at.resource, dying(at.resource, going, now()))
      else table.remove(at.resource, going)
    },
    onEvent: (listener) =>
      table.subscribe(({ type, resource, object }: Change) => {
        const { namespace, name } = object.metadata
        const path = pathOf({ ...resource, version: resource.storageVersion }, namespace, name)
        listener({ type, path, object })
      }),
    admitPods: (mutate) => void podMutators.push(mutate),
  }
}

function setEntries({ metadata }: KubeObject, entries: Entry[]): void {
  if (entries.length > 0) metadata.managedFields = entries
  else delete metadata.managedFields
}

function withoutNulls<T>(value: T): T {
  if (Array.isArray(value)) return value.map(withoutNulls) as T
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, child]) => child !== null)
      .map(([key, child]) => [key, withoutNulls(child)]),
  ) as T
}
