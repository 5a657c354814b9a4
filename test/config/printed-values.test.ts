import { describe, expect, test } from 'vitest'
import { printedProblem } from '../../src/config/printed-values.ts'

/** The values with one of them set, by its path. */
function values(path: string, value: unknown) {
  const whole: Record<string, unknown> = { operator: {}, instance: {} }
  const keys = path.split('.')
  const last = keys.pop() ?? ''
  const inner = keys.reduce((map, key) => (map[key] ??= {}) as Record<string, unknown>, whole)
  inner[last] = value
  return whole as { operator: Record<string, unknown>; instance: Record<string, unknown> }
}

const CLUSTER = 'instance.instance.cluster.domain'
const ARTIFACT = 'instance.instance.distribution.artifact'

describe('is refused, by its path', () => {
  test.each<[path: string, value: unknown, says: string]>([
    ...['1.10', '012', '1e3', 'yes', 'on', 'no', 'null', '~', '2026-01-02', 'a: b', 'a #b', '*a', '&a', '@a', '%a', ' a', '- a', '{a'].map(
      (value): [string, unknown, string] => [CLUSTER, value, 'is not what the chart would print'],
    ),
    [CLUSTER, 5, 'is a number, not text'],
    [CLUSTER, { a: 'b' }, 'is a map, not text'],
    [CLUSTER, ['a'], 'is a list, not text'],
    [ARTIFACT, null, 'is null, not text'],
    [ARTIFACT, 'ghcr.io/a/b:v1', 'is not what the chart would print'],
    [ARTIFACT, 'oci://a/b:v1 # c', 'is not what the chart would print'],
    ['instance.instance.sharding.key', '', 'is empty, which the chart prints as null'],
    ['instance.commonLabels.version', 1.1, 'is a number, not text'],
    ['instance.instance.commonMetadata.annotations.a', true, 'is a boolean, not text'],
    ['operator.extraArgs', ['--words=a: b'], 'is not what the chart would print'],
    ['operator.extraArgs', ['--a', 'null'], 'is not what the chart would print'],
    ['operator.extraArgs', ['-1'], 'is not what the chart would print'],
    ['operator.extraEnvs', [{ name: 'A', value: 1 }], 'is a number, not text'],
    ['operator.image.tag', 'a"b', 'is not what the chart would print'],
    ['operator.image.tag', 0.58, 'is a number, not text'],
    ['operator.reporting.interval', null, 'is null, not text'],
    ['operator.multitenancy.defaultServiceAccount', 'a: b', 'is not what the chart would print'],
    ['operator.priorityClassName', 'no', 'is not what the chart would print'],
    ['operator.marketplace.account', '012345678901', 'is not what the chart would print'],
  ])('%s = %j', (path, value, says) => {
    const { message } = printedProblem(values(path, value)) ?? {}
    expect(message).toContain(`values.${path}`)
    expect(message).toContain(says)
  })
})

describe('comes through as it is', () => {
  test.each<[path: string, value: unknown]>([
    [CLUSTER, 'cluster.local'],
    [CLUSTER, ''],
    [CLUSTER, null],
    ['instance.instance.cluster.networkPolicy', false],
    [ARTIFACT, ''],
    [ARTIFACT, 'oci://123456789012.dkr.ecr.eu-west-1.amazonaws.com/flux-operator-manifests:v0.58.1'],
    ['instance.instance.distribution.imagePullSecret', ''],
    ['instance.commonLabels.version', '1.10'],
    ['instance.instance.cluster', 'left to the schema of the chart'],
    ['operator.extraArgs', ['--words=a,b', '--yes', '-v', 'plain']],
    [
      'operator.extraEnvs',
      [
        { name: 'A', value: '1' },
        { name: 'B', valueFrom: {} },
      ],
    ],
    ['operator.image.tag', '1.10'],
    ['operator.nothing.that.is.known', 5],
  ])('%s = %j', (path, value) => {
    expect(printedProblem(values(path, value))).toBeUndefined()
  })
})
