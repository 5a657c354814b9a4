import { verify } from '../../src/checks/kernel/verify.ts'
import type { VerifyReport } from '../../src/model/verify-report.ts'
import { markdownOf } from '../../src/report/page/markdown.ts'
import { ACCOUNT, AUTOMATION, INSTALL, NAMESPACE, readyCondition, REFLECTOR } from '../checks/objects.ts'
import { awsOf, kubeOf } from '../checks/readers.ts'
import { healthyWorld, type World } from '../checks/world.ts'
import { median } from './measure.ts'

const COUNTS = [1_000, 2_000, 4_000, 8_000]
const ROUNDS = 5
/** A straight line is 1. Below it is what costs the same for few; a little above it the collector of garbage. */
const STRAIGHT = 1.15

/** How CPU time and the report's size grow with the number of ImageRepositories, without a server: `n` to the power of so much. */
export async function growth(): Promise<{ rows: string[][]; missed: string[] }> {
  const cases: [name: string, make: (count: number) => World][] = [
    ['verify of ImageRepositories', healthyWorld],
    ['verify of broken ImageRepositories', brokenWorld],
  ]
  const rows: string[][] = []
  const missed: string[] = []
  for (const [name, make] of cases) {
    const points = []
    for (const count of COUNTS) points.push(await measured(make, count))
    for (const [what, unit, of] of [
      ['CPU', 'ms', ({ cpuMs }: Point) => cpuMs],
      ['Markdown', 'KiB', ({ kib }: Point) => kib],
    ] as const) {
      const exponent = exponentOf(points.map((point) => [point.count, of(point)]))
      rows.push([`${name}, ${what}`, ...points.map((point) => `${of(point).toFixed(0)} ${unit}`), exponent.toFixed(2), STRAIGHT.toFixed(2)])
      if (!(exponent <= STRAIGHT * 1.1)) missed.push(`${name}, ${what}`)
    }
  }
  return { rows, missed }
}

export const GROWTH_HEAD = ['growth', ...COUNTS.map(String), 'exponent', 'goal']

interface Point {
  count: number
  cpuMs: number
  kib: number
}

async function measured(make: (count: number) => World, count: number): Promise<Point> {
  const times: number[] = []
  let kib = 0
  for (let round = 0; round <= ROUNDS; round++) {
    const world = make(count)
    const before = process.cpuUsage()
    const report = await verified(world)
    const { user, system } = process.cpuUsage(before)
    if (round > 0) times.push((user + system) / 1000)
    kib = Buffer.byteLength(markdownOf(report)) / 1024
  }
  return { count, cpuMs: median(times), kib }
}

function verified(world: World): Promise<VerifyReport> {
  return verify({
    aws: awsOf(world),
    kube: kubeOf(world),
    cluster: world.cluster,
    caller: { account: ACCOUNT, arn: `arn:aws:iam::${ACCOUNT}:user/alice` },
    region: 'eu-west-1',
    settings: { namespace: NAMESPACE, serviceAccounts: [REFLECTOR, AUTOMATION], install: INSTALL },
    emit: () => {},
    now: Date.now,
    signal: new AbortController().signal,
  })
}

function brokenWorld(count: number): World {
  const world = healthyWorld(count)
  for (const object of world.objects)
    if (object.kind === 'ImageRepository')
      object['status'] = readyCondition('False', 'ReadOperationFailed', 'NAME_UNKNOWN: the repository does not exist')
  return world
}

/** The slope of a straight line through the logarithms, by least squares. */
function exponentOf(points: (readonly [number, number])[]): number {
  const logs = points.map(([x, y]) => [Math.log(x), Math.log(y)] as const)
  const [meanX, meanY] = [0, 1].map((at) => logs.reduce((sum, point) => sum + (point[at] ?? 0), 0) / logs.length)
  const over = logs.reduce((sum, [x, y]) => sum + (x - (meanX ?? 0)) * (y - (meanY ?? 0)), 0)
  return over / logs.reduce((sum, [x]) => sum + (x - (meanX ?? 0)) ** 2, 0)
}
