import type { Settings } from './settings.ts'
import type { Desired, DesiredRelease } from './desired.ts'
import type { AccessQuestion, KubeReader } from './kube.ts'
import type { Action, ActionKind, Leftover } from './plan.ts'
import type { ReadPorts, WritePorts } from './ports.ts'
import type { World } from './world.ts'
import type { ActionId, ResourceName } from './resource-names.ts'
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

/** What Kubernetes must allow for an action: in its namespace, unless it is for the whole cluster. */
export type Right = Pick<AccessQuestion, 'verb' | 'group' | 'resource' | 'subresource' | 'name'> & {
  clusterWide?: true
  /** On the object that the action names, and on no other. */
  ofItsOwn?: true
}

/**
 * One kind of thing that flux-irsa makes. The row owns all that is particular to it: what differs from what is wanted (pure), how that is
 * carried out and taken away, what it takes to be allowed to, and where it stands. A new one is a file, its name in ResourceName, and a
 * row in src/resources/table.ts.
 */
export interface Resource {
  name: ResourceName
  /** What takes IAM away waits for all that is done in the cluster. */
  place: 'aws' | 'cluster'
  /** Ids of the stations in the picture of the chain (src/report/page/chain-links.ts) that it makes or is a part of. */
  stations: readonly string[]
  /** By kind of action what the caller must be allowed in Kubernetes. */
  rights?: Partial<Record<ActionKind, Right[]>>
  /** Whether carrying out takes the helm program. */
  usesHelm?: true
  /** Made beside a cluster or by every installer: no sign of a set-up that could be taken over. */
  isNoSign?: true
  /** The lock stands in it, so it is made before the lock is taken; making it twice must do no harm. */
  holdsLock?: true
  plan(desired: Desired, world: World): Action[]
  /** The Helm release that creating or updating installs: its chart's signature is looked at before the first write. */
  release?(desired: Desired): DesiredRelease | undefined
  apply(action: Action, work: Work & { desired: Desired }): Promise<void>
  planRemoval(world: World, removal: Removal): Action[]
  remove(action: Action, work: Work & { removal: Removal }): Promise<void>
  /** What a person should know of this part before they say yes, one sentence each; nothing is stopped by it. */
  notices?(settings: Settings, desired: Desired, world: World): string[]
  /** The same before a removal, which may have to look what goes with it. */
  removalNotices?(actions: Action[], world: World, kube: KubeReader): Promise<string[]>
  /** Where there is nothing to do: waits for what an earlier, cut-off run began. */
  settle?(action: Action, work: Work & { desired: Desired }): Promise<void>
  /** Why a removal that is planned would take something of others along, as a conflict; looked for before anything is removed. */
  heldByOthers?(action: Action, world: World, ports: ReadPorts): Promise<Pick<Action, 'reason' | 'fix'> | undefined>
  /** What of it stays after an uninstall by design, each with the reason. */
  stays?(world: World, kube: KubeReader, removal: Removal): Promise<Leftover[]>
}

/** What the actions of one thing have in common. */
export type ActionBase = Pick<Action, 'id' | 'resource' | 'name'> & Pick<Partial<Action>, 'needs' | 'namespace'>

/** An action with the parts that most of them have in common. */
export function action(parts: Pick<Action, 'id' | 'resource' | 'name' | 'kind'> & Partial<Action>): Action {
  return { needs: [], changes: [], ...parts }
}

/** Where there is one of each, as Flux mostly has, the kind says it all; many are told apart by name. */
export function idOf({ part, identities }: Desired, resource: ResourceName, name: string): ActionId {
  return part === 'flux' && identities.length === 1 ? resource : `${resource}/${name}`
}

/** The resource that an action is about. */
export function resourceOf(resources: Resource[], { resource }: Action): Resource {
  const found = resources.find((candidate) => candidate.name === resource)
  if (!found) throw new Error(`no resource ${resource}: add it to src/resources/table.ts`)
  return found
}

/** Whether carrying these actions out takes the helm program. */
export function needsHelm(actions: Action[], resources: Resource[]): boolean {
  return actions.some((step) => step.kind !== 'keep' && resourceOf(resources, step).usesHelm)
}
