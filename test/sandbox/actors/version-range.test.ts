import { expect, test } from 'vitest'
import { compareVersions, satisfies } from '../../../src/sandbox/actors/version-range.ts'

test.each([
  ['v2.9.4', '2.x', true],
  ['2.9.4', '*', true],
  ['2.9.4', '2.9', true],
  ['2.9.4', '2.9.x', true],
  ['2.8.7', '2.9.x', false],
  ['2.9.4', '2.9.4', true],
  ['2.9.4', 'v2.9.3', false],
  ['2.9.4', '^2.7.0', true],
  ['3.0.0', '^2.7.0', false],
  ['2.9.4', '~2.9', true],
  ['2.9.4', '~2.8.1', false],
  ['2.8.7', '>=2.7.0 <2.9.0', true],
  ['2.9.4', '>= 2.7.0, < 2.9.0', false],
  ['2.4.0', '2.4.x || 2.9.x', true],
  ['2.9.4', '!=2.9.4', false],
])('%s satisfies %s: %s', (version, range, expected) => {
  expect(satisfies(version, range)).toBe(expected)
})

test('a range that is none throws', () => {
  expect(() => satisfies('2.9.4', 'latest')).toThrow('improper constraint: latest')
})

test('versions compare by number, not by text', () => {
  expect(['0.60.0', '0.9.0', '0.32.0'].sort(compareVersions)).toEqual(['0.9.0', '0.32.0', '0.60.0'])
})
