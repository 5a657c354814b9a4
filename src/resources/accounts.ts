import type { Part } from '../domain/ownership.ts'
import type { ServiceAccountName } from '../domain/web-identity.ts'
import type { World } from '../model/world.ts'
import type { KubeObject } from '../model/kube.ts'

/** How a plan names a ServiceAccount: those of Flux all stand in its namespace, others say theirs. */
export function shownAccount({ namespace, name }: ServiceAccountName, part: Part): string {
  return part === 'flux' ? name : `${namespace}/${name}`
}

/** The `namespace` of an action, where it is not that of Flux. */
export function placeOf({ namespace }: ServiceAccountName, part: Part): { namespace?: string } {
  return part === 'flux' ? {} : { namespace }
}

/** The ServiceAccount as it is; `undefined` where there is none. */
export function accountIn(world: World, { namespace, name }: ServiceAccountName): KubeObject | undefined {
  return world.serviceAccounts.find(({ metadata }) => metadata.name === name && metadata.namespace === namespace)
}
