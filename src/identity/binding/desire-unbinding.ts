import type { Origins, Settings } from '../../model/settings.ts'
import { desiredOf, remainingIdentities } from './desire-binding.ts'
import type { Desired } from '../../model/desired.ts'
import type { World } from '../../model/world.ts'

/** What is left when the named ServiceAccounts lose what bind gave them: the roles that others carry too. Pure. */
export function desireUnbinding(settings: Settings, world: World): { desired: Desired; origins: Origins } {
  return { desired: desiredOf(settings, world, remainingIdentities(settings, world)), origins: {} }
}
