import type { KubeObject, ObjectMeta } from '../../model/kube.ts'
import type { ObjectStore } from './object-store.ts'

const VOLATILE_METADATA = ['managedFields', 'resourceVersion', 'uid', 'creationTimestamp', 'generation'] as const

/** All objects sorted by kind, namespace and name, without what differs between two runs that did the same; to compare end states. */
export function snapshotOf(store: ObjectStore): KubeObject[] {
  const key = ({ apiVersion, kind, metadata: { namespace = '', name } }: KubeObject) => `${apiVersion}/${kind}/${namespace}/${name}`
  return store.table
    .rows()
    .map(({ object }) => lasting(object))
    .sort((a, b) => (key(a) < key(b) ? -1 : 1))
}

const known = new WeakMap<KubeObject, KubeObject>()

/** Made once of each state of an object: stored ones are frozen, and end states are compared often. */
function lasting(object: KubeObject): KubeObject {
  const found = known.get(object) ?? lastingParts(object)
  known.set(object, found)
  return found
}

function lastingParts(object: KubeObject): KubeObject {
  const copy = structuredClone(object)
  for (const field of VOLATILE_METADATA) delete copy.metadata[field]
  copy.metadata.ownerReferences?.forEach((owner) => delete (owner as Partial<NonNullable<ObjectMeta['ownerReferences']>[number]>).uid)
  if (copy.kind === 'Pod') delete copy['status']
  return withoutTimes(copy) as KubeObject
}

const TIMES = /^(last(Transition|Update|Heartbeat|Probe)Time|renewTime|acquireTime|scanTime|startTime)$/

function withoutTimes(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutTimes)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => !TIMES.test(key))
      .map(([key, child]) => [key, withoutTimes(child)]),
  )
}
