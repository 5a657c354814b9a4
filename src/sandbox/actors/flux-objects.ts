import type { KubeObject } from '../../model/kube.ts'
import { crdsOf } from './flux-crds.ts'
import { minorOf, type FluxVersion } from './flux-versions.ts'
import { applyPatches, type Patch } from './kustomize.ts'

interface SyncSpec {
  kind?: string
  url: string
  ref: string
  path: string
  interval?: string
  pullSecret?: string
  name?: string
  provider?: string
}

export interface FluxInstanceSpec {
  distribution: { version: string; registry: string; artifact?: string | null }
  components?: string[]
  cluster?: { objectLevelWorkloadIdentity?: boolean }
  commonMetadata?: { labels?: Record<string, string>; annotations?: Record<string, string> }
  kustomize?: { patches?: Patch[] }
  sync?: SyncSpec
}

const CORE = ['source-controller', 'kustomize-controller', 'helm-controller', 'notification-controller']
const ORDER = ['CustomResourceDefinition', 'Namespace', 'ClusterRole', 'ClusterRoleBinding', 'ServiceAccount', 'Deployment']

/**
 * All objects that the operator applies for a FluxInstance, in its order, patched. They carry the labels and annotations of flux-operator's
 * `internal/builder/templates.go`; a patch with `target.namespace` matches nothing, as its customization guide warns. Throws an Error for
 * an unknown component or a patch that does not apply.
 */
export function buildObjects(instance: KubeObject, flux: FluxVersion): KubeObject[] {
  const spec = instance['spec'] as FluxInstanceSpec
  const namespace = instance.metadata.namespace ?? 'default'
  const components = spec.components ?? CORE
  const objects = [
    namespaceObject(namespace),
    ...rbac(namespace, components),
    ...components.flatMap((component) => componentObjects(component, flux, namespace, spec)),
    ...(spec.sync ? syncObjects(namespace, spec.sync) : []),
  ]
  for (const object of objects) label(object, instance, flux, spec)
  const rank = ({ kind }: KubeObject) => ORDER.indexOf(kind) + 1 || ORDER.length + 1
  return applyPatches(objects, spec.kustomize?.patches ?? []).sort((a, b) => rank(a) - rank(b))
}

function namespaceObject(name: string): KubeObject {
  const annotations = { 'fluxcd.controlplane.io/prune': 'disabled' }
  return {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name, labels: { 'pod-security.kubernetes.io/warn': 'restricted' }, annotations },
  }
}

function rbac(namespace: string, components: string[]): KubeObject[] {
  const apiVersion = 'rbac.authorization.k8s.io/v1'
  const apiGroup = 'rbac.authorization.k8s.io'
  const role = (name: string, verbs: string[]): KubeObject => ({
    apiVersion,
    kind: 'ClusterRole',
    metadata: { name: `${name}-${namespace}` },
    rules: [{ apiGroups: ['source.toolkit.fluxcd.io', 'image.toolkit.fluxcd.io'], resources: ['*'], verbs }],
  })
  const binding = (name: string, to: string, accounts: string[]): KubeObject => ({
    apiVersion,
    kind: 'ClusterRoleBinding',
    metadata: { name: `${name}-${namespace}` },
    roleRef: { apiGroup, kind: 'ClusterRole', name: to },
    subjects: accounts.map((account) => ({ kind: 'ServiceAccount', name: account, namespace })),
  })
  return [
    role('crd-controller', ['*']),
    role('flux-edit', ['create', 'delete', 'patch', 'update']),
    role('flux-view', ['get', 'list', 'watch']),
    binding('cluster-reconciler', 'cluster-admin', ['kustomize-controller', 'helm-controller']),
    binding('crd-controller', `crd-controller-${namespace}`, components),
  ]
}

/** CRDs, ServiceAccount and Deployment of one controller. Throws an Error where this Flux has no such controller. */
export function componentObjects(
  name: string,
  flux: FluxVersion,
  namespace: string,
  spec: Pick<FluxInstanceSpec, 'distribution' | 'cluster'>,
): KubeObject[] {
  const tag = flux.images[name]
  if (!tag) throw new Error(`component ${name} is not part of Flux ${flux.version}`)
  const labels = { 'app.kubernetes.io/component': name, 'app.kubernetes.io/part-of': 'flux' }
  const gate = spec.cluster?.objectLevelWorkloadIdentity ? ['--feature-gates=ObjectLevelWorkloadIdentity=true'] : []
  const container = {
    name: 'manager',
    image: `${spec.distribution.registry}/${name}:${tag}`,
    args: ['--watch-all-namespaces', '--log-level=info', ...gate],
    env: [{ name: 'RUNTIME_NAMESPACE', valueFrom: { fieldRef: { fieldPath: 'metadata.namespace' } } }],
  }
  const pod = { serviceAccountName: name, securityContext: { fsGroup: 1337 }, containers: [container] }
  const template = { metadata: { labels: { app: name, ...labels } }, spec: pod }
  return [
    ...crdsOf(name, minorOf(flux)).map((crd) => ({ ...crd, metadata: { ...crd.metadata, labels } })),
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, namespace, labels: { ...labels } } },
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name, namespace, labels: { app: name, ...labels, 'control-plane': 'controller' } },
      spec: { replicas: 1, selector: { matchLabels: { app: name } }, template },
    },
  ]
}

function syncObjects(namespace: string, sync: SyncSpec): KubeObject[] {
  const { kind = 'GitRepository', url, ref, path, interval = '1m', pullSecret, provider, name = namespace } = sync
  const revision = kind === 'GitRepository' ? { ref: { name: ref } } : kind === 'OCIRepository' ? { ref: { tag: ref } } : {}
  return [
    {
      apiVersion: 'source.toolkit.fluxcd.io/v1',
      kind,
      metadata: { name, namespace },
      spec: { interval, url, ...revision, ...(provider && { provider }), ...(pullSecret && { secretRef: { name: pullSecret } }) },
    },
    {
      apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
      kind: 'Kustomization',
      metadata: { name, namespace },
      spec: { interval: '10m', path, prune: true, sourceRef: { kind, name } },
    },
  ]
}

function label(object: KubeObject, instance: KubeObject, { version }: FluxVersion, { commonMetadata }: FluxInstanceSpec): void {
  const { name, namespace = 'default' } = instance.metadata
  object.metadata.labels = {
    ...object.metadata.labels,
    'app.kubernetes.io/instance': namespace,
    'app.kubernetes.io/managed-by': 'flux-operator',
    'app.kubernetes.io/part-of': 'flux',
    'app.kubernetes.io/version': version,
    ...ownerLabels(name, namespace),
    ...commonMetadata?.labels,
  }
  object.metadata.annotations = {
    ...object.metadata.annotations,
    'kustomize.toolkit.fluxcd.io/prune': 'Disabled',
    'kustomize.toolkit.fluxcd.io/ssa': 'Ignore',
    ...commonMetadata?.annotations,
  }
}

export function ownerLabels(name: string, namespace: string): Record<string, string> {
  return { 'fluxcd.controlplane.io/name': name, 'fluxcd.controlplane.io/namespace': namespace }
}
