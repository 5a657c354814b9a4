import { expect, it } from 'vitest'
import { followUntilGreen } from '../../src/checks/follow.ts'
import { verdictOf, type CheckResult, type Status, type VerifyReport } from '../../src/checks/report.ts'

const report = (...statuses: Status[]): VerifyReport => {
  const checks = statuses.map((status, index) => ({ id: `c${index}`, status }) as CheckResult)
  return { checks, verdict: verdictOf(checks) } as VerifyReport
}

function follow(rounds: VerifyReport[], deadline: number) {
  let clock = 0
  const changes: string[] = []
  const run = async () => (rounds.length > 1 ? rounds.shift()! : rounds[0]!)
  const onChange = (changed: CheckResult[]) => changes.push(changed.map(({ id, status }) => `${id} ${status}`).join(', '))
  const done = followUntilGreen(run, {
    sleep: async (ms) => {
      clock += ms
    },
    now: () => clock,
    deadline,
    onChange,
  })
  return done.then((last) => ({ last, changes, clock }))
}

it('verifies again until nothing fails and nothing is unknown, telling what changed', async () => {
  const { last, changes } = await follow(
    [report('fail', 'pass'), report('fail', 'pass'), report('unknown', 'pass'), report('pass', 'pass')],
    600_000,
  )
  expect(last.verdict).toBe('pass')
  expect(changes).toEqual(['c0 fail, c1 pass', 'c0 unknown', 'c0 pass'])
})

it('is content with a warning', async () => {
  expect((await follow([report('warn')], 600_000)).clock).toBe(0)
})

it('gives the last report back when the deadline comes first', async () => {
  const { last, clock } = await follow([report('fail')], 30_000)
  expect(last.verdict).toBe('fail')
  expect(clock).toBeLessThan(30_000)
})
