import type { KubeReader } from '../model/kube.ts'
import type { Leftover, Plan } from '../model/plan.ts'
import type { Removal, Resource } from '../model/resource.ts'
import type { World } from '../model/world.ts'

interface Looking {
  removal: Removal
  resources: Resource[]
  ports: { kube: KubeReader }
}

/**
 * What is still there after an uninstall, from a fresh look: what should be gone (`expected: false`), and what stays by design, each
 * with its reason.
 */
export async function leftoversOf(world: World, { removal, resources, ports }: Looking): Promise<Leftover[]> {
  const stays = removal.onlyIrsa ? [] : resources.map(async (resource) => (await resource.stays?.(world, ports.kube, removal)) ?? [])
  const kept = (await Promise.all(stays)).flat()
  const held = new Set(kept.map((leftover) => `${leftover.resource}/${leftover.name}`))
  const undone = resources
    .flatMap((resource) => resource.planRemoval(world, removal))
    .filter((action) => action.kind !== 'keep' && action.kind !== 'restart' && !held.has(`${action.resource}/${action.name}`))
    .map((action) => ({ resource: action.resource, name: action.name, reason: 'it should be gone', expected: false }))
  return [...undone, ...kept]
}

/** What a removal only takes our part off, because others use it too: afterwards nothing tells any more that it was ever ours. */
export function staysWithoutUs({ actions }: Pick<Plan, 'actions'>): Leftover[] {
  return actions.flatMap(({ resource, name, kind, reason }) =>
    kind === 'update' && reason ? [{ resource, name, reason, expected: true }] : [],
  )
}
