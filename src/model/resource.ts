import type { Settings } from './settings.ts'
import type { Desired } from './desired.ts'
import type { KubeReader } from './kube.ts'
import type { Action, Leftover } from './plan.ts'
import type { WritePorts } from './ports.ts'
import type { World } from './world.ts'
import type { WaitTimes } from './wait-times.ts'

/** What an action is carried out with. `waiting` says what it waits for right now. */
export interface Work {
  world: World
  ports: WritePorts
  waiting: (text: string) => void
  times: WaitTimes
}

/** Which part an uninstall takes away. */
export interface Removal {
  onlyIrsa: boolean
  deleteOidcProvider: boolean
  chartRepository?: string
}

/**
 * One kind of thing that flux-irsa brings about: it says what differs from what is wanted (pure), and carries out what it said.
 * A new one is a new file and a row in table.ts.
 */
export interface Resource {
  name: string
  plan(desired: Desired, world: World): Action[]
  apply(action: Action, work: Work & { desired: Desired }): Promise<void>
  planRemoval(world: World, removal: Removal): Action[]
  remove(action: Action, work: Work & { removal: Removal }): Promise<void>
  /** What a person should know of this part before they say yes, one sentence each; nothing is stopped by it. */
  notices?(settings: Settings, desired: Desired, world: World): string[]
  /** Where there is nothing to do: waits for what an earlier, cut-off run began. */
  settle?(action: Action, work: Work & { desired: Desired }): Promise<void>
  /** What of it stays after an uninstall by design, each with the reason. */
  stays?(world: World, kube: KubeReader, removal: Removal): Promise<Leftover[]>
}

/** An action with the parts that most of them have in common. */
export function action(parts: Pick<Action, 'id' | 'resource' | 'name' | 'kind'> & Partial<Action>): Action {
  return { needs: [], changes: [], ...parts }
}

/** Where there is one of each, as Flux mostly has, the kind says it all; many are told apart by name. */
export function idOf({ part, identities }: Desired, resource: string, name: string): string {
  return part === 'flux' && identities.length === 1 ? resource : `${resource}/${name}`
}

/** The resource that an action is about. */
export function resourceOf(resources: Resource[], { resource }: Action): Resource {
  const found = resources.find((candidate) => candidate.name === resource)
  if (!found) throw new Error(`no resource ${resource}: add it to src/resources/table.ts`)
  return found
}
