import { expect, test } from 'vitest'
import type { KubeObject, NamespaceContents, ObjectMeta } from '../../src/model/kube.ts'
import { foreignContents } from '../../src/resources/foreign-contents.ts'

function made(kind: string, name: string, metadata: Partial<ObjectMeta> = {}, apiVersion = 'v1'): KubeObject {
  return { apiVersion, kind, metadata: { name, uid: `${kind}/${name}`, ...metadata } }
}
const ownedBy = (uid: string) => ({ ownerReferences: [{ apiVersion: 'v1', kind: 'Any', name: 'any', uid }] })

function contents(objects: KubeObject[], livingOwners: string[] = []): NamespaceContents {
  return { objects, livingOwners: new Set(livingOwners), unlisted: [] }
}

const OWN = [
  made('ConfigMap', 'kube-root-ca.crt'),
  made('ServiceAccount', 'default'),
  made('Secret', 'flux-operator-entitlement'),
  made('Event', 'any.1'),
  made('Event', 'any.2', {}, 'events.k8s.io/v1'),
  made('Endpoints', 'notification-controller'),
  made('Lease', 'flux-irsa', {}, 'coordination.k8s.io/v1'),
  made('Lease', 'kustomize-controller-leader-election', {}, 'coordination.k8s.io/v1'),
  made('Lease', 'source-controller-leader-election-1a2b3c', {}, 'coordination.k8s.io/v1'),
  made('Lease', 'flux-operator', {}, 'coordination.k8s.io/v1'),
]

test("what every namespace has, and Flux's leases, are nobody's", () => {
  expect(foreignContents(contents(OWN))).toEqual([])
})

test.each([
  ['a kind that nobody knows', made('ExternalSecret', 'db', {}, 'external-secrets.io/v1'), 'ExternalSecret/db'],
  ['a custom kind of a built-in name', made('Event', 'launch', {}, 'calendar.example.com/v1'), 'Event/launch'],
  ['a custom Lease of our name', made('Lease', 'flux-irsa', {}, 'flats.example.com/v1'), 'Lease/flux-irsa'],
  ["another program's Lease", made('Lease', 'autoscaler', {}, 'coordination.k8s.io/v1'), 'Lease/autoscaler'],
  ['another ServiceAccount', made('ServiceAccount', 'default2'), 'ServiceAccount/default2'],
  ['one that hangs on what every namespace has', made('Role', 'r', ownedBy('ServiceAccount/default')), 'Role/r'],
  ['one that hangs on our lock', made('ConfigMap', 'c', ownedBy('Lease/flux-irsa')), 'ConfigMap/c'],
  ['one whose owner stands outside and lives', made('ConfigMap', 'c', ownedBy('outside')), 'ConfigMap/c'],
])('%s is somebody else’s', (_what, object, named) => {
  expect(foreignContents(contents([...OWN, object], ['outside']))).toEqual([named])
})

test('what has an owner is told by its owner; what is going, or has lost its owner, goes by itself', () => {
  const set = made('ReplicaSet', 'web-1', ownedBy('Deployment/web'), 'apps/v1')
  const pod = made('Pod', 'web-1-x', ownedBy('ReplicaSet/web-1'))
  expect(foreignContents(contents([made('Deployment', 'web', {}, 'apps/v1'), set, pod]))).toEqual(['Deployment/web'])
  expect(foreignContents(contents([set, pod]))).toEqual([])
  expect(foreignContents(contents([made('Pod', 'old', { deletionTimestamp: '2026-01-01T00:00:00Z' })]))).toEqual([])
})
