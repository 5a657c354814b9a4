import { setTimeout as sleep } from 'node:timers/promises'
import { ROLE_ARN_ANNOTATION } from '../domain/ownership.ts'
import { podIdentity } from '../domain/pod-identity.ts'
import { comesAgain } from '../domain/pod-life.ts'
import { subjectOf, type ServiceAccountName } from '../domain/web-identity.ts'
import { bindingOf, isMeant, nameOf, podsOf } from '../identity/binding/bound.ts'
import type { Desired } from '../model/desired.ts'
import { ourRoles, roleAfterUs } from '../identity/ours.ts'
import type { Action } from '../model/plan.ts'
import type { World } from '../model/world.ts'
import { accountIn } from './accounts.ts'
import { carrying, freeOf, newPodsReady, type Fits } from './pod-replacement.ts'
import type { ActionId, Need } from '../model/resource-names.ts'
import { action, type ActionBase, type Resource } from '../model/resource.ts'

const RESOURCE = 'workload-pods'

/**
 * The pods of a workload take its new identity only when they are born again. With --restart those that run without it are evicted one
 * after the other, as their PodDisruptionBudgets allow, each only when the one before has its successor.
 */
export const workloadPods: Resource = {
  name: RESOURCE,
  place: 'cluster',
  stations: ['pod'],
  rights: { restart: [{ verb: 'create', group: '', resource: 'pods', subresource: 'eviction' }] },

  plan: (desired, world) => (desired.replacesPods ? usersOf(desired, world).flatMap((user) => planOne(user, world)) : []),

  apply: async (step, { desired, world, ports, waiting, times }) => {
    const user = usersOf(desired, world).find((candidate) => idOf(candidate.account) === step.id)
    if (!user) return
    const { account, fits } = user
    const { namespace, name } = account
    const all = podsOf(account, (await ports.kube.list({ kind: 'Pod', namespace })) ?? [])
    const old = new Set(all.map(({ metadata }) => metadata.uid))
    const wrong = all.filter((pod) => !fits(pod) && comesAgain(pod))
    for (const [index, pod] of wrong.entries()) {
      const options = pod.metadata.uid ? { uid: pod.metadata.uid } : {}
      while (!(await ports.kube.evict({ namespace, name: pod.metadata.name }, options))) {
        waiting(`a PodDisruptionBudget to let ${pod.metadata.name} go`)
        await sleep(times.lookAgainMs)
      }
      await newPodsReady({ namespace, name }, { old, atLeast: index + 1 }, fits, { world, ports, waiting })
    }
  },

  planRemoval: () => [],
  remove: () => Promise.resolve(),

  notices: (settings, desired, world) => {
    // Nobody looked for the pods of those that share a role with the ones that are named.
    const named = usersOf(desired, world).filter(({ account }) => isMeant(account, bindingOf(settings).accounts))
    return named.flatMap((user) => noticesOf(user, desired, world))
  },
}

/** A ServiceAccount whose pods are looked at, and what they shall be like. */
interface User {
  account: ServiceAccountName
  after: string | null
  fits: Fits
}

/** Those that get a role, and those that lose theirs, also where a run that was cut off took the annotation away already. */
function usersOf(desired: Desired, world: World): User[] {
  const staying = desired.identities.flatMap(({ role, serviceAccounts }) =>
    serviceAccounts.map(({ namespace, name }): User => ({ account: { namespace, name }, after: role.arn, fits: carrying(role.arn) })),
  )
  const known = new Set(staying.map(({ account }) => subjectOf(account)))
  const going = world.serviceAccounts
    .filter((account) => !known.has(subjectOf(nameOf(account))))
    .map((account): User => {
      // What others hold of the annotation stays, and their role with it.
      const after = roleAfterUs(account, 'binding') ?? null
      const left = ourRoles(world).flatMap(({ arn }) => (arn === after ? [] : arn))
      return { account: nameOf(account), after: null, fits: freeOf(left) }
    })
  // The world holds pods of those alone that were named; of others nothing is replaced.
  return [...staying, ...going]
}

function idOf({ namespace, name }: ServiceAccountName): ActionId {
  return `${RESOURCE}/${namespace}/${name}`
}

function planOne({ account, after, fits }: User, world: World): Action[] {
  const { namespace, name } = account
  const pods = podsOf(account, world.pods).filter(comesAgain)
  if (pods.length === 0) return []
  const needs: Need[] = ['policy-attachment', `service-account/${namespace}/${name}`, `old-service-account/${namespace}/${name}`]
  const base: ActionBase = { id: idOf(account), resource: RESOURCE, name: `${namespace}/${name}`, namespace, needs }
  const [wrong] = pods.filter((pod) => !fits(pod))
  if (!wrong) return after === null ? [] : [action({ ...base, kind: 'keep' })]
  const before =
    after === null
      ? (accountIn(world, account)?.metadata.annotations?.[ROLE_ARN_ANNOTATION] ?? null)
      : podIdentity(wrong, { roleArn: after }).state
  return [action({ ...base, kind: 'restart', changes: [{ path: 'identity', before, after }] })]
}

function noticesOf({ account, after, fits }: User, desired: Desired, world: World): string[] {
  const pods = podsOf(account, world.pods)
  const shown = `${account.namespace}/${account.name}`
  if (pods.length === 0) {
    return after === null ? [] : [`No pod uses the ServiceAccount ${shown} yet.`]
  }
  const wrong = pods.filter((pod) => !fits(pod))
  const lost = wrong.filter((pod) => !comesAgain(pod)).map(({ metadata }) => metadata.name)
  const state = after === null ? 'still carry the role that goes' : 'run without the identity'
  return [
    ...(wrong.length > lost.length && !desired.replacesPods
      ? [`${wrong.length - lost.length} of ${pods.length} pods of ${shown} ${state} until they are replaced; --restart does it.`]
      : []),
    ...(lost.length > 0 ? [`Nothing brings these pods of ${shown} again, so they are left alone: ${lost.join(', ')}.`] : []),
  ]
}
