import type { Desired } from '../engine/desired.ts'
import type { Action } from '../engine/plan.ts'
import type { WritePorts } from '../engine/ports.ts'
import type { World } from '../engine/world.ts'
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
}

/** An action with the parts that most of them have in common. */
export function action(parts: Pick<Action, 'id' | 'resource' | 'name' | 'kind'> & Partial<Action>): Action {
  return { needs: [], changes: [], ...parts }
}
