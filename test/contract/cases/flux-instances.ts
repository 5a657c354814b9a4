import { beforeAll, describe, expect, test } from 'vitest'
import type { KubeObject } from '../../../src/model/kube.ts'
import type { Api } from '../../../src/kube/request.ts'
import { failureOf, helmAs, kubeAs } from '../ports.ts'
import type { Server } from '../server.ts'

const NAMESPACE = 'default'
const PATH = `/apis/fluxcd.controlplane.io/v1/namespaces/${NAMESPACE}/fluxinstances`
const CRD = 'fluxinstances.fluxcd.controlplane.io'
const NOT_CHECKED =
  '<nil>: Invalid value: null: some validation rules were not checked because the object was invalid; correct the existing errors to complete validation'
const SYNC = { kind: 'GitRepository', url: 'https://x/y.git', ref: 'refs/heads/main', path: './', interval: '1m' }
const WHOLE = { distribution: { version: '2.x', registry: 'ghcr.io/fluxcd' }, sync: SYNC }

const notText = (path: string, type: string) =>
  `spec.${path}: Invalid value: "${type}": spec.${path} in body must be of type string: "${type}"`
const unlike = (path: string, value: string, pattern: string) =>
  `spec.${path}: Invalid value: "${value}": spec.${path} in body should match '${pattern}'`
const outOf = (path: string, value: string, words: string) => `spec.${path}: Unsupported value: ${value}: supported values: ${words}`
const untyped = (path: string, problem: string) =>
  `failed to create typed patch object (${NAMESPACE}/flux; fluxcd.controlplane.io/v1, Kind=FluxInstance): .spec.${path}: ${problem}`

