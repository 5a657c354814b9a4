import { otherOwner, isOurRelease } from '../identity/ours.ts'
import { roleArnsOf, type Identity } from '../model/desired.ts'
import type { Flux, LastingChange } from '../model/flux.ts'
import type { World } from '../model/world.ts'
import { rowOfKind } from './kinds/kinds.ts'
import { INSTANCE, OPERATOR } from './names.ts'

/**
 * The Flux of this namespace that somebody else brought and keeps: it gets its identity where it stands, and nothing of it is changed besides.
 * `undefined` where none stands, where two share the namespace (nobody could tell whose ServiceAccounts those are), where an operator is there
 * that may be ours or become so, and where it is already ours. Pure.
 */
export function standingFlux(namespace: string, world: Pick<World, 'flux' | 'instance' | 'operator' | 'releases'>): Flux | undefined {
  const [flux, ...others] = world.flux.filter((one) => one.namespace === namespace && one.has === 'controllers')
  if (!flux || others.length > 0) return undefined
  const release = (name: string) => world.releases.find((one) => one.name === name)
  if (flux.kind !== 'operator') return world.operator || world.instance || release(INSTANCE) || release(OPERATOR) ? undefined : flux
  // Half of Git's and half of somebody's Helm: an install has nothing of its own to hold on to.
  const operator = release(OPERATOR)
  const keeper = otherOwner(world.instance)
  const isHalf = operator && !isOurRelease(operator) && !otherOwner(world.operator)
  return keeper && isHalf ? { ...flux, owner: `${keeper}, by FluxInstance ${namespace}/${INSTANCE}` } : undefined
}

/** What its owner sets, so that the controllers keep these roles. Pure. */
export function lastingChange(flux: Flux, identities: Identity[]): LastingChange {
  const { annotate, lasting } = rowOfKind(flux.kind)
  return { where: annotate, text: lasting(flux, roleArnsOf(identities)) }
}
