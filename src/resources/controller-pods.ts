import { Failure } from '../domain/failure.ts'
import { ROLE_ARN_ANNOTATION } from '../domain/ownership.ts'
import { podIdentity } from '../domain/pod-identity.ts'
import type { Desired } from '../engine/desired.ts'
import { at } from '../engine/names.ts'
import { holdsAnnotation, ourRoles } from '../engine/ours.ts'
import type { Action } from '../engine/plan.ts'
import type { WritePorts } from '../engine/ports.ts'
import type { World } from '../engine/world.ts'
import type { KubeObject } from '../kube/ports.ts'
import { instanceOwner } from './instance-release.ts'
import { conditionsOf } from './operator-release.ts'
import { action, type Resource, type Work } from '../engine/resource.ts'

const RESOURCE = 'pods'

/**
 * The controllers' pods carry the role. The EKS webhook gives it to a pod when it is created, never later, and may miss one (it fails
 * open): so the pod itself is looked at, deleted once if it must be, and looked at again. Not `rollout restart`: the operator takes
 * that back and the pods roll twice.
 */
export const controllerPods: Resource = {
  name: RESOURCE,

  plan: (desired, world) => [
    ...desired.serviceAccounts.filter((name) => runs(name, desired, world)).map((name) => planOne(name, desired, world)),
    // A controller that loses the role keeps the old one in its environment until its pod is replaced.
    ...leaving(world)
      // Where Flux is yet to start, its pods are born before the annotation goes.
      .filter((name) => !desired.serviceAccounts.includes(name) && runs(name, desired, world))
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
  ],

  apply: async (step, { desired, world, ports, waiting }) => {
    const carries = desired.serviceAccounts.includes(step.name)
    const fits = carries ? carrying(desired.role.arn) : freeOf(rolesLeft(step.name, world))
    await replaced(step.name, desired.namespace, fits, ports, waiting)
  },

  planRemoval: (world, { onlyIrsa }) => {
    if (!onlyIrsa) return []
    const running = leaving(world).filter((name) => podsOf(name, world.pods).length > 0)
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

  remove: (step, { world, ports, waiting }) =>
    replaced(step.name, world.namespace?.metadata.name ?? '', freeOf(rolesLeft(step.name, world)), ports, waiting),
}

/** Whether this controller has pods, or will have them after the install. */
function runs(name: string, desired: Desired, world: World): boolean {
  if (podsOf(name, world.pods).length > 0) return true
  if (instanceOwner(world)) return false
  return ((at(desired.instance.spec, ['components']) as string[] | undefined) ?? []).includes(name)
}

function planOne(name: string, desired: Desired, world: World): Action {
  const pods = podsOf(name, world.pods)
  const needs = ['instance-release', `service-account/${name}`]
  const base = { id: `${RESOURCE}/${name}`, resource: RESOURCE, name, needs }
  const after = desired.role.arn
  if (pods.length === 0) return action({ ...base, kind: 'create', changes: [{ path: 'identity', before: null, after }] })
  const without = pods.map((pod) => podIdentity(pod, { roleArn: after })).filter((identity) => identity.state !== 'injected')
  if (without.length === 0) return action({ ...base, kind: 'keep' })
  return action({ ...base, kind: 'restart', changes: [{ path: 'identity', before: without[0]?.state ?? null, after }] })
}

/** Pods of a controller that are not on their way out. */
function podsOf(serviceAccount: string, pods: KubeObject[]): KubeObject[] {
  return pods.filter((pod) => at(pod, ['spec', 'serviceAccountName']) === serviceAccount && !pod.metadata.deletionTimestamp)
}

type Fits = (pod: KubeObject) => boolean

function carrying(roleArn: string): Fits {
  return (pod) => podIdentity(pod, { roleArn }).state === 'injected'
}

function freeOf(roleArns: string[]): Fits {
  return (pod) => !roleArns.some((roleArn) => carrying(roleArn)(pod))
}

/** Controllers that lose the role, also those whose pods a run that was cut off after taking the annotation away left behind. */
function leaving(world: World): string[] {
  const held = world.serviceAccounts.filter((account) => holdsAnnotation(account)).map((account) => account.metadata.name)
  const behind = world.pods
    .filter((pod) => ourRoles(world).some(({ arn }) => carrying(arn)(pod) && annotationOf(accountOf(pod), world) !== arn))
    .map(accountOf)
  return [...new Set([...held, ...behind])]
}

/** What its pods may carry no longer. */
function rolesLeft(name: string, world: World): string[] {
  const annotated = annotationOf(name, world)
  return [...(annotated ? [annotated] : []), ...ourRoles(world).map(({ arn }) => arn)]
}

function accountOf(pod: KubeObject): string {
  return String(at(pod, ['spec', 'serviceAccountName']))
}

function annotationOf(name: string, world: World): string {
  return world.serviceAccounts.find((account) => account.metadata.name === name)?.metadata.annotations?.[ROLE_ARN_ANNOTATION] ?? ''
}

/** Until every pod of the controller fits; each one that does not is deleted once. */
async function replaced(name: string, namespace: string, fits: Fits, ports: WritePorts, waiting: Work['waiting']): Promise<void> {
  const selection = { kind: 'Pod', namespace }
  waiting(`a pod of ${name}`)
  const running = podsOf(name, await ports.kube.waitForList(selection, (pods) => podsOf(name, pods).length > 0))
  const wrong = running.filter((pod) => !fits(pod))
  if (wrong.length === 0) return
  for (const { metadata } of wrong)
    await ports.kube.delete({ kind: 'Pod', namespace, name: metadata.name }, metadata.uid ? { uid: metadata.uid } : {})

  waiting(`a new pod of ${name}, ready`)
  const old = new Set(wrong.map((pod) => pod.metadata.uid))
  const pods = await ports.kube.waitForList(selection, (all) => {
    const fresh = podsOf(name, all).filter((pod) => !old.has(pod.metadata.uid))
    return fresh.length > 0 && (fresh.every(isReadyPod) || fresh.some((pod) => !fits(pod)))
  })
  const still = podsOf(name, pods).find((pod) => !old.has(pod.metadata.uid) && !fits(pod))
  if (!still) return
  throw new Failure({
    code: 'pod-without-identity',
    source: 'environment',
    message: `the new pod ${still.metadata.name} was born without the identity that its ServiceAccount names`,
    evidence: [['pod', `${namespace}/${still.metadata.name}`]],
    fix: 'kubectl get mutatingwebhookconfiguration pod-identity-webhook',
    docs: 'troubleshooting.md#webhook',
  })
}

function isReadyPod(pod: KubeObject): boolean {
  return conditionsOf(pod).some((condition) => condition.type === 'Ready' && condition.status === 'True')
}
