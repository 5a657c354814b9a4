import { expect, test } from 'vitest'
import type { Flux, FluxEvidence } from '../../../src/model/flux.ts'
import { isController, recogniseFlux } from '../../../src/flux/kinds/recognise.ts'
import type { KubeObject, ObjectMeta } from '../../../src/model/kube.ts'

type Marks = Partial<ObjectMeta> & { manager?: string }

const GOTK = { 'app.kubernetes.io/part-of': 'flux', 'app.kubernetes.io/version': 'v2.9.4', 'app.kubernetes.io/instance': 'flux-system' }
const GIT = { 'kustomize.toolkit.fluxcd.io/name': 'flux-system', 'kustomize.toolkit.fluxcd.io/namespace': 'flux-system' }
const HELM = { 'meta.helm.sh/release-name': 'flux2', 'meta.helm.sh/release-namespace': 'flux-system' }
const RELEASE = { 'helm.toolkit.fluxcd.io/name': 'flux2', 'helm.toolkit.fluxcd.io/namespace': 'infra' }
const OPERATOR = { 'fluxcd.controlplane.io/name': 'flux', 'fluxcd.controlplane.io/namespace': 'flux-system' }

function deployment(name: string, { manager, ...metadata }: Marks = {}, image = `ghcr.io/fluxcd/${name}:v1.9.1`): KubeObject {
  const managedFields = manager ? [{ manager, operation: 'Update' }] : []
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace: 'flux-system', managedFields, ...metadata },
    spec: { template: { spec: { containers: [{ image }] } } },
  }
}

function crd(marks: Marks = {}): KubeObject {
  return { ...deployment('gitrepositories.source.toolkit.fluxcd.io', marks), kind: 'CustomResourceDefinition' }
}

function seen(evidence: Partial<FluxEvidence>): Flux[] {
  return recogniseFlux({ namespace: 'flux-system', controllers: [], operators: [], instances: [], crds: [], ...evidence })
}

const OWNERS: [what: string, marks: Marks, kind: Flux['kind'], owner: string][] = [
  [
    'flux bootstrap',
    { labels: { ...GOTK, ...GIT }, manager: 'kustomize-controller' },
    'bootstrap',
    'Git (Kustomization flux-system/flux-system)',
  ],
  ['a Kustomization of another cluster', { labels: { 'kustomize.toolkit.fluxcd.io/name': 'hub' } }, 'bootstrap', 'Git (Kustomization hub)'],
  ['helm', { labels: GOTK, annotations: HELM, manager: 'helm' }, 'chart', 'the Helm release flux-system/flux2'],
  ['a HelmRelease', { labels: { ...GOTK, ...RELEASE }, annotations: HELM }, 'chart', 'Git (HelmRelease infra/flux2)'],
  ['a chart by Argo CD', { labels: { 'helm.sh/chart': 'flux2-2.18.4', 'argocd.argoproj.io/instance': 'flux' } }, 'chart', 'Argo CD'],
  ['a chart by Terraform', { annotations: HELM, manager: 'terraform-provider-helm_v3' }, 'chart', 'Terraform'],
  ['a chart rendered by nobody known', { labels: { 'app.kubernetes.io/managed-by': 'Helm' } }, 'chart', 'a Helm chart'],
  ['flux install', { labels: GOTK, manager: 'flux' }, 'manifests', 'whoever ran flux install'],
  ['kubectl', { labels: GOTK, manager: 'kubectl-client-side-apply' }, 'manifests', 'whoever ran kubectl'],
  ['Terraform', { labels: GOTK, manager: 'Terraform' }, 'manifests', 'Terraform'],
  ['Pulumi', { manager: 'pulumi-kubernetes-1a2b' }, 'manifests', 'Pulumi'],
  ['Argo CD, by annotation', { annotations: { 'argocd.argoproj.io/tracking-id': 'flux:apps/Deployment:x' } }, 'manifests', 'Argo CD'],
  ['Argo CD, by manager', { manager: 'argocd-controller' }, 'manifests', 'Argo CD'],
  ['a tool of their own', { manager: 'acme-deployer' }, 'manifests', 'whoever writes as field manager "acme-deployer"'],
  ['nobody', {}, 'manifests', 'somebody who left no mark'],
  ['flux-operator, after a bootstrap', { labels: { ...GOTK, ...GIT, ...OPERATOR } }, 'operator', 'FluxInstance flux-system/flux'],
]

