import { expect, it } from 'vitest'
import { followForGood, followUntilGreen } from '../../src/checks/kernel/follow.ts'
import { verdictOf, type CheckChange, type CheckResult, type Status, type VerifyReport } from '../../src/model/verify-report.ts'

const report = (...statuses: Status[]): VerifyReport => {
  const checks = statuses.map((status, index) => ({ id: `c${index}`, status, message: 'm' }) as CheckResult)
  return { checks, verdict: verdictOf(checks) } as VerifyReport
}

const line = ({ id, status }: CheckChange) => `${status} ${id}`

function follow(rounds: VerifyReport[], deadline: number) {
  let clock = 0
  const changes: string[] = []
  const run = async () => (rounds.length > 1 ? rounds.shift()! : rounds[0]!)
  const onRound = (changed: CheckChange[]) => void changes.push(...changed.map(line))
  const done = followUntilGreen(run, {
    signal: new AbortController().signal,
    sleep: async (ms) => {
      clock += ms
    },
    now: () => clock,
    deadline,
    onRound,
  })
  return done.then((last) => ({ last, changes, clock }))
}

it('verifies again until nothing fails and nothing is unknown, telling what changed', async () => {
  const { last, changes } = await follow(
    [report('fail', 'skip'), report('fail', 'skip'), report('unknown', 'skip'), report('pass', 'pass')],
    600_000,
  )
  expect(last.verdict).toBe('pass')
  expect(changes).toEqual(['fail c0', 'unknown c0', 'pass c0'])
})

it('is content with a warning', async () => {
  expect((await follow([report('warn')], 600_000)).clock).toBe(0)
})

it('gives the last report back when the deadline comes first', async () => {
  const { last, clock } = await follow([report('fail')], 30_000)
  expect(last.verdict).toBe('fail')
  expect(clock).toBeLessThan(30_000)
})

it('watches for as long as it may, green or not, and tells what breaks and what no longer exists', async () => {
  let clock = 0
  const rounds = [report('pass', 'pass'), report('pass', 'warn'), report('pass')]
  const told: string[] = []
  const last = await followForGood(async () => (rounds.length > 1 ? rounds.shift()! : rounds[0]!), {
    signal: new AbortController().signal,
    sleep: async (ms) => {
      clock += ms
    },
    now: () => clock,
    deadline: 60_000,
    onRound: (changes) => void told.push(...changes.map(line)),
  })
  expect(told).toEqual(['warn c1', 'gone c1'])
  expect(last.verdict).toBe('pass')
  expect(clock).toBeGreaterThan(50_000)
})

it('ends with the round that is under way once it is interrupted, whatever the deadline', async () => {
  const stop = new AbortController()
  let rounds = 0
  const run = async () => {
    if (++rounds === 2) stop.abort()
    return report('unknown')
  }
  const sleep = async () => stop.signal.throwIfAborted()
  for (const follows of [followUntilGreen, followForGood]) {
    rounds = 0
    await follows(run, { signal: stop.signal, sleep, now: () => 0, deadline: Infinity })
    expect(rounds).toBeLessThanOrEqual(2)
  }
})

it('tells in one line of many that change alike', async () => {
  const images = (status: Status) => {
    const checks = Array.from({ length: 200 }, (_, n) => ({ id: `image/apps/a${n}`, status, message: 'm' }) as CheckResult)
    return { checks, verdict: verdictOf(checks) } as VerifyReport
  }
  const { changes } = await follow([images('fail'), images('pass')], 600_000)
  expect(changes).toEqual(['fail image', 'pass image'])
})
