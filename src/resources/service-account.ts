import { ANNOTATION_GRANT, ANNOTATION_OWNER, ANNOTATION_PREVIOUS_ROLE, FIELD_MANAGER, ROLE_ARN_ANNOTATION } from '../domain/ownership.ts'
import { annotationOwners } from '../domain/managed-fields.ts'
import type { Desired } from '../engine/desired.ts'
import { holdsAnnotation, isOurObject } from '../engine/ours.ts'
import type { Action } from '../engine/plan.ts'
import type { World } from '../engine/world.ts'
import type { KubeObject } from '../kube/ports.ts'
import { action, type Resource } from '../engine/resource.ts'

const RESOURCE = 'service-account'
const ID_OF = (name: string) => `${RESOURCE}/${name}`

/**
 * The role annotation on the controllers' ServiceAccounts, by server-side apply: flux-operator takes back what `kubectl*` sets, not
 * this. Made before any pod starts. When the role changes, the instance's patches must change first (the operator forces its value),
 * so then the annotation follows the instance.
 */
export const serviceAccount: Resource = {
  name: RESOURCE,

  plan: (desired, world) => [
    ...desired.serviceAccounts.map((name) => planOne(name, desired, world)),
    ...world.serviceAccounts
      .filter((account) => holdsAnnotation(account) && !desired.serviceAccounts.includes(account.metadata.name))
      .map((account) =>
        action({
          id: `old-service-account/${account.metadata.name}`,
          resource: RESOURCE,
          name: account.metadata.name,
          kind: 'remove',
          needs: ['instance-release'],
          changes: [change(account, account.metadata.annotations?.[ANNOTATION_PREVIOUS_ROLE] ?? null)],
        }),
      ),
  ],

  apply: async (step, { desired, world, ports }) => {
    if (step.kind === 'remove') return giveBack(step.name, desired.namespace, ports)
    const found = world.serviceAccounts.find((account) => account.metadata.name === step.name)
    await ports.kube.apply(manifest(step.name, desired, found), { force: true })
  },

  planRemoval: (world, { onlyIrsa }) =>
    world.serviceAccounts
      .filter((account) => holdsAnnotation(account))
      .map((account) =>
        action({
          id: ID_OF(account.metadata.name),
          resource: RESOURCE,
          name: account.metadata.name,
          kind: 'remove',
          needs: onlyIrsa ? ['instance-release'] : ['operator-release'],
          changes: [change(account, account.metadata.annotations?.[ANNOTATION_PREVIOUS_ROLE] ?? null)],
        }),
      ),

  remove: async (step, { world, ports, removal }) => {
    const namespace = world.namespace?.metadata.name ?? ''
    const found = await ports.kube.get({ kind: 'ServiceAccount', namespace, name: step.name })
    if (!found) return
    // One that nobody but us ever wrote goes; those that the operator took over, its own uninstall removes.
    const alone = (found.metadata.managedFields ?? []).every((entry) => entry.manager === FIELD_MANAGER)
    if (!removal.onlyIrsa && alone) return ports.kube.delete({ kind: 'ServiceAccount', namespace, name: step.name }, uid(found))
    await giveBack(step.name, namespace, ports)
  },
}

function planOne(name: string, desired: Desired, world: World): Action {
  const found = world.serviceAccounts.find((account) => account.metadata.name === name)
  const base = { id: ID_OF(name), resource: RESOURCE, name, needs: ['namespace'] }
  const after = desired.role.arn
  if (!found) return action({ ...base, kind: 'create', changes: [{ path: `annotations.${ROLE_ARN_ANNOTATION}`, before: null, after }] })

  const before = found.metadata.annotations?.[ROLE_ARN_ANNOTATION]
  const ours = holdsAnnotation(found)
  const remembered = found.metadata.annotations?.[ANNOTATION_GRANT]
  const grant =
    remembered === desired.grant ? [] : [{ path: `annotations.${ANNOTATION_GRANT}`, before: remembered ?? null, after: desired.grant }]
  if (before === after && ours && grant.length === 0) return action({ ...base, kind: 'keep' })
  const owners = annotationOwners(found, ROLE_ARN_ANNOTATION).map((owner) => owner.manager)
  const foreign = before !== undefined && before !== after && !ours && !isOurObject(found) && !isOurOldRole(before, world)
  if (foreign && !desired.adopt) {
    return action({
      ...base,
      kind: 'conflict',
      reason: `its role annotation is held by ${owners.join(', ') || 'another manager'}: ${before}`,
      fix: 'Add --adopt to take it over (the value is kept and comes back on uninstall), or leave this ServiceAccount out with --service-account.',
    })
  }
  const needs = owners.includes('flux-operator') && before !== after ? ['namespace', 'instance-release'] : ['namespace']
  const manager = ours ? [] : [{ path: 'fieldManager', before: owners.join(', ') || null, after: FIELD_MANAGER }]
  return action({ ...base, kind: 'update', needs, changes: [...(before === after ? manager : [change(found, after)]), ...grant] })
}

function isOurOldRole(arn: string, world: World): boolean {
  return world.candidates.some((role) => role.arn === arn && role.tags['flux-irsa:cluster'] === world.cluster.arn)
}

function manifest(name: string, desired: Desired, found: KubeObject | undefined): KubeObject {
  const before = found?.metadata.annotations?.[ROLE_ARN_ANNOTATION]
  const foreignBefore =
    found && before && before !== desired.role.arn && !holdsAnnotation(found) && !isOurObject(found) ? before : undefined
  const previous = found?.metadata.annotations?.[ANNOTATION_PREVIOUS_ROLE] ?? foreignBefore
  const annotations = {
    [ROLE_ARN_ANNOTATION]: desired.role.arn,
    [ANNOTATION_OWNER]: desired.clusterArn,
    [ANNOTATION_GRANT]: desired.grant,
    ...(previous ? { [ANNOTATION_PREVIOUS_ROLE]: previous } : {}),
  }
  return { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, namespace: desired.namespace, annotations } }
}

/** Takes our annotations off by applying none; an earlier value that we recorded comes back (and is nobody's then but the past's). */
async function giveBack(name: string, namespace: string, { kube }: import('../engine/ports.ts').WritePorts): Promise<void> {
  const ref = { kind: 'ServiceAccount', namespace, name }
  const found = await kube.get(ref)
  if (!found) return
  const previous = found.metadata.annotations?.[ANNOTATION_PREVIOUS_ROLE]
  await kube.apply({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, namespace } }, { force: true })
  if (previous)
    await kube.mergePatch(ref, { metadata: { annotations: { [ROLE_ARN_ANNOTATION]: previous } } }, { fieldManager: 'flux-irsa-restored' })
}

function change(account: KubeObject, after: string | null) {
  return { path: `annotations.${ROLE_ARN_ANNOTATION}`, before: account.metadata.annotations?.[ROLE_ARN_ANNOTATION] ?? null, after }
}

function uid(object: KubeObject): { uid: string } | Record<string, never> {
  return object.metadata.uid ? { uid: object.metadata.uid } : {}
}
