import { expect, it } from 'vitest'
import {
  DEFAULT_OPERATOR_VERSION,
  defaultFluxVersion,
  isFluxVersionRange,
  newestFluxMinor,
  versionPairProblem,
} from '../../src/domain/flux-versions.ts'
import { survivesUnquoted } from '../../src/domain/yaml-scalar.ts'

it.each([
  ['0.58.1', '2.9'],
  ['0.60.0', '2.9'],
  ['0.53.0', '2.9'],
  ['0.52.0', '2.8'],
  ['0.49.0', '2.8'],
  ['0.32.0', '2.7'],
  ['0.29.0', '2.6'],
  ['1.0.0', '2.9'],
])('operator %s installs Flux up to %s', (operator, minor) => {
  expect(newestFluxMinor(operator)).toBe(minor)
  expect(defaultFluxVersion(operator)).toBe(`${minor}.x`)
  expect(versionPairProblem(operator, defaultFluxVersion(operator))).toBeUndefined()
})

it('the default version is one that a chart may render unquoted', () => {
  expect(isFluxVersionRange(defaultFluxVersion(DEFAULT_OPERATOR_VERSION))).toBe(true)
  expect(survivesUnquoted(defaultFluxVersion(DEFAULT_OPERATOR_VERSION))).toBe(true)
})

it.each(['2.x', '2.9.x', '2.10.x', '2.9.4', '2.9.0-rc.1'])('%s is a Flux version', (text) => expect(isFluxVersionRange(text)).toBe(true))
it.each(['', '2.9', '2', 'x', 'latest', 'v2.9.4', '>=2.9.0', '2.9.x '])('%j is none', (text) =>
  expect(isFluxVersionRange(text)).toBe(false),
)

it.each([
  ['0.32.0', '2.4.x'],
  ['0.32.0', '2.7.2'],
  ['0.32.0', '2.x'],
  ['0.58.1', '2.9.4'],
  ['0.58.1', '2.4.x'],
  ['0.61.0', '2.10.x'],
  ['0.60.0', '2.9.5'],
])('operator %s with Flux %s is let through', (operator, flux) => expect(versionPairProblem(operator, flux)).toBeUndefined())

it.each([
  ['0.32.0', '2.9.x', 'up to 2.7.x'],
  ['0.52.0', '2.9.4', 'up to 2.8.x'],
  ['0.58.1', '2.10.x', 'up to 2.9.x'],
  ['0.32.0', '2.7.5', 'up to 2.7.2'],
  ['0.58.1', '3.0.0', 'Flux 2'],
  ['0.58.1', '2.9', 'form'],
  ['v0.58.1', '2.9.x', 'form'],
])('operator %s with Flux %s is refused', (operator, flux, why) => expect(versionPairProblem(operator, flux)).toContain(why))
