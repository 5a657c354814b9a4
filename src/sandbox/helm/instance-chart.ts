import { stringify } from 'yaml'
import * as z from 'zod'
import { compareVersions } from '../actors/version-range.ts'
import type { Json } from '../kube/list-shapes.ts'
import type { Chart } from './catalogue.ts'
import type { ReleaseName } from './releases.ts'

const text = z.string()
const map = z.record(z.string(), z.unknown())
const COMPONENTS = [
  'source-controller',
  'kustomize-controller',
  'helm-controller',
  'notification-controller',
  'image-reflector-controller',
  'image-automation-controller',
  'source-watcher',
] as const

/** The values of chart flux-instance, typed as in its published schema; unknown keys pass unseen (it has no `additionalProperties`). */
export const instanceValues = z.looseObject({
  nameOverride: text,
  fullnameOverride: text,
  commonAnnotations: map,
  commonLabels: map,
  instance: z.looseObject({
    distribution: z.looseObject({
      version: text,
      registry: text,
      artifact: text.optional(),
      artifactPullSecret: text.optional(),
      imagePullSecret: text.optional(),
      variant: z.enum(['', 'upstream-alpine', 'enterprise-alpine', 'enterprise-distroless', 'enterprise-distroless-fips']).optional(),
    }),
    components: z.array(z.enum(COMPONENTS)),
    cluster: map.and(
      z.looseObject({
        type: z.enum(['kubernetes', 'openshift', 'aws', 'azure', 'gcp']).optional(),
        size: z.enum(['', 'small', 'medium', 'large']).optional(),
        domain: text.optional(),
        networkPolicy: z.boolean().optional(),
        multitenant: z.boolean().optional(),
      }),
    ),
    commonMetadata: z.looseObject({ labels: map.optional(), annotations: map.optional() }),
    kustomize: z.looseObject({ patches: z.array(map) }),
    sync: z.looseObject({
      kind: z.enum(['GitRepository', 'OCIRepository', 'Bucket']).optional(),
      interval: text.optional(),
      url: text.optional(),
      ref: text.optional(),
      path: text.optional(),
      pullSecret: text.optional(),
      name: text.optional(),
      provider: text.optional(),
    }),
    storage: z.looseObject({ class: text.optional(), size: text.optional() }),
    sharding: z.looseObject({ key: text.optional(), shards: z.array(text).optional() }),
  }),
})

export const instanceDefaults: Json = {
  nameOverride: '',
  fullnameOverride: 'flux',
  commonAnnotations: {},
  commonLabels: {},
  instance: {
    distribution: {
      version: '2.x',
      registry: 'ghcr.io/fluxcd',
      artifact: 'oci://ghcr.io/controlplaneio-fluxcd/flux-operator-manifests:latest',
      artifactPullSecret: '',
      imagePullSecret: '',
    },
    components: COMPONENTS.slice(0, 4),
    cluster: {
      type: 'kubernetes',
      size: '',
      domain: 'cluster.local',
      networkPolicy: true,
      multitenant: false,
      tenantDefaultServiceAccount: 'default',
    },
    commonMetadata: { labels: {}, annotations: {} },
    storage: { class: '', size: '' },
    sharding: { key: 'sharding.fluxcd.io/key', shards: [] },
    sync: { interval: '1m', kind: 'GitRepository', url: '', ref: '', path: '', pullSecret: '', name: '', provider: '' },
    kustomize: { patches: [] },
  },
}

/**
 * Chart flux-instance: the FluxInstance, as text. Like the real template it writes most values without quotes, so that a value that YAML
 * reads otherwise changes or breaks the manifest; `distribution.version` is quoted since 0.48 (controlplaneio-fluxcd/charts f090afd).
 * `healthcheck` is not modelled: its Job is a hook that is gone again once it has seen the instance Ready.
 */
export function renderInstance(chart: Chart, release: ReleaseName, given: Json): string {
  const { nameOverride, fullnameOverride, commonAnnotations, commonLabels, instance } = instanceValues.parse(given)
  const { distribution, cluster, sync, storage, sharding } = instance
  const version = compareVersions(chart.version, '0.48.0') < 0 ? distribution.version : JSON.stringify(distribution.version)
  const labels = {
    'helm.sh/chart': `${chart.name}-${chart.version}`,
    'app.kubernetes.io/name': nameOverride || chart.name,
    'app.kubernetes.io/instance': release.name,
    'app.kubernetes.io/version': chart.appVersion,
    'app.kubernetes.io/managed-by': 'Helm',
    ...commonLabels,
  }
  const lines = [
    '---',
    `# Source: ${chart.name}/templates/instance.yaml`,
    'apiVersion: fluxcd.controlplane.io/v1',
    'kind: FluxInstance',
    'metadata:',
    `  name: ${fullnameOverride || fullName(release.name, nameOverride || chart.name)}`,
    `  namespace: ${release.namespace}`,
    ...block('labels', labels, 2),
    ...(isEmpty(commonAnnotations) ? [] : block('annotations', commonAnnotations, 2)),
    'spec:',
    '  distribution:',
    `    version: ${version}`,
    `    registry: ${distribution.registry}`,
    `    artifact: ${distribution.artifact ?? ''}`,
    ...optional(distribution, ['artifactPullSecret', 'imagePullSecret', 'variant'], 4),
    ...block('components', instance.components, 2),
    '  cluster:',
    ...optional(cluster, Object.keys(cluster).sort(), 4),
    ...commonMetadata(instance.commonMetadata),
    ...block('kustomize', instance.kustomize, 2),
    ...(sync.url ? ['  sync:', ...['kind', 'interval', 'url', 'ref', 'path'].map((key) => `    ${key}: ${plain(sync[key])}`)] : []),
    ...(sync.url ? optional(sync, ['name', 'provider', 'pullSecret'], 4) : []),
    ...(storage.size ? block('storage', storage, 2) : []),
    ...(sharding.shards?.length ? ['  sharding:', `    key: ${plain(sharding.key)}`, ...block('shards', sharding.shards, 4)] : []),
  ]
  return `${lines.join('\n')}\n`
}

/** As `helm create` has it in `_helpers.tpl`. */
function fullName(release: string, name: string): string {
  return release.includes(name) ? release : `${release}-${name}`
}

function commonMetadata({ labels = {}, annotations = {} }: { labels?: Json | undefined; annotations?: Json | undefined }): string[] {
  const parts = [
    ...(isEmpty(annotations) ? [] : block('annotations', annotations, 4)),
    ...(isEmpty(labels) ? [] : block('labels', labels, 4)),
  ]
  return parts.length > 0 ? ['  commonMetadata:', ...parts] : []
}

function block(key: string, value: unknown, indent: number): string[] {
  const pad = ' '.repeat(indent)
  return [
    `${pad}${key}:`,
    ...stringify(value, { lineWidth: 0 })
      .trimEnd()
      .split('\n')
      .map((line) => `${pad}  ${line}`),
  ]
}

function optional(values: Json, keys: string[], indent: number): string[] {
  return keys
    .filter((key) => values[key] !== '' && values[key] !== undefined)
    .map((key) => `${' '.repeat(indent)}${key}: ${plain(values[key])}`)
}

const plain = (value: unknown) => (typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value ?? ''))
const isEmpty = (values: Json) => Object.keys(values).length === 0
