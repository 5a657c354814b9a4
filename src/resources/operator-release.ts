import type { Desired } from '../engine/desired.ts'
import { INSTANCE, OPERATOR } from '../engine/names.ts'
import { isOurRelease, otherOwner } from '../engine/ours.ts'
import type { World } from '../engine/world.ts'
import type { Condition, KubeObject } from '../kube/ports.ts'
import { bringReleaseAbout, releaseChanges } from './release.ts'
import { action, type Resource } from './resource.ts'

const ID = 'operator-release'
const CRD = 'fluxinstances.fluxcd.controlplane.io'

/** The Helm release of the flux-operator. Done when its API is served and its Deployment is available. */
export const operatorRelease: Resource = {
  name: ID,

  plan: (desired, world) => {
    const base = { id: ID, resource: ID, name: OPERATOR, needs: ['namespace'] }
    const found = releaseOf(world)
    const handedOff = operatorOwner(world)
    if (handedOff) return [action({ ...base, kind: 'keep', reason: `managed by ${handedOff}; handed off` })]
    if (found && !isOurRelease(found) && !desired.adopt) {
      return [action({ ...base, kind: 'conflict', reason: `the Helm release ${OPERATOR} was not made by flux-irsa`, fix: 'Add --adopt to take it over.' })]
    }
    const changes = releaseChanges(found, desired.operator)
    return [action({ ...base, kind: !found ? 'create' : changes.length > 0 ? 'update' : 'keep', changes })]
  },

  apply: async (_step, work) => {
    const { desired, ports, waiting } = work
    await bringReleaseAbout(desired.operator, desired.namespace, desired.adopt, work)
    waiting('the operator to be served and available')
    await ports.kube.waitFor({ kind: 'CustomResourceDefinition', name: CRD }, (crd) => isTrue(crd, 'Established'))
    await operatorAvailable(desired, ports, waiting)
  },

  planRemoval: (world, { onlyIrsa }) => {
    const found = releaseOf(world)
    if (onlyIrsa || !found || !isOurRelease(found)) return []
    return [action({ id: ID, resource: ID, name: OPERATOR, kind: 'remove', needs: ['instance-release'] })]
  },

  remove: async (_step, { world, ports, waiting }) => {
    const found = releaseOf(world)
    if (!found) return
    const { namespace } = found
    await ports.helm.uninstall({ name: OPERATOR, namespace })
    waiting('the operator to stop')
    await ports.kube.waitFor({ kind: 'Deployment', namespace, name: OPERATOR }, (object) => object === undefined)
  },
}

/** Who keeps the operator instead of us; also a tool that installed it without helm. */
export function operatorOwner(world: World): string | undefined {
  const owner = otherOwner(world.operator)
  if (owner) return owner
  return world.operator && !releaseOf(world) && !world.operator.metadata.deletionTimestamp ? 'something other than helm' : undefined
}

function releaseOf(world: World) {
  return world.releases.find((release) => release.name === OPERATOR)
}

async function operatorAvailable(desired: Desired, ports: { kube: import('../kube/ports.ts').KubeReader }, waiting: (text: string) => void): Promise<void> {
  await ports.kube.waitFor({ kind: 'Deployment', namespace: desired.namespace, name: OPERATOR }, (deployment) => {
    const reason = conditionsOf(deployment).find((condition) => condition.type === 'Available' && condition.status !== 'True')?.message
    waiting(`Deployment ${OPERATOR}: ${reason ?? 'starting'}`)
    return isAvailable(deployment)
  })
}

/** Whether the Deployment's newest generation is rolled out and available. */
export function isAvailable(deployment: KubeObject | undefined): boolean {
  if (!deployment) return false
  const status = (deployment['status'] ?? {}) as { observedGeneration?: number; updatedReplicas?: number; availableReplicas?: number }
  const replicas = (deployment['spec'] as { replicas?: number } | undefined)?.replicas ?? 1
  const seen = (status.observedGeneration ?? 0) >= (deployment.metadata.generation ?? 0)
  return seen && (status.updatedReplicas ?? 0) >= replicas && (status.availableReplicas ?? 0) >= replicas
}

/** The conditions in an object's status. */
export function conditionsOf(object: KubeObject | undefined): Condition[] {
  return ((object?.['status'] as { conditions?: Condition[] } | undefined)?.conditions ?? [])
}

function isTrue(object: KubeObject | undefined, type: string): boolean {
  return conditionsOf(object).some((condition) => condition.type === type && condition.status === 'True')
}

/** Whether a FluxInstance stands that only the operator can take away in an orderly manner. */
export function needsOperator(world: World): boolean {
  return world.instance?.metadata.name === INSTANCE && (world.instance.metadata.finalizers?.length ?? 0) > 0
}
