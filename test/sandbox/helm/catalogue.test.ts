import { expect, test } from 'vitest'
import { CHART_REPOSITORY, chartDigest, findChart } from '../../../src/sandbox/helm/catalogue.ts'

const catalogue = { repositories: [CHART_REPOSITORY, 'oci://mirror.example.com/charts'], newest: '0.60.0' }
const operator = `${CHART_REPOSITORY}/flux-operator`
const find = (reference: string, version?: string) => findChart(catalogue, reference, version)

test('a chart is found by version, by range, by tag, by digest, and newest without any', () => {
  expect(find(operator, '0.49.0')).toMatchObject({ name: 'flux-operator', version: '0.49.0', appVersion: 'v0.49.0' })
  expect(find(operator, '0.58.x').version).toBe('0.58.1')
  expect(find(`${operator}:0.32.0`).version).toBe('0.32.0')
  expect(find(`${operator}@${chartDigest('flux-operator', '0.58.1')}`).version).toBe('0.58.1')
  expect(find('oci://mirror.example.com/charts/flux-instance').version).toBe('0.60.0')
})

test.each([
  [operator, '9.9.9', 'source: ghcr.io/controlplaneio-fluxcd/charts/flux-operator:9.9.9: not found'],
  [`${operator}@sha256:${'0'.repeat(64)}`, undefined, `flux-operator@sha256:${'0'.repeat(64)}: not found`],
  [`${operator}@${chartDigest('flux-instance', '0.58.1')}`, undefined, ': not found'],
  [`${operator}:0.49.0@${chartDigest('flux-operator', '0.58.1')}`, undefined, 'chart reference digest mismatch'],
  [`${CHART_REPOSITORY}/nosuch`, '0.58.1', 'charts/nosuch:0.58.1: not found'],
  ['oci://elsewhere.example.com/flux-operator', '0.58.1', 'not found'],
  ['./chart', undefined, 'path "./chart" not found'],
])('%s in version %s is not there', (reference, version, message) => {
  expect(() => find(reference, version)).toThrow(message)
})
