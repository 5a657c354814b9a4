import { expect, test } from 'vitest'
import { clockTime, duration, elapsed } from '../../src/report/text/duration.ts'

const TOOK: [number, string][] = [
  [0, '0.0s'],
  [240, '0.2s'],
  [4210, '4.2s'],
  [59_949, '59.9s'],
  [59_990, '1m 00s'],
  [125_000, '2m 05s'],
]
test.each(TOOK)('%i ms took %s', (ms, text) => {
  expect(duration(ms)).toBe(text)
})

test.each([
  [400, '0s'],
  [41_000, '41s'],
  [125_000, '2m 05s'],
  [3_780_000, '1h 03m'],
])('%i ms have gone by as %s', (ms, text) => {
  expect(elapsed(ms)).toBe(text)
})

test('the time of day is that of the machine', () => {
  expect(clockTime(new Date(2026, 10, 2, 9, 1, 7).getTime())).toBe('09:01:07')
})
