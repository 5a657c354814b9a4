import { createRoundTrips } from '../../src/sandbox/round-trips.ts'
import { startSandbox, type Sandbox } from '../../src/sandbox/index.ts'
import { LOCK_TIMES } from '../../src/engine/lock.ts'
import { drive } from '../stories/drive.ts'

/** The eight commands whose round trips have a goal. */
export interface Measured {
  name: string
  args: string[]
  /** At most so many round trips, one after the other: what the bench holds the slope of wall time against. */
  goal: number
  /** So many it takes today; one that takes less lowers this. */
  most: number
}

const CLUSTER = ['--cluster', 'lab']
const GIT = ['--git-url', 'https://bitbucket.org/acme/fleet.git', '--git-path', '/']
const INSTALL = ['install', ...CLUSTER, '--yes', ...GIT, '--repository', 'apps/*', '--repository', 'web']
const BIND = ['shop/cart', ...CLUSTER, '--yes']

/** In this order, each on what the one before left. */
export const COMMANDS: Measured[] = [
  { name: 'install', args: INSTALL, goal: 18, most: 18 },
  { name: 'install, nothing to do', args: INSTALL, goal: 7, most: 6 },
  { name: 'plan', args: ['plan', ...CLUSTER], goal: 3, most: 3 },
  { name: 'verify', args: ['verify', ...CLUSTER], goal: 5, most: 5 },
  { name: 'bind', args: ['bind', ...BIND, '--ecr-read', 'apps/main', '--create'], goal: 12, most: 12 },
  { name: 'bind, nothing to do', args: ['bind', ...BIND, '--ecr-read', 'apps/main'], goal: 7, most: 7 },
  { name: 'unbind', args: ['unbind', ...BIND], goal: 17, most: 14 },
  { name: 'uninstall', args: ['uninstall', ...CLUSTER, '--yes'], goal: 22, most: 22 },
]

/** The namespace of the workload that is bound. */
export function addShop({ kube }: Sandbox): void {
  kube.store.create('/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } }, 'test')
}

/** Runs one of them, which must go well: how long it took, in milliseconds. */
export async function runMeasured(sandbox: Sandbox, { args }: Measured): Promise<number> {
  const from = performance.now()
  const { code, stderr } = await drive(sandbox, args, { env: { FLUX_IRSA_GIT_PASSWORD: 'measured' }, lockTimes: LOCK_TIMES })
  const wallMs = performance.now() - from
  if (code !== 0) throw new Error(`${args[0]} ended with ${code}:\n${stderr}`)
  await sandbox.idle()
  return wallMs
}

/** The calls of each round trip of one of them. */
async function roundsOf(sandbox: Sandbox, measured: Measured): Promise<readonly (readonly string[])[]> {
  const trips = createRoundTrips()
  sandbox.roundTrips = trips
  try {
    await runMeasured(sandbox, measured)
    return trips.rounds
  } finally {
    sandbox.roundTrips = undefined
    trips.stop()
  }
}

/** By name of the command, the calls of each of its round trips. */
export async function roundsOfAll(): Promise<Map<string, readonly (readonly string[])[]>> {
  const sandbox = await startSandbox({ cluster: 'lab' })
  try {
    addShop(sandbox)
    const rounds = new Map<string, readonly (readonly string[])[]>()
    for (const measured of COMMANDS) rounds.set(measured.name, await roundsOf(sandbox, measured))
    return rounds
  } finally {
    await sandbox.close()
  }
}
