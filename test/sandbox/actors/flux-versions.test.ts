import { expect, test } from 'vitest'
import { crdsOf } from '../../../src/sandbox/actors/flux-crds.ts'
import { chooseVersion } from '../../../src/sandbox/actors/flux-versions.ts'

const LATEST = 'oci://ghcr.io/controlplaneio-fluxcd/flux-operator-manifests:latest'

test.each([
  ['0.32.0', '2.x', '', 'v2.7.2'],
  ['0.49.0', '2.x', '', 'v2.8.7'],
  ['0.58.1', '2.x', '', 'v2.9.4'],
  ['0.32.0', '2.4.x', LATEST, 'v2.4.0'],
  ['0.32.0', '2.x', 'oci://mirror/manifests:v0.32.0', 'v2.7.2'],
  ['0.58.1', '2.x', LATEST, 'v2.9.4'],
])('operator %s takes for %s of artifact "%s" Flux %s', (operator, version, artifact, expected) => {
  expect(chooseVersion(operator, { version, artifact }).version).toBe(expected)
})

test('an operator older than 0.53 cannot build what a floating artifact brings', () => {
  expect(() => chooseVersion('0.32.0', { version: '2.x', artifact: LATEST })).toThrow(/doc is missing path: "\/spec\/versions\/1\//)
})

test('a version that the operator does not hold is refused', () => {
  expect(() => chooseVersion('0.32.0', { version: '2.9.x', artifact: '' })).toThrow('failed to match semver 2.9.x')
})

function served(component: string, kind: string, minor: number): string[] {
  const crd = crdsOf(component, minor).find(({ spec }) => (spec as { names: { kind: string } }).names.kind === kind)
  return (crd?.['spec'] as { versions: { name: string }[] } | undefined)?.versions.map(({ name }) => name) ?? []
}

test('image objects are v1beta2 up to Flux 2.6 and v1 alone from 2.9', () => {
  expect(served('image-reflector-controller', 'ImageRepository', 4)).toEqual(['v1beta2', 'v1beta1'])
  expect(served('image-reflector-controller', 'ImageRepository', 7)).toEqual(['v1', 'v1beta2'])
  expect(served('image-reflector-controller', 'ImageRepository', 9)).toEqual(['v1'])
  expect(served('source-controller', 'ExternalArtifact', 4)).toEqual([])
})
