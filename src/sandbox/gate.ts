import type { RoundTrips } from './round-trips.ts'

/** One call on its way to AWS or the API server, or one step of a helm command that is about to write. */
export interface GateCall {
  to: 'aws' | 'kubernetes' | 'helm'
  /** `iam:CreateRole`, `patch /api/v1/namespaces/x`, `upgrade flux`. */
  name: string
  write: boolean
}

/**
 * What becomes of a call: `cut` has no effect and the connection ends; `lost`, `hang` and `failed` take effect, and then the connection ends,
 * stays silent, or carries a server error; `throttled` and `refused` (403) have no effect; `stale` reads IAM as it was before its last write. Steps of helm know
 * `pass`; helm is killed at any other.
 */
export type Fate = 'pass' | 'cut' | 'lost' | 'hang' | 'failed' | 'throttled' | 'refused' | 'stale'

/** Stands before everything that a run of the program can reach, and decides call by call. */
export interface Gate {
  /** Asked when a call arrives, before anything of it takes effect. */
  fate(call: GateCall): Fate
  /** Told when a call was worked on, before it is answered; of a writing call only when it took effect. */
  onDone?(call: GateCall): void
}

/** Where the servers look for the gate; without one everything passes. */
export interface GateHolder {
  gate: Gate | undefined
  /** Where there is one, each call to AWS and the API server waits for its round first. */
  roundTrips?: RoundTrips | undefined
}
