import type { KubeReader } from '../model/kube.ts'
import { ANNOTATION_OWNER } from '../domain/ownership.ts'
import { fluxPart } from '../model/desired.ts'
import { isOurObject } from '../identity/ours.ts'
import { action, type ActionBase, type Resource } from '../model/resource.ts'
import { everywhere, rightsTo } from './rights.ts'

const ID = 'namespace'
/** Keeps kustomize-controller from pruning or changing the namespace when a Git repository declares it too. */
const SSA_IGNORE = 'kustomize.toolkit.fluxcd.io/ssa'

/** Flux's namespace. One that is there already is used as it is: no label or annotation of ours goes on it. */
export const namespace: Resource = {
  name: ID,
  place: 'cluster',
  stations: [],
  holdsLock: true,
  rights: {
    create: everywhere(rightsTo('', 'namespaces', ['create', 'patch', 'list', 'watch'])),
    remove: everywhere(rightsTo('', 'namespaces', ['delete', 'list', 'watch'])),
  },

  plan: (desired, world) => {
    const base: ActionBase = { id: ID, resource: ID, name: fluxPart(desired).namespace }
    const found = world.namespace
    if (found && !found.metadata.deletionTimestamp) return [action({ ...base, kind: 'keep' })]
    const changes = [{ path: `annotations.${SSA_IGNORE}`, before: null, after: 'Ignore' }]
    return [action({ ...base, kind: 'create', changes, ...(found ? { reason: 'the old one is being deleted; it is waited for' } : {}) })]
  },

  apply: async (_step, { desired, ports, waiting }) => {
    const { namespace: name, clusterArn } = fluxPart(desired)
    const ref = { kind: 'Namespace', name }
    if ((await ports.kube.get(ref))?.metadata.deletionTimestamp) {
      waiting(`Namespace ${name} is being deleted`)
      await ports.kube.waitFor(ref, (object) => object === undefined)
    }
    const annotations = { [SSA_IGNORE]: 'Ignore', [ANNOTATION_OWNER]: clusterArn }
    await ports.kube.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name, annotations } })
  },

  planRemoval: (world, { onlyIrsa }) => {
    if (onlyIrsa || !world.namespace || !isOurObject(world.namespace)) return []
    return [action({ id: ID, resource: ID, name: world.namespace.metadata.name, kind: 'remove', needs: ['kubernetes'] })]
  },

  remove: async (step, { ports, waiting }) => {
    if ((await othersIn(step.name, ports.kube)).length > 0) return
    const ref = { kind: 'Namespace', name: step.name }
    await ports.kube.delete(ref)
    waiting(`Namespace ${step.name} is going`)
    await ports.kube.waitFor(ref, (object) => object === undefined)
  },

  stays: async (world, kube) => {
    if (!world.namespace) return []
    const { name } = world.namespace.metadata
    const [others, entitlement] = await Promise.all([
      othersIn(name, kube),
      kube.get({ kind: 'Secret', namespace: name, name: ENTITLEMENT }),
    ])
    const held = `it holds what is not ours: ${others.slice(0, 5).join(', ')}${others.length > 5 ? ', …' : ''}`
    const reason = !isOurObject(world.namespace) ? 'it was there before flux-irsa' : others.length > 0 ? held : undefined
    return [
      ...(reason ? [{ resource: ID, name, reason, expected: true }] : []),
      ...(entitlement
        ? [{ resource: 'secret', name: ENTITLEMENT, reason: "the operator's own; helm does not know it", expected: true }]
        : []),
    ]
  },
}

const ENTITLEMENT = 'flux-operator-entitlement'
const KINDS_LOOKED_AT = [
  'Secret',
  'ConfigMap',
  'ServiceAccount',
  'Pod',
  'Deployment',
  'StatefulSet',
  'DaemonSet',
  'Job',
  'CronJob',
  'Service',
  'PersistentVolumeClaim',
]
/** What every namespace has, and what the operator leaves behind. */
const EXPECTED = new Set(['ConfigMap/kube-root-ca.crt', 'ServiceAccount/default', `Secret/${ENTITLEMENT}`])

/** What else stands in the namespace and would be lost with it: the reason not to delete it. As `Kind/name`. */
async function othersIn(name: string, kube: KubeReader): Promise<string[]> {
  const lists = await Promise.all(KINDS_LOOKED_AT.map((kind) => kube.list({ kind, namespace: name })))
  const objects = lists
    .flatMap((list) => list ?? [])
    .filter((object) => !object.metadata.deletionTimestamp && !object.metadata.ownerReferences?.length)
  return objects.map((object) => `${object.kind}/${object.metadata.name}`).filter((id) => !EXPECTED.has(id))
}
