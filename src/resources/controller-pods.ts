import { Failure } from '../domain/failure.ts'
import { annotationOwners } from '../domain/managed-fields.ts'
import { ROLE_ARN_ANNOTATION } from '../domain/ownership.ts'
import { podIdentity } from '../domain/pod-identity.ts'
import type { ServiceAccountName } from '../domain/web-identity.ts'
import { fluxPart, type FluxPart } from '../model/desired.ts'
import { at } from '../domain/at.ts'
import { INSTANCE } from '../flux/names.ts'
import { holdsAnnotation, isOurRelease, isSharedRole, ourRoles, roleAfterUs } from '../identity/ours.ts'
import type { Action } from '../model/plan.ts'
import type { WritePorts } from '../model/ports.ts'
import type { World } from '../model/world.ts'
import type { KubeObject } from '../model/kube.ts'
import { podsOf } from '../identity/binding/bound.ts'
import { instanceOwner } from './instance-release.ts'
import { carrying, freeOf, newPodsReady, type Fits } from './pod-replacement.ts'
import type { Need } from '../model/resource-names.ts'
import { action, type ActionBase, type Resource, type Work } from '../model/resource.ts'
import { rightsTo } from './rights.ts'

const RESOURCE = 'pods'

/**
 * The controllers' pods carry the role. The EKS webhook gives it to a pod when it is created, never later, and may miss one (it fails
 * open): so the pod itself is looked at, deleted once if it must be, and looked at again. Not `rollout restart`: the operator takes
 * that back and the pods roll twice.
 */
export const controllerPods: Resource = {
  name: RESOURCE,
  place: 'cluster',
  stations: ['pod'],
  // Also of a fresh install: a pod that the webhook missed is replaced.
  rights: { create: rightsTo('', 'pods', ['delete']), restart: rightsTo('', 'pods', ['delete']) },

  plan: (wanted, world) => {
    const desired = fluxPart(wanted)
    return [
      ...[...desired.roleArns.keys()].filter((name) => runs(name, desired, world)).map((name) => planOne(name, desired, world)),
      // A controller that loses the role keeps the old one in its environment until its pod is replaced.
      ...leaving(world)
        // Where Flux is yet to start, its pods are born before the annotation goes.
        .filter((name) => !desired.roleArns.has(name) && runs(name, desired, world))
        .map((name) =>
          action({
            id: `${RESOURCE}/${name}`,
            resource: RESOURCE,
            name,
            kind: 'restart',
            needs: ['instance-release', `old-service-account/${name}`],
            changes: [{ path: 'identity', before: rolesLeft(name, world)[0] ?? null, after: null }],
          }),
        ),
    ]
  },

  apply: async (step, { desired: wanted, world, ports, waiting }) => {
    const desired = fluxPart(wanted)
    const roleArn = desired.roleArns.get(step.name)
    const account = { namespace: desired.namespace, name: step.name }
    const fits = roleArn === undefined ? freeOf(rolesLeft(step.name, world, await roleNow(account, ports))) : carrying(roleArn)
    await replacePods(account, fits, { world, ports, waiting })
  },

  planRemoval: (world, { onlyIrsa }) => {
    if (!onlyIrsa && fluxGoes(world)) return []
    const running = leaving(world).filter((name) => {
      const fits = freeOf(rolesLeft(name, world, roleKept(name, world)))
      return !podsNamed(name, world).every(fits)
    })
    return running.map((name) =>
      action({
        id: `${RESOURCE}/${name}`,
        resource: RESOURCE,
        name,
        kind: 'restart',
        needs: ['instance-release', `service-account/${name}`],
      }),
    )
  },

  remove: async (step, { world, ports, waiting }) => {
    const account = { namespace: world.namespace?.metadata.name ?? '', name: step.name }
    const now = await roleNow(account, ports)
    if (now !== undefined && goesWithUs(now, world)) throw await stillNamed(account, now, ports)
    await replacePods(account, freeOf(rolesLeft(step.name, world, now)), { world, ports, waiting })
  },
}

/** Whether this controller has pods, or will have them after the install. */
function runs(name: string, desired: FluxPart, world: World): boolean {
  if (podsNamed(name, world).length > 0) return true
  if (desired.standing || instanceOwner(world)) return false
  return ((at(desired.instance.spec, ['components']) as string[] | undefined) ?? []).includes(name)
}

