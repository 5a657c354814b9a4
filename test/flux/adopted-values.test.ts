import { describe, expect, test } from 'vitest'
import { at } from '../../src/domain/at.ts'
import { mergeValues } from '../../src/domain/chart-values.ts'
import { adoptedValues } from '../../src/flux/adopted-values.ts'
import { desire } from '../../src/flux/desire.ts'
import { fluxPart } from '../../src/model/desired.ts'
import type { Release } from '../../src/model/helm.ts'
import { RESOURCES } from '../../src/resources/table.ts'
import type { World } from '../../src/model/world.ts'
import { load } from '../config/load.ts'
import { emptyWorld, objectOf } from '../planner/worlds.ts'

type Values = Record<string, unknown>

const SYNC = { kind: 'GitRepository', url: 'https://github.com/acme/fleet.git', ref: 'refs/heads/main', path: './clusters/prod' }
const PATCH = { target: { kind: 'Deployment' }, patch: '- op: add\n  path: /spec/replicas\n  value: 2\n' }
/** All that a FluxInstance may say, and what a later one may. */
const FULL = {
  distribution: { version: '2.8.x', registry: 'mirror.example.com/flux', imagePullSecret: 'pull', variant: 'upstream-alpine' },
  components: ['source-controller', 'kustomize-controller', 'image-reflector-controller', 'image-automation-controller'],
  cluster: {
    type: 'aws',
    size: 'large',
    domain: 'k8s.example.com',
    networkPolicy: false,
    multitenant: true,
    objectLevelWorkloadIdentity: true,
  },
  commonMetadata: { labels: { team: 'platform' }, annotations: { 'acme.example/owner': 'sre' } },
  storage: { class: 'gp3', size: '10Gi' },
  sharding: { key: 'sharding.fluxcd.io/key', shards: ['a', 'b'], storage: 'persistent' },
  kustomize: { patches: [PATCH] },
  sync: { ...SYNC, name: 'fleet', interval: '10m', provider: 'github', pullSecret: 'github-app', comesLater: { deep: ['x'] } },
  wait: false,
  migrateResources: false,
  comesLater: { to: 'stay' },
}

function release(name: string, values: Values, labels: Record<string, string> = {}): Release {
  const chart = { name: name === 'flux' ? 'flux-instance' : name, version: '0.58.1', appVersion: 'v0.58.1' }
  return {
    name,
    namespace: 'flux-system',
    revision: 1,
    status: 'deployed',
    chart,
    values,
    description: '',
    labels,
    manifest: '',
    changedAt: 0,
  }
}

function worldOf(spec: Values, releases: Release[], metadata = {}): World {
  const instance = objectOf('FluxInstance', 'flux', metadata, { spec }, 'kubectl')
  return { ...emptyWorld(), instance, releases: [release('flux-operator', { resources: { limits: { cpu: 1 } } }), ...releases] }
}

/** Values and spec that a run with these arguments wants. */
async function wanted(world: World, args: string[] = ['--adopt'], file = ''): Promise<{ values: Values; spec: Values; operator: Values }> {
  const { settings } = await load(
    ['install', '--cluster', 'lab', ...(file ? ['--config', 'flux-irsa.yaml'] : []), ...args],
    file ? { files: { 'flux-irsa.yaml': file } } : {},
  )
  const { operator, instance } = fluxPart(desire(settings, world).desired)
  return { values: instance.values, spec: instance.spec, operator: operator.values }
}

/** Less what is ours to set: our patches, and where the manifests come from. */
function others(values: Values): Values {
  const instance = structuredClone(values['instance']) as typeof FULL & { distribution: Values }
  delete instance.distribution['artifact']
  // What is null is taken out of the chart's defaults.
  if (instance.cluster) instance.cluster = Object.fromEntries(Object.entries(instance.cluster).filter(([, one]) => one !== null)) as never
  instance.kustomize.patches = instance.kustomize.patches.filter(({ patch }) => !patch.startsWith('# flux-irsa'))
  return instance
}