/** What the API server makes of a FluxInstance: nulls above all, which a chart prints for what is empty. */
export function fluxInstanceCases(server: () => Server): void {
  let api: Api

  beforeAll(async () => {
    const helm = server().helms[0]?.path ?? ''
    const met = await helmAs(server(), helm)
    const served = await met.kube.get({ kind: 'CustomResourceDefinition', name: CRD })
    if (!served) {
      await met.kube.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'crds' } })
      const chart = 'oci://ghcr.io/controlplaneio-fluxcd/charts/flux-operator'
      await met.helm.upgrade({
        name: 'flux-operator',
        namespace: 'crds',
        chart,
        version: '0.58.1',
        values: {},
        labels: { team: 'a-team' },
        description: 'crds',
      })
      await met.helm.uninstall({ name: 'flux-operator', namespace: 'crds' })
    }
    await met.kube.waitFor({ kind: 'CustomResourceDefinition', name: CRD }, (crd) =>
      JSON.stringify(crd?.['status'] ?? '').includes('NamesAccepted'),
    )
    ;({ api } = await kubeAs(server()))
  }, 60_000)

  const instance = (path: string, value: unknown): object => {
    const spec = structuredClone(WHOLE) as Record<string, unknown>
    const keys = path.split('.')
    const last = keys.pop() ?? ''
    const inner = keys.reduce((map, key) => (map[key] ??= {}) as Record<string, unknown>, spec)
    inner[last] = value
    return { apiVersion: 'fluxcd.controlplane.io/v1', kind: 'FluxInstance', metadata: { name: 'flux', namespace: NAMESPACE }, spec }
  }
  const sent = (how: 'create' | 'apply', path: string, value: unknown): Promise<KubeObject> => {
    const body = instance(path, value)
    if (how === 'create') return api.json({ method: 'POST', path: `${PATH}?dryRun=All`, body }, 'create it')
    const contentType = 'application/apply-patch+yaml'
    return api.json({ method: 'PATCH', path: `${PATH}/flux?dryRun=All&fieldManager=helm`, body, contentType }, 'apply it')
  }

  describe.each(['create', 'apply'] as const)('%s refuses', (how) => {
    test.each<[path: string, value: unknown, created: string[], applied: string[]]>([
      [
        'distribution.artifact',
        '',
        [unlike('distribution.artifact', '', '^oci://.*$')],
        [unlike('distribution.artifact', '', '^oci://.*$')],
      ],
      [
        'distribution.artifact',
        5,
        [notText('distribution.artifact', 'integer'), NOT_CHECKED],
        [untyped('distribution.artifact', 'expected string, got &value.valueUnstructured{Value:5}')],
      ],
      [
        'distribution.version',
        2.7,
        [notText('distribution.version', 'number'), NOT_CHECKED],
        [untyped('distribution.version', 'expected string, got &value.valueUnstructured{Value:2.7}')],
      ],
      [
        'distribution.registry',
        null,
        ['spec.distribution.registry: Required value', NOT_CHECKED],
        [notText('distribution.registry', 'null'), NOT_CHECKED],
      ],
      [
        'sync.path',
        true,
        [notText('sync.path', 'boolean'), NOT_CHECKED],
        [untyped('sync.path', 'expected string, got &value.valueUnstructured{Value:true}')],
      ],
      ['sync.ref', null, ['spec.sync.ref: Required value', NOT_CHECKED], [notText('sync.ref', 'null'), NOT_CHECKED]],
      [
        'sync.kind',
        'Helm',
        [outOf('sync.kind', '"Helm"', '"OCIRepository", "GitRepository", "Bucket"'), NOT_CHECKED],
        [outOf('sync.kind', '"Helm"', '"OCIRepository", "GitRepository", "Bucket"'), NOT_CHECKED],
      ],
      [
        'sync.provider',
        'gcp',
        ["spec.sync: Invalid value: sync.provider 'gcp' is only supported for OCIRepository and Bucket"],
        ["spec.sync: Invalid value: sync.provider 'gcp' is only supported for OCIRepository and Bucket"],
      ],
      [
        'sync.interval',
        'soon',
        [unlike('sync.interval', 'soon', '^([0-9]+(\\.[0-9]+)?(ms|s|m|h))+$')],
        [unlike('sync.interval', 'soon', '^([0-9]+(\\.[0-9]+)?(ms|s|m|h))+$')],
      ],
      [
        'cluster.size',
        '',
        [outOf('cluster.size', '""', '"small", "medium", "large"'), NOT_CHECKED],
        [outOf('cluster.size', '""', '"small", "medium", "large"'), NOT_CHECKED],
      ],
      [
        'cluster.networkPolicy',
        'yes',
        [
          'spec.cluster.networkPolicy: Invalid value: "string": spec.cluster.networkPolicy in body must be of type boolean: "string"',
          NOT_CHECKED,
        ],
        [untyped('cluster.networkPolicy', 'expected boolean, got &{yes}')],
      ],
      [
        'kustomize.patches',
        [{}],
        ['spec.kustomize.patches[0].patch: Required value', NOT_CHECKED],
        ['spec.kustomize.patches[0].patch: Required value', NOT_CHECKED],
      ],
      [
        'sharding',
        { key: 'k', shards: [] },
        ['spec.sharding.shards: Invalid value: 0: spec.sharding.shards in body should have at least 1 items'],
        ['spec.sharding.shards: Invalid value: 0: spec.sharding.shards in body should have at least 1 items'],
      ],
    ])('%s = %j', async (path, value, created, applied) => {
      const problems = how === 'create' ? created : applied
      const { message } = await failureOf(sent(how, path, value))
      for (const problem of problems) expect(message).toContain(problem)
      expect(message.includes(NOT_CHECKED)).toBe(problems.includes(NOT_CHECKED))
    })
  })

  test.each<[path: string, refused: string]>([
    ['distribution.artifact', notText('distribution.artifact', 'null')],
    ['sync.pullSecret', notText('sync.pullSecret', 'null')],
    ['sync.provider', outOf('sync.provider', 'null', '"generic", "aws", "azure", "gcp", "github"')],
    ['cluster.tenantDefaultServiceAccount', notText('cluster.tenantDefaultServiceAccount', 'null')],
    ['kustomize.patches', 'spec.kustomize.patches: Invalid value: "null": spec.kustomize.patches in body must be of type array: "null"'],
    ['components', 'spec.components: Invalid value: "null": spec.components in body must be of type array: "null"'],
  ])('null at %s is dropped where the client sends it, and refused where it is applied', async (path, refused) => {
    const made = await sent('create', path, null)
    expect(path.split('.').reduce<unknown>((inner, key) => (inner as Record<string, unknown>)[key], made['spec'])).toBeUndefined()
    expect((await failureOf(sent('apply', path, null))).message).toContain(refused)
  })

  test.each(['create', 'apply'] as const)('%s fills what has a default, also over null', async (how) => {
    expect((await sent(how, 'sync.interval', null))['spec']).toMatchObject({ sync: SYNC, wait: true, migrateResources: true })
    expect((await sent(how, 'cluster.type', null))['spec']).toMatchObject({
      cluster: { type: 'kubernetes', domain: 'cluster.local', networkPolicy: true, multitenant: false },
    })
  })
}
