import { expect, test } from 'vitest'
import { CATALOGUE } from '../../src/checks/kernel/catalogue.ts'
import { followUntilGreen } from '../../src/checks/kernel/follow.ts'
import { awaited, isInVain, TOLD_BY_FLUX } from '../../src/checks/kernel/waiting.ts'
import { verdictOf, type CheckResult, type Status, type VerifyReport } from '../../src/model/verify-report.ts'

const check = (id: string, section: string, status: Status, cause?: string): CheckResult => ({
  id,
  section,
  status,
  title: id,
  message: 'm',
  evidence: [],
  docs: '',
  durationMs: 0,
  ...(cause ? { cause } : {}),
})

const UNCOVERED = check('repository-permission/apps/a', 'policy', 'fail', 'missing-repository-permission')
const BOUNDARY = check('login-permission/r', 'policy', 'fail', 'explicit-deny')
const DENIED = check('policy-attached/r', 'policy', 'unknown', 'installer-iam-denied')
const UNWATCHED = check('image/apps/a', 'images', 'fail', 'missing-repository-permission')

test.each([
  ['a policy that does not cover an image', UNCOVERED, true],
  ['a boundary or a deny', BOUNDARY, true],
  ['a denied read', DENIED, true],
  ['an image in a wrongly written object', check('image-provider/apps/a', 'images', 'fail', 'wrong-provider'), true],
  ['a policy that does not cover a chart', check('oci-permission/a/b', 'images', 'fail', 'missing-repository-permission'), true],
  ['what Flux said before the last change', UNWATCHED, false],
  ['a trust policy that has not arrived', check('proof-assume/c', 'proof', 'fail', 'trust-policy-mismatch'), false],
  ['what could not be told yet', check('image/apps/a', 'images', 'unknown'), false],
])('%s: in vain is %s', (_what, result, expected) => {
  expect(isInVain(result)).toBe(expected)
})

test('the checks that repeat what Flux said are checks', () => {
  const ids: string[] = CATALOGUE.map(({ id }) => id)
  expect([...TOLD_BY_FLUX].filter((id) => !ids.includes(id))).toEqual([])
})

test('the checks that are waited for are named, each with why', () => {
  expect(awaited([check('cluster', 'cluster', 'pass'), UNWATCHED, DENIED])).toBe(
    'image/apps/a fail (Flux looks again by itself), policy-attached/r unknown (no time heals it)',
  )
  expect(awaited(Array.from({ length: 9 }, (_, n) => check(`image/a${n}`, 'images', 'fail')))).toMatch(/image\/a2 .*, 6 more$/)
})

test.each([
  ['a denied read at once', [DENIED], 1],
  ['a policy after a second look, because IAM may still answer with what was before', [UNCOVERED], 2],
  ['not while something beside it may heal', [UNCOVERED, UNWATCHED], 10],
])('waiting ends %s', async (_what, checks, rounds) => {
  let [clock, made] = [0, 0]
  await followUntilGreen(
    async () => {
      made++
      return { checks, verdict: verdictOf(checks) } as VerifyReport
    },
    { signal: new AbortController().signal, sleep: async (ms) => (clock += ms), now: () => clock, deadline: 120_000 },
  )
  if (rounds < 10) expect(made).toBe(rounds)
  else expect(made).toBeGreaterThan(rounds)
})