test.each(OWNERS)('controllers by %s', (_what, marks, kind, owner) => {
  expect(seen({ controllers: [deployment('source-controller', marks)] })).toEqual([
    expect.objectContaining({ kind, owner, namespace: 'flux-system', components: ['source-controller'], has: 'controllers' }),
  ])
})

test.each([
  ['v2.9.4', '2.9.4'],
  ['2.18.0', '2.18.0'],
  ['latest', '2.9.x'],
  [undefined, '2.9.x'],
])('the label %s means Flux %s, or the image does', (label, version) => {
  const labels: Record<string, string> = label === undefined ? {} : { 'app.kubernetes.io/version': label }
  expect(seen({ controllers: [deployment('source-controller', { labels })] })[0]?.version).toBe(version)
})

test('where neither label nor image tells a version, there is none', () => {
  const image = 'mirror.example.com/source-controller@sha256:abc'
  expect(seen({ controllers: [deployment('source-controller', {}, image)] })[0]).not.toHaveProperty('version')
})

test('half a Flux and its shards are one; two owners, or two namespaces, are two', () => {
  const labels = { ...GOTK, ...GIT }
  const names = ['source-controller', 'kustomize-controller', 'source-controller-shard1']
  const one = names.map((name) => deployment(name, { labels }))
  expect(seen({ controllers: one })).toMatchObject([{ components: names.toSorted() }])
  const others = [
    deployment('helm-controller', { labels: GOTK, manager: 'kubectl' }),
    deployment('helm-controller', { labels, namespace: 'b' }),
  ]
  expect(seen({ controllers: [...one, ...others] }).map(({ namespace, kind }) => [namespace, kind])).toEqual([
    ['flux-system', 'bootstrap'],
    ['flux-system', 'manifests'],
    ['b', 'bootstrap'],
  ])
})

test('CRDs count alone: not where their controllers stand, not where the operator made them, not while they go', () => {
  const labels = { ...GOTK, ...GIT }
  expect(seen({ crds: [crd({ labels })] })).toEqual([
    {
      kind: 'bootstrap',
      namespace: 'flux-system',
      owner: 'Git (Kustomization flux-system/flux-system)',
      version: '2.9.4',
      components: [],
      has: 'only CRDs',
    },
  ])
  expect(seen({ crds: [crd({ labels })], controllers: [deployment('source-controller', { labels })] })).toHaveLength(1)
  expect(seen({ crds: [crd({ labels: OPERATOR })] })).toEqual([])
  expect(seen({ crds: [crd({ labels, deletionTimestamp: '2026-01-01T00:00:00Z' })] })).toEqual([])
})

test('an operator that has made nothing yet is there, wherever it is', () => {
  const operator = deployment('flux-operator', { namespace: 'ops' })
  expect(seen({ operators: [operator] })).toMatchObject([
    { kind: 'operator', namespace: 'ops', owner: 'flux-operator in ops', has: 'only an operator' },
  ])
  const instance = { ...deployment('flux', { namespace: 'ops' }), kind: 'FluxInstance' }
  expect(seen({ operators: [operator], instances: [instance] })).toMatchObject([{ owner: 'FluxInstance ops/flux' }])
})

test.each([
  [deployment('source-controller'), true],
  [deployment('flux-source', { labels: { 'app.kubernetes.io/component': 'source-controller' } }, 'x'), true],
  [deployment('my-source', {}, 'mirror.example.com/flux/source-controller:v1.9.1@sha256:abc'), true],
  [deployment('flux-operator', {}, 'ghcr.io/controlplaneio-fluxcd/flux-operator:v0.58.1'), false],
  [deployment('podinfo', { labels: { 'app.kubernetes.io/part-of': 'flux' } }, 'podinfo'), false],
])('a controller is known by name, label or image (%#)', (object, expected) => {
  expect(isController(object)).toBe(expected)
})
