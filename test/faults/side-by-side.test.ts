import { expect, test } from 'vitest'
import { disturbed } from './disturbance.ts'
import { countChanges, endState, excess, plus, type Counts } from './end-state.ts'
import { firstDifference } from './first-difference.ts'
import { beginAt, INSTALL, OPTIONS } from './scenario.ts'
import { drive } from '../stories/drive.ts'

const PATIENT = { ...OPTIONS, lockTimes: { durationMs: 10_000, renewMs: 2_000 } }

test.each([2, 3, 8])(
  '%i installs at once all end well, in the state of one',
  async (count) => {
    const alone = await beginAt()
    const from = alone.checkpoint()
    const { counts } = countChanges(alone)
    expect((await disturbed(alone, INSTALL.args, undefined, OPTIONS)).code).toBe(0)
    await alone.idle()
    const end = endState(alone)
    await alone.close()

    const sandbox = await beginAt(from)
    const changes = countChanges(sandbox)
    const args = [...INSTALL.args.filter((word) => word !== '20s' && word !== '--timeout'), '--timeout', '100s']
    const runs = await Promise.all(Array.from({ length: count }, () => drive(sandbox, args, PATIENT)))
    await sandbox.idle()
    expect(runs.map(({ code, stdout }) => (code === 0 ? 0 : stdout))).toEqual(runs.map(() => 0))
    expect(firstDifference(endState(sandbox), end)).toBeUndefined()
    expect(excess(plus(withoutLock(changes.counts)), counts)).toEqual([])
    await sandbox.close()
  },
  120_000,
)

/** Each of them takes the lock in its turn. */
function withoutLock(counts: Counts): Counts {
  return Object.fromEntries(Object.entries(counts).filter(([key]) => !key.includes(' Lease ')))
}
