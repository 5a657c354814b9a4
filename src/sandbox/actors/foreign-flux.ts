import type { KubeObject } from '../../model/kube.ts'
import { createRelease } from '../helm/releases.ts'
import type { ClusterStore } from '../kube/store-types.ts'
import { componentObjects } from './flux-objects.ts'
import { fluxAt } from './flux-versions.ts'
import { objectPath } from './object-path.ts'

export interface BroughtFlux {
  /** `bootstrap`: by `flux bootstrap git`; `chart`: the community's chart flux2; `manifests`: `flux install`, kubectl, or any other tool. */
  by: 'bootstrap' | 'chart' | 'manifests'
  namespace?: string
  /** A tag, with its v. */
  version?: string
  components?: string[]
  /** Under which field manager manifests are applied. */
  manager?: string
  labels?: Record<string, string>
  annotations?: Record<string, string>
  /** Only the CRDs are there. */
  onlyCrds?: boolean
}

const FOUR = ['source-controller', 'kustomize-controller', 'helm-controller', 'notification-controller']
const SIX = [...FOUR, 'image-reflector-controller', 'image-automation-controller']
const CHART = '2.18.4'

/**
 * Flux as it is without flux-operator: Namespace, CRDs, ServiceAccounts, Deployments, of a chart the release.
 * Labels and field managers as the lab's `flux bootstrap` and `flux chart` leave them, which were compared with the real programs.
 */
export function bringFlux(store: ClusterStore, flux: BroughtFlux): void {
  const { by, namespace = 'flux-system', version = 'v2.9.4', components = SIX, manager = 'flux', onlyCrds = false } = flux
  const release = fluxAt(version)
  const spec = { distribution: { version, registry: 'ghcr.io/fluxcd' } }
  const objects = components.flatMap((name) => componentObjects(name, release, namespace, spec))
  const crdsFirst = [...objects.filter(isCrd), ...(onlyCrds ? [] : objects.filter((object) => !isCrd(object)))]
  apply(store, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } }, [manager])
  for (const object of crdsFirst) {
    const marked = withMarks(object, { labels: { ...marksOf(flux), ...flux.labels }, annotations: flux.annotations ?? {} })
    const managers = { bootstrap: ['flux', 'kustomize-controller'], chart: ['helm'], manifests: [manager] }[by]
    apply(store, by === 'chart' ? withHelm(marked, namespace) : marked, managers)
  }
  if (by === 'chart') createRelease(store, releaseOf(namespace, version), 'helm')
}

/** The sync of its own folder, which a bootstrap makes once the kinds are served. */
export function bringSync(store: ClusterStore, { by, namespace = 'flux-system', onlyCrds = false }: BroughtFlux): void {
  if (by !== 'bootstrap' || onlyCrds) return
  for (const object of syncOf(namespace)) apply(store, object, ['flux', 'kustomize-controller'])
}

function marksOf({ by, namespace = 'flux-system', version = 'v2.9.4' }: BroughtFlux): Record<string, string> {
  const plain = { 'app.kubernetes.io/instance': namespace, 'app.kubernetes.io/part-of': 'flux', 'app.kubernetes.io/version': version }
  if (by === 'bootstrap') return { ...plain, ...delivered(namespace) }
  if (by === 'manifests') return plain
  const chart = { 'app.kubernetes.io/managed-by': 'Helm', 'helm.sh/chart': `flux2-${CHART}` }
  return { ...plain, ...chart, 'app.kubernetes.io/version': version.replace('v', '') }
}

function delivered(namespace: string): Record<string, string> {
  return { 'kustomize.toolkit.fluxcd.io/name': 'flux-system', 'kustomize.toolkit.fluxcd.io/namespace': namespace }
}

function withHelm(object: KubeObject, namespace: string): KubeObject {
  return withMarks(object, {
    labels: {},
    annotations: { 'meta.helm.sh/release-name': 'flux2', 'meta.helm.sh/release-namespace': namespace },
  })
}

function withMarks(object: KubeObject, { labels, annotations }: Record<'labels' | 'annotations', Record<string, string>>): KubeObject {
  const { metadata } = object
  return {
    ...object,
    metadata: { ...metadata, labels: { ...metadata.labels, ...labels }, annotations: { ...metadata.annotations, ...annotations } },
  }
}

function syncOf(namespace: string): KubeObject[] {
  const metadata = { name: 'flux-system', namespace, labels: delivered(namespace) }
  const source = {
    interval: '1m0s',
    ref: { branch: 'main' },
    secretRef: { name: 'flux-system' },
    url: 'https://bitbucket.org/acme/fleet.git',
  }
  const sourceRef = { kind: 'GitRepository', name: 'flux-system' }
  const password = Buffer.from('secret').toString('base64')
  return [
    { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'flux-system', namespace }, data: { username: 'eA==', password } },
    { apiVersion: 'source.toolkit.fluxcd.io/v1', kind: 'GitRepository', metadata, spec: source },
    {
      apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
      kind: 'Kustomization',
      metadata,
      spec: { interval: '10m0s', path: './clusters/lab', prune: true, sourceRef },
    },
  ]
}

function releaseOf(namespace: string, version: string): Parameters<typeof createRelease>[1] {
  const now = new Date().toISOString()
  return {
    name: 'flux2',
    namespace,
    version: 1,
    info: { first_deployed: now, last_deployed: now, description: 'Install complete', status: 'deployed' },
    chart: { metadata: { apiVersion: 'v2', name: 'flux2', version: CHART, appVersion: version.replace('v', '') }, values: {} },
    config: {},
    manifest: '',
    labels: {},
  }
}

function apply(store: ClusterStore, object: KubeObject, managers: string[]): void {
  for (const manager of managers) store.apply(objectPath(object), structuredClone(object), { manager, force: true })
}

function isCrd({ kind }: KubeObject): boolean {
  return kind === 'CustomResourceDefinition'
}
