import { expect, test } from 'vitest'
import { parseDuration } from '../../src/config/duration.ts'
import { nearest } from '../../src/config/nearest.ts'

test.each([
  ['clutser', 'cluster'],
  ['Cluster', 'cluster'],
  ['git_url', 'gitUrl'],
  ['servceAccount', 'serviceAccount'],
  ['xyz', undefined],
  ['', undefined],
])('for %j the nearest key is %j', (text, expected) => {
  expect(nearest(text, ['region', 'cluster', 'gitUrl', 'serviceAccount'])).toBe(expected)
})

test.each([
  ['15m', 900_000],
  ['90s', 90_000],
  ['1h', 3_600_000],
  ['1h30m5s', 5_405_000],
  ['24h', 86_400_000],
  ['25h', undefined],
  ['0m', undefined],
  ['15', undefined],
  ['', undefined],
  ['5m1h', undefined],
  ['-5m', undefined],
])('the duration %j is %j ms', (text, expected) => {
  expect(parseDuration(text)).toBe(expected)
})
