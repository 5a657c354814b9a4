import { expect, test } from 'vitest'
import { knownChartDigest, PUBLISHED_CHARTS } from '../../src/domain/chart-digests.ts'
import { desire } from '../../src/flux/desire.ts'
import { fluxPart } from '../../src/model/desired.ts'
import type { Settings } from '../../src/model/settings.ts'
import { EMPTY } from '../render/sample.ts'

const DIGEST = /^sha256:[0-9a-f]{64}$/

function chartsOf(flux: Partial<Settings['flux']>) {
  const settings: Settings = {
    target: { cluster: 'prod' },
    namespace: 'flux-system',
    repositories: [],
    git: {},
    iam: { tags: {} },
    flux: { chartDigests: {}, ...flux },
    chartValues: { operator: {}, instance: {} },
    adopt: false,
    helm: 'helm',
  }
  const { operator, instance } = fluxPart(desire(settings, EMPTY).desired)
  return { operator, instance }
}

test('a chart of a known version is pinned by its digest, without a word of the user', () => {
  const { operator, instance } = chartsOf({ operatorVersion: '0.57.0' })
  for (const chart of [operator, instance]) {
    expect(chart.digest).toMatch(DIGEST)
    expect(chart.chart).toMatch(/^oci:\/\/ghcr\.io\/controlplaneio-fluxcd\/charts\/flux-(operator|instance)@sha256:/)
  }
})

test('the user has the last word, and a chart from elsewhere is not pinned by what we know of the published one', () => {
  const own = `sha256:${'a'.repeat(64)}`
  expect(chartsOf({ operatorVersion: '0.57.0', chartDigests: { 'flux-operator': own } }).operator.digest).toBe(own)
  expect(chartsOf({ operatorVersion: '0.57.0', chartRepository: 'oci://registry.acme.com/charts' }).operator.digest).toBeUndefined()
  expect(knownChartDigest('oci://ghcr.io/evil/charts', 'flux-operator', '0.57.0')).toBeUndefined()
})

test('a version whose digest nobody published is pinned by its version, and so is what is no version at all', () => {
  expect(chartsOf({ operatorVersion: '0.56.0' }).operator.digest).toBeUndefined()
  for (const name of ['constructor', '__proto__', 'toString'])
    expect(knownChartDigest(PUBLISHED_CHARTS, 'flux-operator', name)).toBeUndefined()
})