describe('every key of a FluxInstance that is taken over stays', () => {
  test.each<[string, Values, Release[]]>([
    ['applied by kubectl or Git', FULL, []],
    ['of a foreign Helm release', FULL, [release('flux', { instance: FULL, healthcheck: { enabled: true }, comesLater: 1 })]],
    [
      'of a foreign release, changed by hand since',
      FULL,
      [release('flux', { instance: { ...FULL, cluster: {}, sync: SYNC, storage: {} } })],
    ],
    ['of a foreign release that says next to nothing', FULL, [release('flux', { commonLabels: { a: 'b' } })]],
    ['with the least that there is', { distribution: { version: '2.x', registry: 'ghcr.io/fluxcd' }, components: FULL.components }, []],
    [
      'whose sync is an OCIRepository',
      { ...FULL, sync: { kind: 'OCIRepository', url: 'oci://ghcr.io/a/b', ref: 'latest', path: './' } },
      [],
    ],
    [
      'whose sync is a Bucket',
      { ...FULL, sync: { kind: 'Bucket', url: 's3.eu-west-1.amazonaws.com', ref: 'b', path: 'x', provider: 'aws' } },
      [],
    ],
    ['whose sync has neither name nor Secret', { ...FULL, sync: SYNC }, []],
  ])('%s', async (_what, spec, releases) => {
    const world = worldOf(spec, releases)
    const { values, spec: live } = await wanted(world)
    expect(others(values)).toEqual({ kustomize: { patches: [] }, ...spec })
    expect(live['sync'] ?? {}).toEqual(Object.fromEntries(Object.entries(spec['sync'] ?? {}).filter(([key]) => key !== 'comesLater')))
    for (const [key, value] of Object.entries(releases[0]?.values ?? {})) if (key !== 'instance') expect(values[key]).toEqual(value)

    // What is ours then is kept by every later run.
    const ours = worldOf(mergeValues(spec, live), [release('flux', values, { 'flux-irsa': 'owned' })])
    expect((await wanted(ours, [])).values).toEqual(values)
  })
})

test('annotations for the operator come along, but for a pause', () => {
  const annotations = {
    'fluxcd.controlplane.io/reconcileEvery': '30m',
    'fluxcd.controlplane.io/reconcile': 'disabled',
    'kubectl.kubernetes.io/x': 'y',
  }
  const { instance } = worldOf(FULL, [], { annotations })
  expect(adoptedValues(undefined, instance)).toEqual({
    instance: { ...FULL, cluster: { ...FULL.cluster, tenantDefaultServiceAccount: null } },
    commonAnnotations: { 'fluxcd.controlplane.io/reconcileEvery': '30m' },
  })
})

const FILE = `cluster: lab\nvalues:\n  operator:\n    web: {enabled: false}\n  instance:\n    instance:\n      cluster: {size: small}\n      kustomize: {patches: [{patch: mine}]}\n`

test('a file adds to what is there, in the run that adopts and in later ones', async () => {
  const first = await wanted(worldOf(FULL, []), ['--adopt'], FILE)
  expect(others(first.values)).toMatchObject({
    ...FULL,
    cluster: { ...FULL.cluster, size: 'small' },
    kustomize: { patches: [PATCH, { patch: 'mine' }] },
  })
  expect(first.operator).toEqual({ resources: { limits: { cpu: 1 } }, web: { enabled: false } })
  const { kustomize: _, ...rest } = FULL
  const ours = worldOf(FULL, [release('flux', first.values, { 'flux-irsa': 'owned' })])
  const second = await wanted(ours, [], FILE)
  expect(others(second.values)).toMatchObject({ ...rest, cluster: { ...FULL.cluster, size: 'small' } })
})

test.each([
  ['a name that was set on the live one', { ...SYNC, name: 'fleet' }, SYNC, 'fleet'],
  ['no name on the live one', SYNC, { ...SYNC, name: 'other' }, undefined],
])('the name of the live sync is the one that holds: %s', async (_what, live, installed, name) => {
  const world = worldOf({ ...FULL, sync: live }, [release('flux', { instance: { ...FULL, sync: installed } }, { 'flux-irsa': 'owned' })])
  for (const args of [[], ['--git-url', 'https://example.com/other.git'], ['--adopt', '--git-ref', 'refs/heads/next']])
    expect(at((await wanted(world, args)).values, ['instance', 'sync', 'name'])).toBe(name)
})

test('options of Git are a conflict where the sync is of another kind, and its Secret is left', async () => {
  const sync = { kind: 'OCIRepository', url: 'oci://ghcr.io/a/b', ref: 'latest', path: './', pullSecret: 'dockerconfig' }
  const world = worldOf({ ...FULL, sync }, [release('flux', { instance: { ...FULL, sync } }, { 'flux-irsa': 'owned' })])
  const { settings } = await load(['install', '--cluster', 'lab', '--git-url', 'https://example.com/a.git'])
  const row = RESOURCES.find(({ name }) => name === 'instance-release')
  expect(row?.plan(desire(settings, world).desired, world)).toEqual([
    expect.objectContaining({
      kind: 'conflict',
      reason: expect.stringContaining('syncs from the OCIRepository oci://ghcr.io/a/b, and Git’s --git-url'.replace('’', "'")),
    }),
  ])
  expect((await wanted(world, ['--git-path', './x'])).values).toMatchObject({ instance: { sync: { ...sync, path: './x' } } })
})
