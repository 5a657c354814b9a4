import { Failure } from '../domain/failure.ts'
import { ANNOTATION_OWNER } from '../domain/ownership.ts'
import { fluxPart } from '../model/desired.ts'
import { isOurObject } from '../identity/ours.ts'
import { action, type ActionBase, type Resource } from '../model/resource.ts'
import { everywhere, rightsTo } from './rights.ts'
import type { Leftover } from '../model/plan.ts'
import type { World } from '../model/world.ts'
import type { KubeReader, KubeWriter, NamespaceContents, Ref } from '../model/kube.ts'
import { foreignContents } from './foreign-contents.ts'

const ID = 'namespace'
/** Keeps kustomize-controller from pruning or changing the namespace when a Git repository declares it too. */
const SSA_IGNORE = 'kustomize.toolkit.fluxcd.io/ssa'

/** Flux's namespace. One that is there already is used as it is: no label or annotation of ours goes on it. */
export const namespace: Resource = {
  name: ID,
  place: 'cluster',
  stations: [],
  isNoSign: true,
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

  apply: async (_step, { desired, world, ports, waiting }) => {
    const { namespace: name, clusterArn } = fluxPart(desired)
    const ref = { kind: 'Namespace', name }
    const annotations = { [SSA_IGNORE]: 'Ignore', [ANNOTATION_OWNER]: clusterArn }
    const make = () => ports.kube.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name, annotations } })
    // One that was seen is on its way out, or this would not have been planned.
    if (!world.namespace && !(await make()).metadata.deletionTimestamp) return
    waiting(`Namespace ${name} is being deleted`)
    await ports.kube.waitFor(ref, (object) => !object?.metadata.deletionTimestamp)
    await make()
  },

  // Last of all: the lock is in it, and after it nothing may be written any more.
  planRemoval: (world, { onlyIrsa }) => {
    if (onlyIrsa || !world.namespace || !isOurObject(world.namespace, world.cluster.arn)) return []
    const { name, deletionTimestamp } = world.namespace.metadata
    const base: ActionBase = { id: ID, resource: ID, name, needs: ['kubernetes', 'iam-policy', 'iam-role', 'oidc-provider'] }
    return [action({ ...base, kind: 'remove', ...(deletionTimestamp ? { reason: BEING_DELETED } : {}) })]
  },

  remove: async (step, { world, ports, waiting }) => {
    const ref = { kind: 'Namespace', name: step.name }
    if (!(await askedFor(world, ref, ports.kube))) return
    waiting(`Namespace ${step.name} is going`)
    await ports.kube.waitFor(ref, (object) => object?.metadata.uid !== world.namespace?.metadata.uid)
  },

  stays: async (world, kube) => {
    if (!world.namespace) return []
    const { name } = world.namespace.metadata
    const [contents, entitlement] = await Promise.all([
      isOurObject(world.namespace, world.cluster.arn) ? kube.contents(name) : undefined,
      kube.get({ kind: 'Secret', namespace: name, name: ENTITLEMENT }),
    ])
    return [
      ...(contents ? staysFor(name, contents) : [{ resource: ID, name, reason: beforeUs(world), expected: true }]),
      ...(entitlement
        ? [{ resource: 'secret', name: ENTITLEMENT, reason: "the operator's own; helm does not know it", expected: true }]
        : []),
    ]
  },
}

/** Whose namespace it is, where it is not ours. */
function beforeUs({ namespace: found, cluster }: World): string {
  const made = found?.metadata.annotations?.[ANNOTATION_OWNER]
  return made === undefined || made === cluster.arn ? 'it was there before flux-irsa' : `it was made for another cluster: ${made}`
}

const ENTITLEMENT = 'flux-operator-entitlement'
const BEING_DELETED = 'it is being deleted; it is waited for'
const NAMED_AT_MOST = 8

/** Why a namespace of ours stays. What is in it and cannot be looked at is no reason that anybody wants, so that is not as expected. */
function staysFor(name: string, contents: NamespaceContents): Leftover[] {
  const others = foreignContents(contents)
  const more = others.length > NAMED_AT_MOST ? `, and ${others.length - NAMED_AT_MOST} more` : ''
  const unlisted = contents.unlisted.map(({ what, reason }) => `${what} (${reason})`).join('; ')
  if (others.length > 0) {
    const held = `it holds what is not ours: ${others.slice(0, NAMED_AT_MOST).join(', ')}${more}`
    return [{ resource: ID, name, reason: unlisted ? `${held}; not listed: ${unlisted}` : held, expected: true }]
  }
  return unlisted ? [{ resource: ID, name, reason: `what is in it could not all be listed: ${unlisted}`, expected: false }] : []
}

const TRIES = 3

/**
 * Asks for the deletion of the very namespace that was seen, if it still is as it was when its contents were looked at. `false`: it stays,
 * or there is another one by now. What is made in it between the look and the deletion, some milliseconds, cannot be seen.
 */
async function askedFor({ namespace: seen, cluster }: World, ref: Ref, kube: KubeReader & KubeWriter): Promise<boolean> {
  for (let tries = 1; ; tries++) {
    const [found, contents] = await Promise.all([kube.get(ref), kube.contents(ref.name)])
    if (!found || found.metadata.uid !== seen?.metadata.uid) return false
    if (found.metadata.deletionTimestamp) return true
    if (!isOurObject(found, cluster.arn)) return false
    if (contents.unlisted.length > 0 || foreignContents(contents).length > 0) return false
    const { uid, resourceVersion } = found.metadata
    try {
      await kube.delete(ref, { ...(uid && { uid }), ...(resourceVersion && { resourceVersion }) })
      return true
    } catch (error) {
      if (!(error instanceof Failure && error.code === 'kube-409') || tries >= TRIES) throw error
    }
  }
}
