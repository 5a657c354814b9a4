import { CONTROLLERS } from '../domain/controllers.ts'
import type { KubeObject, NamespaceContents } from '../model/kube.ts'

/** Nobody's property: the cluster writes them, keeps them in step and clears them away. */
const PASSING = new Set(['Event', 'Endpoints'])
/** What every namespace has, and what flux-operator and our lock leave in it. Made by the cluster or by ours, so what hangs on them is not. */
const FURNITURE = new Set(['ConfigMap/kube-root-ca.crt', 'ServiceAccount/default', 'Secret/flux-operator-entitlement', 'Lease/flux-irsa'])
/** Leader election of Flux's own controllers, of shards too. Source: `leaderElectionId` in main.go of each controller. */
const ELECTION = new RegExp(`^(flux-operator|${CONTROLLERS.join('|')})(-leader-election(-[0-9a-z]+)?)?$`)
const BUILT_IN = /^(v1|(apps|coordination\.k8s\.io|events\.k8s\.io)\/.*)$/

/**
 * What in a namespace is somebody else's and would be lost with it, as `Kind/name`; once Flux has gone. What has an owner goes with it, so
 * the owner is named in its place, unless that is one of the cluster's own, or lives outside the namespace and would stay.
 */
export function foreignContents({ objects, livingOwners }: NamespaceContents): string[] {
  const byUid = new Map(objects.map((object) => [object.metadata.uid, object]))
  const isForeign = (object: KubeObject): boolean => {
    const { deletionTimestamp, ownerReferences = [] } = object.metadata
    if (deletionTimestamp || isPassing(object) || isFurniture(object)) return false
    if (ownerReferences.length === 0) return true
    if (ownerReferences.some(({ uid }) => livingOwners.has(uid))) return true
    const owners = ownerReferences.flatMap(({ uid }) => byUid.get(uid) ?? [])
    // With none of its owners left the garbage collector is on its way.
    return owners.some(isFurniture)
  }
  return objects
    .filter(isForeign)
    .map(({ kind, metadata }) => `${kind}/${metadata.name}`)
    .toSorted()
}

function isPassing({ kind, apiVersion }: KubeObject): boolean {
  return BUILT_IN.test(apiVersion) && PASSING.has(kind)
}

function isFurniture({ kind, apiVersion, metadata: { name } }: KubeObject): boolean {
  if (!BUILT_IN.test(apiVersion)) return false
  return FURNITURE.has(`${kind}/${name}`) || (kind === 'Lease' && ELECTION.test(name))
}
