import { describe, expect, test } from 'vitest'
import { artifactOf, CHART_ARTIFACT, pinOf, publishedArtifact } from '../../src/domain/flux-artifact.ts'

const MIRROR = 'oci://registry.example.com/mirror/flux-operator-manifests'

describe('the artifact of an instance', () => {
  test.each<
    [what: string, said: string | undefined, installed: string | undefined, operator: [string | undefined, string], wanted: string]
  >([
    ['nothing anywhere: what is inside the image', undefined, undefined, [undefined, '0.58.1'], ''],
    ["the chart's own default, which nobody chose", undefined, CHART_ARTIFACT, ['0.49.0', '0.49.0'], ''],
    ['an empty one in the file', '', `${MIRROR}:v0.58.1`, ['0.58.1', '0.58.1'], ''],
    ['what the file has', `${MIRROR}:latest`, undefined, ['0.58.1', '0.58.1'], `${MIRROR}:latest`],
    ['what somebody gave the release stays', undefined, `${MIRROR}:v0.49.0`, ['0.49.0', '0.58.1'], `${MIRROR}:v0.49.0`],
    ['also where it floats', undefined, `${MIRROR}:latest`, ['0.49.0', '0.58.1'], `${MIRROR}:latest`],
    ["the operator's own manifests follow it", undefined, publishedArtifact('0.49.0'), ['0.49.0', '0.58.1'], publishedArtifact('0.58.1')],
    ["another operator's were chosen", undefined, publishedArtifact('0.48.0'), ['0.49.0', '0.58.1'], publishedArtifact('0.48.0')],
    ['and stay while it stays', undefined, publishedArtifact('0.49.0'), ['0.49.0', '0.49.0'], publishedArtifact('0.49.0')],
  ])('%s', (_, said, installed, [old, now], wanted) => {
    expect(artifactOf({ said, installed, operator: { installed: old, wanted: now } })).toBe(wanted)
  })
})

test.each([
  [CHART_ARTIFACT, undefined],
  ['oci://localhost:5000/manifests', undefined],
  ['oci://localhost:5000/manifests:v0.58', undefined],
  [publishedArtifact('0.58.1'), '0.58.1'],
  [`${MIRROR}:0.58.1`, '0.58.1'],
  [`${MIRROR}:latest@sha256:${'a'.repeat(64)}`, `sha256:${'a'.repeat(64)}`],
])('%s pins %s', (address, pin) => {
  expect(pinOf(address)).toBe(pin)
})
