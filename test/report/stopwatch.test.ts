import { expect, test } from 'vitest'
import { startStopwatch } from '../../src/report/stopwatch.ts'

test('the time at a prompt is no part of a duration, also while it is still open, and however often it is asked', () => {
  let clock = 1_000
  const watch = startStopwatch(() => clock)
  const after = (ms: number, isOpen?: boolean) => {
    clock += ms
    if (isOpen !== undefined) watch.follow({ type: 'question', isOpen })
    return watch.elapsedMs()
  }
  expect(after(100, true)).toBe(100)
  expect(after(60_000)).toBe(100)
  expect(after(5_000, false)).toBe(100)
  expect(after(50, true)).toBe(150)
  expect(after(9_000, false)).toBe(150)
  expect(after(25)).toBe(175)
})