function planOne(name: string, desired: FluxPart, world: World): Action {
  const pods = podsNamed(name, world)
  // A pod that is there calls AWS at once: its role must be whole by then.
  const needs: Need[] = ['policy-attachment', 'instance-release', `service-account/${name}`]
  const base: ActionBase = { id: `${RESOURCE}/${name}`, resource: RESOURCE, name, needs }
  const after = desired.roleArns.get(name) ?? ''
  if (pods.length === 0) return action({ ...base, kind: 'create', changes: [{ path: 'identity', before: null, after }] })
  const without = pods.map((pod) => podIdentity(pod, { roleArn: after })).filter((identity) => identity.state !== 'injected')
  if (without.length === 0) return action({ ...base, kind: 'keep' })
  return action({ ...base, kind: 'restart', changes: [{ path: 'identity', before: without[0]?.state ?? null, after }] })
}

/** The world of Flux holds the pods of its namespace alone. */
function podsNamed(name: string, world: World): KubeObject[] {
  return podsOf({ namespace: world.pods[0]?.metadata.namespace ?? '', name }, world.pods)
}

/** Controllers that lose the role, also those whose pods a run that was cut off after taking the annotation away left behind. */
function leaving(world: World): string[] {
  const held = world.serviceAccounts.filter((account) => holdsAnnotation(account)).map((account) => account.metadata.name)
  const behind = world.pods
    .filter((pod) => ourRoles(world).some(({ arn }) => carrying(arn)(pod) && annotationOf(accountOf(pod), world) !== arn))
    .map(accountOf)
  return [...new Set([...held, ...behind])]
}

/** What its pods may carry no longer; `now` is what its ServiceAccount names after us. */
function rolesLeft(name: string, world: World, now?: string): string[] {
  const annotated = annotationOf(name, world)
  return [...(annotated ? [annotated] : []), ...ourRoles(world).map(({ arn }) => arn)].filter((arn) => arn !== now)
}

/** Read anew: what others hold of the annotation stays when we let go, and an earlier value is back. */
async function roleNow({ namespace, name }: ServiceAccountName, { kube }: WritePorts): Promise<string | undefined> {
  return (await kube.get({ kind: 'ServiceAccount', namespace, name }))?.metadata.annotations?.[ROLE_ARN_ANNOTATION]
}

/** A role that its pods may keep: its ServiceAccount names it after us, as far as can be told before, and it stays. */
function roleKept(name: string, world: World): string | undefined {
  const account = world.serviceAccounts.find(({ metadata }) => metadata.name === name)
  const after = account && roleAfterUs(account)
  return after !== undefined && goesWithUs(after, world) ? undefined : after
}

function goesWithUs(roleArn: string, world: World): boolean {
  return ourRoles(world).some((role) => role.arn === roleArn && !isSharedRole(role, world.part))
}

/** Whether the pods go with all of Flux. */
function fluxGoes({ releases, instance }: World): boolean {
  return (
    instance?.metadata.deletionTimestamp !== undefined || releases.some((release) => release.name === INSTANCE && isOurRelease(release))
  )
}

async function stillNamed({ namespace, name }: ServiceAccountName, roleArn: string, { kube }: WritePorts): Promise<Failure> {
  const account = await kube.get({ kind: 'ServiceAccount', namespace, name })
  const owners = account ? annotationOwners(account, ROLE_ARN_ANNOTATION).map(({ manager }) => manager) : []
  return new Failure({
    code: 'annotation-held',
    source: 'environment',
    message: `the ServiceAccount ${namespace}/${name} still names ${roleArn}, which is to go: ${owners.join(', ') || 'somebody'} sets it too`,
    fix: `Take the annotation ${ROLE_ARN_ANNOTATION} out where ${owners.join(', ') || 'it'} sets it, then run the same command again.`,
    docs: 'uninstall.md#only-the-identity',
  })
}

function accountOf(pod: KubeObject): string {
  return String(at(pod, ['spec', 'serviceAccountName']))
}

function annotationOf(name: string, world: World): string {
  return world.serviceAccounts.find((account) => account.metadata.name === name)?.metadata.annotations?.[ROLE_ARN_ANNOTATION] ?? ''
}

/** Until every pod of the controller fits; each one that does not is deleted once. */
async function replacePods(account: ServiceAccountName, fits: Fits, work: Pick<Work, 'world' | 'ports' | 'waiting'>): Promise<void> {
  const { ports, waiting } = work
  const { namespace, name } = account
  waiting(`a pod of ${name}`)
  const all = await ports.kube.waitForList({ kind: 'Pod', namespace }, (pods) => podsOf(account, pods).length > 0)
  const wrong = podsOf(account, all).filter((pod) => !fits(pod))
  if (wrong.length === 0) return
  for (const { metadata } of wrong)
    await ports.kube.delete({ kind: 'Pod', namespace, name: metadata.name }, metadata.uid ? { uid: metadata.uid } : {})
  await newPodsReady(account, { old: new Set(wrong.map((pod) => pod.metadata.uid)) }, fits, work)
}
