import { expect, test } from 'vitest'
import { worstExitCode } from '../../src/cli/worst-exit-code.ts'

test.each([
  [[0, 0], 0],
  [[0, 2], 2],
  [[2, 3], 3],
  [[3, 64], 64],
  [[64, 4], 4],
  [[4, 1], 1],
  [[1, 124], 124],
  [[124, 130], 130],
  [[130, 143, 0], 143],
  [[0, 7], 7],
  [[], 0],
])('of %j is %i', (codes, worst) => {
  expect(worstExitCode(codes)).toBe(worst)
  expect(worstExitCode(codes.toReversed())).toBe(worst)
})
