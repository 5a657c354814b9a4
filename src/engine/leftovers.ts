import { tagOwner } from '../domain/ownership.ts'
import { trustsProvider } from '../domain/trust-policy.ts'
import { othersIn } from '../resources/namespace.ts'
import type { Removal, Resource } from '../resources/resource.ts'
import type { KubeReader } from '../kube/ports.ts'
import { INSTANCE, OPERATOR } from './names.ts'
import { isOurObject, isOurRelease } from './ours.ts'
import type { Leftover } from './plan.ts'
import type { World } from './world.ts'

const OPERATOR_CRDS = ['fluxinstances', 'fluxreports', 'resourcesets', 'resourcesetinputproviders'].map((plural) => `${plural}.fluxcd.controlplane.io`)
const ENTITLEMENT = 'flux-operator-entitlement'

interface Looking { removal: Removal; resources: Resource[]; ports: { kube: KubeReader } }

/**
 * What is still there after an uninstall, from a fresh look: what should be gone (`expected: false`), and what stays by design, each
 * with its reason.
 */
export async function leftoversOf(world: World, { removal, resources, ports }: Looking): Promise<Leftover[]> {
  const kept = removal.onlyIrsa ? [] : await keptByDesign(world, ports.kube, removal)
  const held = new Set(kept.map((leftover) => `${leftover.resource}/${leftover.name}`))
  const undone = resources
    .flatMap((resource) => resource.planRemoval(world, removal))
    .filter((action) => action.kind !== 'keep' && action.kind !== 'restart' && !held.has(`${action.resource}/${action.name}`))
    .map((action) => ({ resource: action.resource, name: action.name, reason: 'it should be gone', expected: false }))
  return [...undone, ...kept]
}

async function keptByDesign(world: World, kube: KubeReader, removal: Removal): Promise<Leftover[]> {
  const leftovers: Leftover[] = []
  const add = (resource: string, name: string, reason: string) => leftovers.push({ resource, name, reason, expected: true })

  const crds = (await Promise.all(OPERATOR_CRDS.map((name) => kube.get({ kind: 'CustomResourceDefinition', name })))).filter((crd) => crd !== undefined)
  for (const crd of crds) add('crd', crd.metadata.name, 'the flux-operator chart keeps its CRDs (helm.sh/resource-policy: keep)')
  if (world.namespace) {
    const name = world.namespace.metadata.name
    const others = await othersIn(name, kube)
    if (!isOurObject(world.namespace)) add('namespace', name, 'it was there before flux-irsa')
    else if (others.length > 0) add('namespace', name, `it holds what is not ours: ${others.slice(0, 5).join(', ')}${others.length > 5 ? ', …' : ''}`)
    const entitlement = await kube.get({ kind: 'Secret', namespace: name, name: ENTITLEMENT })
    if (entitlement) add('secret', ENTITLEMENT, "the operator's own; helm does not know it")
  }
  for (const release of world.releases.filter((found) => [OPERATOR, INSTANCE].includes(found.name) && !isOurRelease(found))) {
    add('helm-release', release.name, 'it was not made by flux-irsa')
  }
  if (world.provider && tagOwner(world.provider.tags, world.cluster.arn) === 'ours') {
    const { arn } = world.provider
    const others = world.roles.filter((role) => trustsProvider(role.trust, arn)).map((role) => role.name)
    if (others.length > 0) add('oidc-provider', arn, `other roles trust it: ${others.join(', ')}`)
    else if (!removal.deleteOidcProvider) add('oidc-provider', arn, 'made by flux-irsa; other roles may come to need it: --delete-oidc-provider removes it')
  }
  return leftovers
}
