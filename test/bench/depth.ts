import { startSandbox } from '../../src/sandbox/index.ts'
import { addShop, COMMANDS, runMeasured } from '../depth/commands.ts'
import { median } from './measure.ts'

const ROUNDS = 3
/** Milliseconds that each call takes more. Far apart, so that what the machine does meanwhile is small beside it. */
const [NEAR, FAR] = [20, 150]
/** A goal that is missed by more than this part of it fails the bench. */
const TOLERANCE = 0.1

/**
 * The depth of each command: by how much its wall time grows with each millisecond that a call takes more, so the number of round trips
 * that wait for one another. What the machine itself takes falls out of it.
 */
export async function depths(): Promise<{ rows: string[][]; missed: string[] }> {
  const near = await wallsAt(NEAR)
  const far = await wallsAt(FAR)
  const slopes = COMMANDS.map(({ name, goal }) => ({
    name,
    goal,
    depth: (median(far.get(name) ?? []) - median(near.get(name) ?? [])) / (FAR - NEAR),
  }))
  return {
    rows: slopes.map(({ name, goal, depth }) => [name, depth.toFixed(1), String(goal)]),
    missed: slopes.filter(({ goal, depth }) => !(depth <= goal * (1 + TOLERANCE))).map(({ name }) => name),
  }
}

async function wallsAt(latencyMs: number): Promise<Map<string, number[]>> {
  const walls = new Map<string, number[]>(COMMANDS.map(({ name }) => [name, []]))
  // The first round warms the code up.
  for (let round = 0; round <= ROUNDS; round++) {
    const sandbox = await startSandbox({ cluster: 'lab', latencyMs })
    try {
      addShop(sandbox)
      for (const measured of COMMANDS) {
        const wallMs = await runMeasured(sandbox, measured)
        if (round > 0) walls.get(measured.name)?.push(wallMs)
      }
    } finally {
      await sandbox.close()
    }
  }
  return walls
}
