import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import type { Fate, GateCall } from '../../src/sandbox/gate.ts'
import { drive, type DriveOptions, type Outcome } from '../stories/drive.ts'
import type { LabGate } from './lab-gate.ts'
import type { RandomFault } from './random-faults.ts'
import { PASSWORD } from './stage.ts'

const LAUNCHER = join(import.meta.dirname, '../../bin/flux-irsa.js')

export interface Struck extends Outcome {
  /** The call that was struck. */
  struck?: GateCall
  calls: GateCall[]
  /** Writes that took effect. */
  effects: GateCall[]
}

/** One run through the gate with at most one fault. What is to be killed runs as the built program, in a process group of its own. */
export async function struckRun(
  gate: LabGate,
  ca: string,
  args: string[],
  fault?: RandomFault,
  options: DriveOptions = {},
): Promise<Struck> {
  const calls: GateCall[] = []
  const effects: GateCall[] = []
  let struck: GateCall | undefined
  let kill = (): void => {}
  gate.gate = {
    fate(call) {
      calls.push(call)
      if (!fault || struck || calls.length < fault.at) return 'pass'
      struck = call
      return fateOf(fault, call, () => kill())
    },
    onDone: (call) => void (call.write && effects.push(call)),
  }
  const env = { ...PASSWORD, ...options.env }
  const isKilled = fault?.kind.startsWith('killed') || fault?.kind === 'orphaned'
  const outcome = isKilled
    ? await asProgram(
        args,
        { PATH: process.env['PATH'] ?? '', ...gate.env, ...env },
        fault?.kind === 'orphaned',
        (how) => void (kill = how),
      )
    : await drive({ env: gate.env, ca }, args, { ...options, env, ...(fault?.kind === 'hang' ? { requestTimeoutMs: 3_000 } : {}) })
  gate.gate = undefined
  return { ...outcome, calls, effects, ...(struck ? { struck } : {}) }
}

/** Helm, which would wait for two minutes, gets its answer cut off instead of none. */
function fateOf({ kind }: RandomFault, { to }: GateCall, kill: () => void): Fate {
  if (kind === 'killed before') {
    kill()
    return 'cut'
  }
  if (kind === 'killed after') {
    setImmediate(kill)
    return 'lost'
  }
  if (kind === 'orphaned') {
    kill()
    return 'pass'
  }
  return kind === 'hang' && to === 'helm' ? 'lost' : kind
}

async function asProgram(args: string[], env: Record<string, string>, alone: boolean, killer: (how: () => void) => void): Promise<Outcome> {
  const child = spawn(process.execPath, [LAUNCHER, ...args], { env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] })
  killer(() => void (alone ? child.kill('SIGKILL') : process.kill(-(child.pid ?? 0), 'SIGKILL')))
  const ended = once(child, 'exit') as Promise<[number | null]>
  const [[code], stdout, stderr] = await Promise.all([ended, text(child.stdout), text(child.stderr)])
  return { code: code ?? 137, stdout, stderr }
}
