import type { CallerIdentity, Cluster } from './aws.ts'
import type { Flux, LastingChange } from './flux.ts'
import type { ActionId, Need, ResourceName } from './resource-names.ts'

/** What would happen to one resource. `keep`: it is as wanted; `conflict`: it is not ours and `--adopt` was not said. */
export type ActionKind = 'create' | 'update' | 'keep' | 'remove' | 'restart' | 'conflict'

export interface Change {
  path: string
  before: unknown
  after: unknown
}

/** One step of a plan. Plain data: it is printed, compared and written as JSON. Secret values read `(secret)`. */
export interface Action {
  id: ActionId
  /** The kind of thing (src/resources/). */
  resource: ResourceName
  name: string
  kind: ActionKind
  /** Where it is not the namespace of Flux. */
  namespace?: string
  /** What must be done first; in a finished plan ids of its own actions. */
  needs: Need[]
  changes: Change[]
  /** For a conflict: who owns it, and what to do. */
  reason?: string
  fix?: string
}

export interface Target {
  cluster: string
  region: string
  account: string
  caller: string
  issuer: string
  endpoint: string
}

/** What every report says of where it was made. */
export function targetOf({ cluster, caller, region }: { cluster: Cluster; caller: CallerIdentity; region: string }): Target {
  const { name, issuer, endpoint } = cluster
  return { cluster: name, region, account: caller.account, caller: caller.arn, issuer, endpoint }
}

export type Summary = Record<ActionKind, number>

export interface Plan {
  schema: 'flux-irsa/plan/v1'
  target: Target
  actions: Action[]
  summary: Summary
  notices: string[]
  /** Every Flux that is there; of a plan for workloads absent. */
  flux?: Flux[]
  /** What the owner of a Flux that is not ours has to set, so that its identity lasts. */
  lasting?: LastingChange
}

export type Outcome = 'done' | 'kept' | 'failed' | 'skipped'
export interface Result {
  id: string
  outcome: Outcome
  durationMs: number
  error?: { code: string; message: string; fix?: string }
}
export interface Leftover {
  resource: string
  name: string
  reason: string
  expected: boolean
}

/** Counts the actions of each kind; all six keys are there. */
export function summarize(actions: Action[]): Summary {
  const summary: Summary = { create: 0, update: 0, keep: 0, remove: 0, restart: 0, conflict: 0 }
  for (const action of actions) summary[action.kind]++
  return summary
}

/** Whether applying would write anything. */
export function hasWork(plan: Plan): boolean {
  return plan.actions.some((action) => action.kind !== 'keep' && action.kind !== 'conflict')
}
