import type { LockTimes } from '../engine/lock.ts'
import type { RunProgram } from '../helm/run-program.ts'
import type { WaitTimes } from '../model/wait-times.ts'

type Stream = NodeJS.WritableStream & { isTTY?: boolean; columns?: number }

/** All that the program has of the world around it; src/main.ts makes it from the process, tests from what they like. */
export interface Io {
  /** The command line as it was given, without node and script. */
  args: readonly string[]
  /** This program, for running itself: Node and the launcher. */
  program: { node: string; script: string }
  env: Record<string, string | undefined>
  stdin: NodeJS.ReadableStream & { isTTY?: boolean }
  stdout: Stream
  stderr: Stream
  /** Fires on Ctrl-C or SIGTERM; its reason is a Failure. */
  interrupted: AbortSignal
  /** Trusted in place of what Node trusts: PEM, where servers are met whose authority NODE_EXTRA_CA_CERTS did not name when Node started. */
  trustedCa?: string
  lockTimes?: LockTimes
  waitTimes?: WaitTimes
  /** How long one request may stay without an answer; milliseconds. */
  requestTimeoutMs?: number
  /** About how long the first pause before a call is tried again is, in place of the usual ones; milliseconds. */
  retryPauseMs?: number
  /** How helm is run; as a child process unless said. */
  runProgram?: RunProgram
  /** Whether a program that was run so is still at work. */
  areProgramsRunning?: () => boolean
  /** How much the summary of a step of GitHub Actions may take, where that is less than GitHub's own limit. */
  summaryBytes?: number
}
