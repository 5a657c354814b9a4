import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { mergeValues } from '../../src/domain/chart-values.ts'
import { fluxInstance } from '../../src/render/flux-instance.ts'
import { instanceDefaults, renderInstance } from '../../src/sandbox/helm/instance-chart.ts'
import { rendered } from './sample.ts'

/** The object that the chart renders, less Helm's labels and the empty artifact. */
function charted(values: Record<string, unknown>): { spec: Record<string, Record<string, unknown>> } {
  const chart = { name: 'flux-instance', version: '0.58.1', appVersion: '0.58.1' }
  const text = renderInstance(chart as never, { name: 'flux', namespace: 'flux-system' }, mergeValues(instanceDefaults, values))
  const object = parse(text) as { spec: Record<string, Record<string, unknown>> }
  delete object.spec['distribution']?.['artifact']
  return object
}

test('the FluxInstance is the one that the chart makes of the same values', () => {
  const plain = rendered({}, { chartValues: { operator: {}, instance: {} } }).desired.instance.values
  const more = mergeValues(plain, {
    instance: {
      cluster: { size: 'large', multitenant: true },
      storage: { class: 'gp3', size: '10Gi' },
      commonMetadata: { labels: { team: 'a' } },
      sync: { interval: '5m', provider: 'generic' },
    },
  })
  for (const values of [plain, more])
    expect(fluxInstance(values, { name: 'flux', namespace: 'flux-system' }).spec).toEqual(charted(values).spec)
})
