import { subscribe } from 'node:diagnostics_channel'
import { CALLS } from '../../src/net/call-context.ts'
import { startSandbox, type Sandbox } from '../../src/sandbox/index.ts'
import { drive } from '../stories/drive.ts'
import { growth, GROWTH_HEAD } from './growth.ts'
import { labAgainstByHand } from './lab.ts'
import { depths } from './depth.ts'
import { median, peakMemory, table } from './measure.ts'
import { packedSize } from './package-size.ts'
import { startUp } from './start-up.ts'

interface Span {
  started: number
  ended: number
}
const spans: Span[] = []
subscribe(CALLS, (message) => void spans.push(message as Span))

const INSTALL = [
  'install',
  '--cluster',
  'bench',
  '--yes',
  '--git-url',
  'https://bitbucket.org/acme/fleet.git',
  '--git-path',
  '/',
  '--repository',
  'apps/*',
  '--repository',
  'web',
]
const VERIFY = ['verify', '--cluster', 'bench']
const ROUNDS = 3

/** Time in which at least one call is under way: no order of the same calls could end earlier than their own chain. */
function underWay(list: Span[]): number {
  let [total, until] = [0, -Infinity]
  for (const { started, ended } of list.toSorted((a, b) => a.started - b.started)) {
    total += Math.max(0, ended - Math.max(started, until))
    until = Math.max(until, ended)
  }
  return total
}

async function timed(sandbox: Sandbox, args: string[]): Promise<{ wall: number; calls: number; chain: number }> {
  spans.length = 0
  const from = performance.now()
  const { code, stderr } = await drive(sandbox, args, { env: { FLUX_IRSA_GIT_PASSWORD: 'bench' } })
  if (code !== 0) throw new Error(`${args[0]} ended with ${code}:\n${stderr}`)
  return { wall: performance.now() - from, calls: spans.length, chain: underWay(spans) }
}

async function atLatency(latencyMs: number): Promise<string[][]> {
  const runs: Record<string, { wall: number; calls: number; chain: number }[]> = { install: [], 'install, nothing to do': [], verify: [] }
  for (let round = 0; round <= ROUNDS; round++) {
    const sandbox = await startSandbox({ cluster: 'bench', latencyMs })
    try {
      const results = {
        install: await timed(sandbox, INSTALL),
        'install, nothing to do': await timed(sandbox, INSTALL),
        verify: await timed(sandbox, VERIFY),
      }
      // The first round warms the code up.
      if (round > 0) for (const [name, result] of Object.entries(results)) runs[name]?.push(result)
    } finally {
      await sandbox.close()
    }
  }
  return Object.entries(runs).map(([name, list]) => {
    const wall = median(list.map((run) => run.wall))
    const chain = median(list.map((run) => run.chain))
    return [
      `${name}, ${latencyMs} ms a call`,
      `${wall.toFixed(0)} ms`,
      `${chain.toFixed(0)} ms`,
      `${(wall / chain).toFixed(2)} x`,
      '1.15 x',
      String(list[0]?.calls ?? 0),
    ]
  })
}

async function memory(): Promise<string[][]> {
  const sandbox = await startSandbox({ cluster: 'bench' })
  const env = { ...process.env, ...sandbox.env, FLUX_IRSA_GIT_PASSWORD: 'bench' }
  try {
    return [
      ['install', await peakMemory(['bin/flux-irsa.js', ...INSTALL], env)],
      ['verify', await peakMemory(['bin/flux-irsa.js', ...VERIFY], env)],
    ]
  } finally {
    await sandbox.close()
  }
}

const { rows: depthRows, missed } = await depths()
process.stdout.write(table(['depth', 'round trips', 'goal'], depthRows))
const grown = await growth()
process.stdout.write(table(GROWTH_HEAD, grown.rows))
process.stdout.write(table(['start-up', 'median', 'node -e 0', 'ratio', 'aim', 'peak memory'], await startUp()))
process.stdout.write(
  table(
    ['against the simulated account', 'wall', 'calls under way', 'ratio', 'aim', 'calls'],
    [...(await atLatency(0)), ...(await atLatency(50))],
  ),
)
process.stdout.write(table(['whole process', 'peak memory'], await memory()))
process.stdout.write(table(['package', 'size', 'aim'], [await packedSize()]))
const lab = process.env['FLUX_IRSA_LAB']
if (lab) process.stdout.write(table(['on real servers', 'median', 'by hand', 'ratio'], await labAgainstByHand(lab)))
else process.stdout.write('\nFLUX_IRSA_LAB is not set: nothing was measured on real servers.\n')
const late = [...missed, ...grown.missed]
if (late.length > 0) {
  process.stderr.write(`\nThe goal is missed by more than a tenth by ${late.join(', ')}.\n`)
  process.exitCode = 1
}
