import { setTimeout as sleep } from 'node:timers/promises'
import { Failure } from '../../src/domain/failure.ts'
import type { Fate, GateCall } from '../../src/sandbox/gate.ts'
import type { Sandbox } from '../../src/sandbox/index.ts'
import { drive, type DriveOptions, type Outcome } from '../stories/drive.ts'

/**
 * What happens at one call: the run is killed before or after it takes effect (and helm with it, or helm lives on as an orphan); Ctrl-C;
 * its answer is lost, a server error, or never comes; it is refused as throttled; it reads IAM as it was before the last write.
 */
export type Fault = 'killed before' | 'killed after' | 'orphaned' | 'interrupted' | 'lost' | 'failed' | 'hang' | 'throttled' | 'stale'

/** `iam:CreateRole #1`: the first call of this name in a run. */
export interface Site {
  call: GateCall
  nth: number
}
/** At `every read` (or `every call`) it strikes each such call that has not been made before; a number counts all calls of the run, from 1. */
export interface Disturbance {
  fault: Fault
  site: Site | 'every read' | 'every call' | number
}

export interface Disturbed extends Outcome {
  struck: boolean
  sites: Site[]
  /** Creates and deletes in IAM that took effect, by action. */
  effects: GateCall[]
  /** Of a killed run whose helm lives on: when that ends. */
  afterlife: Promise<unknown>
}

export const nameOf = (site: Disturbance['site']) =>
  typeof site !== 'object' ? String(site) : `${site.call.to} ${site.call.name} #${site.nth}`

function isAt(site: Disturbance['site'], call: GateCall, nth: number, count: number): boolean {
  if (typeof site === 'number') return site === count
  if (typeof site === 'string') return nth === 1 && call.to !== 'helm' && (site === 'every call' || !call.write)
  return site.call.name === call.name && site.nth === nth
}

/** One run of the program with at most one fault; a killed run reaches nothing any more from then on. */
export async function disturbed(
  sandbox: Sandbox,
  args: string[],
  disturbance?: Disturbance,
  options: DriveOptions = {},
): Promise<Disturbed> {
  const stop = new AbortController()
  const met = new Map<string, number>()
  const sites: Site[] = []
  const effects: GateCall[] = []
  let [struck, dead] = [false, false]
  let died = (): void => {}
  const death = new Promise<void>((resolve) => void (died = resolve))

  const kill = () => {
    dead = true
    sandbox.helm.orphans = disturbance?.fault === 'orphaned'
    setImmediate(() => {
      stop.abort(new Failure({ code: 'interrupted', source: 'environment', message: 'killed', exitCode: 130 }))
      died()
    })
  }
  const strike = (fault: Fault, { to }: GateCall): Fate => {
    if (fault === 'killed before') {
      kill()
      return 'cut'
    }
    if (fault === 'killed after' || fault === 'orphaned') {
      kill()
      return to === 'helm' ? 'pass' : 'lost'
    }
    if (fault !== 'interrupted') return fault
    stop.abort(new Failure({ code: 'interrupted', source: 'environment', message: 'stopped by SIGINT', exitCode: 130 }))
    return 'pass'
  }

  sandbox.gate = {
    fate(call) {
      if (dead) return call.to === 'helm' && sandbox.helm.orphans ? 'pass' : 'refused'
      const nth = (met.get(`${call.to} ${call.name}`) ?? 0) + 1
      met.set(`${call.to} ${call.name}`, nth)
      sites.push({ call, nth })
      if (!disturbance || (struck && typeof disturbance.site !== 'string') || !isAt(disturbance.site, call, nth, sites.length))
        return 'pass'
      struck = true
      return strike(disturbance.fault, call)
    },
    onEffect: (call) => void effects.push(call),
  }
  const running = drive(sandbox, args, { ...options, interrupted: stop.signal })
  const orphaned =
    disturbance?.fault === 'orphaned' ? death.then(() => sleep(20)).then((): Outcome => ({ code: 130, stdout: '', stderr: '' })) : undefined
  const outcome = await Promise.race([running, ...(orphaned ? [orphaned] : [])])
  sandbox.gate = undefined
  return { ...outcome, struck, sites, effects, afterlife: running }
}
