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
/**
 * At one call; at each of several, of different names; at `every read` that has not been made before; a number counts all calls of the run,
 * from 1.
 */
export type Place = Site | Site[] | 'every read' | number
export interface Disturbance {
  fault: Fault
  site: Place
}

export interface Disturbed extends Outcome {
  /** How many calls were struck. */
  struck: number
  sites: Site[]
  /** Writes that took effect. */
  effects: GateCall[]
  /** Of a killed run whose helm lives on: when that ends. */
  afterlife: Promise<unknown>
}

/** Told of a run's calls while it goes on: as one comes in, before anything of it happens, and when it was worked on. */
export interface Watcher {
  before(site: Site): void
  after(site: Site): void
}

export const nameOf = (place: Place): string =>
  Array.isArray(place)
    ? place.map(nameOf).join(', ')
    : typeof place === 'object'
      ? `${place.call.to} ${place.call.name} #${place.nth}`
      : String(place)

function isAt(place: Place, call: GateCall, nth: number, count: number): boolean {
  if (typeof place === 'number') return place === count
  if (place === 'every read') return nth === 1 && call.to !== 'helm' && !call.write
  const sites = Array.isArray(place) ? place : [place]
  return sites.some((site) => site.call.to === call.to && site.call.name === call.name && site.nth === nth)
}

/** One run of the program, with a fault at one call or at several; a killed run reaches nothing any more from then on. */
export async function disturbed(
  sandbox: Sandbox,
  args: string[],
  disturbance?: Disturbance,
  options: DriveOptions & { watcher?: Watcher } = {},
): Promise<Disturbed> {
  const { watcher, ...driven } = options
  const stop = new AbortController()
  const met = new Map<string, number>()
  const sites = new Map<GateCall, Site>()
  const effects: GateCall[] = []
  let struck = 0
  let dead = false
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
      const site = { call, nth }
      sites.set(call, site)
      watcher?.before(site)
      if (!disturbance || !isAt(disturbance.site, call, nth, sites.size)) return 'pass'
      struck++
      return strike(disturbance.fault, call)
    },
    onDone(call) {
      if (call.write) effects.push(call)
      const site = sites.get(call)
      if (site) watcher?.after(site)
    },
  }
  const running = drive(sandbox, args, { ...driven, interrupted: stop.signal })
  const orphaned =
    disturbance?.fault === 'orphaned' ? death.then(() => sleep(20)).then((): Outcome => ({ code: 130, stdout: '', stderr: '' })) : undefined
  const outcome = await Promise.race([running, ...(orphaned ? [orphaned] : [])])
  sandbox.gate = undefined
  return { ...outcome, struck, sites: [...sites.values()], effects, afterlife: running }
}
