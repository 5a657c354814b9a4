import { expect, test } from 'vitest'
import type { CheckResult, Status } from '../../src/model/verify-report.ts'
import { alikeAsOne } from '../../src/report/text/alike.ts'

const image = (n: number, status: Status, more: Partial<CheckResult> = {}): CheckResult => ({
  id: `image/apps/a${n}`,
  section: 'images',
  title: `the ImageRepository is scanned: apps/a${n}`,
  status,
  message: `Succeeded: ${n} tags`,
  evidence: [],
  docs: 'checks/image.md',
  durationMs: n,
  ...more,
})
const images = (count: number, status: Status, more?: Partial<CheckResult>) =>
  Array.from({ length: count }, (_, n) => image(n, status, more))

test('hundreds that passed are told as one, with every name', () => {
  const [one, ...rest] = alikeAsOne(images(200, 'pass'))
  expect(rest).toEqual([])
  expect(one).toMatchObject({
    id: 'image (200)',
    status: 'pass',
    title: 'the ImageRepository is scanned: apps/a0 and 199 more',
    durationMs: 199,
  })
  expect(one?.evidence.join()).toContain('apps/a199')
})

test('those that were skipped are told by what they follow from', () => {
  const follow = { message: 'follows from trust/x: apps/a is not Ready', blockedBy: ['trust/x'] }
  const wait = { message: 'not looked at: role/y must pass first', blockedBy: ['role/y'] }
  const told = alikeAsOne([...images(6, 'skip', follow), ...images(7, 'skip', wait).map((check) => ({ ...check, id: `${check.id}-b` }))])
  expect(told.map(({ message }) => message)).toEqual(['follows from trust/x', 'not looked at'])
})

test('a few, and all that is not green or has a hint, are told one by one', () => {
  for (const checks of [
    images(5, 'pass'),
    images(9, 'fail'),
    images(9, 'unknown'),
    images(9, 'pass', { notice: 'n' }),
    images(9, 'skip'),
  ]) {
    expect(alikeAsOne(checks)).toEqual(checks)
  }
})

test('of thousands that are broken alike the first ones are told whole, and one line names the rest', () => {
  const fix = 'kubectl --namespace apps edit imagerepository a0'
  const told = alikeAsOne([...images(5_000, 'fail', { cause: 'repository-missing', fix }), image(5_000, 'fail', { cause: 'dns-failure' })])
  expect(told).toHaveLength(12)
  expect(told.slice(0, 10)).toEqual(images(10, 'fail', { cause: 'repository-missing', fix }))
  expect(told[10]).toMatchObject({
    id: 'image (4990)',
    status: 'fail',
    message: expect.stringMatching(/^4990 more like these: apps\/a10, .*a29 and 4970 more/),
  })
  expect(told[10]?.fix).toBeUndefined()
  expect(told[11]?.cause).toBe('dns-failure')
})

test('many hints of one kind are one line; a few stay as they are', () => {
  const hints = images(300, 'pass').map((check, n) => ({ ...check, notice: `apps/a${n} is suspended` }))
  expect(alikeAsOne(hints)).toMatchObject([{ id: 'image (300)', notice: 'apps/a0 is suspended' }])
  expect(alikeAsOne(hints.slice(0, 20))).toEqual(hints.slice(0, 20))
})
