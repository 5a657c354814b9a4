import type { KubeObject } from '../../model/kube.ts'
import { pluralOf } from './object-path.ts'

/** Versions in order of preference with the Flux minors that serve them: from, and up to (not including). */
type Served = [version: string, from: number, until: number][]
type Row = [component: string, group: string, kind: string, served: Served]

const FOREVER = 99
const GA_SOURCE: Served = [
  ['v1', 0, FOREVER],
  ['v1beta2', 0, 8],
  ['v1beta1', 0, 7],
]
const GA_IMAGE: Served = [
  ['v1', 7, FOREVER],
  ['v1beta2', 0, 9],
  ['v1beta1', 0, 7],
]
const NOTIFICATION: Served = [
  ['v1beta3', 0, FOREVER],
  ['v1beta2', 0, 9],
  ['v1beta1', 0, 7],
]

/** Flux's release notes for 2.7, 2.8 and 2.9 say which versions went (https://fluxcd.io/blog). */
const KINDS: Row[] = [
  ['source-controller', 'source', 'GitRepository', GA_SOURCE],
  ['source-controller', 'source', 'HelmRepository', GA_SOURCE],
  ['source-controller', 'source', 'HelmChart', GA_SOURCE],
  ['source-controller', 'source', 'Bucket', GA_SOURCE],
  [
    'source-controller',
    'source',
    'OCIRepository',
    [
      ['v1', 6, FOREVER],
      ['v1beta2', 0, 8],
    ],
  ],
  ['source-controller', 'source', 'ExternalArtifact', [['v1', 7, FOREVER]]],
  ['kustomize-controller', 'kustomize', 'Kustomization', GA_SOURCE],
  [
    'helm-controller',
    'helm',
    'HelmRelease',
    [
      ['v2', 0, FOREVER],
      ['v2beta2', 0, 8],
      ['v2beta1', 0, 7],
    ],
  ],
  ['notification-controller', 'notification', 'Alert', NOTIFICATION],
  ['notification-controller', 'notification', 'Provider', NOTIFICATION],
  [
    'notification-controller',
    'notification',
    'Receiver',
    [
      ['v1', 0, FOREVER],
      ['v1beta2', 0, 9],
      ['v1beta1', 0, 7],
    ],
  ],
  ['image-reflector-controller', 'image', 'ImageRepository', GA_IMAGE],
  ['image-reflector-controller', 'image', 'ImagePolicy', GA_IMAGE],
  ['image-automation-controller', 'image', 'ImageUpdateAutomation', GA_IMAGE],
  ['source-watcher', 'source.extensions', 'ArtifactGenerator', [['v1beta1', 7, FOREVER]]],
]

/** The CustomResourceDefinitions of one controller in Flux 2.`minor`; the preferred version is the one in storage. */
export function crdsOf(component: string, minor: number): KubeObject[] {
  return KINDS.filter(([owner]) => owner === component).flatMap(([, group, kind, served]) => {
    const versions = served.filter(([, from, until]) => from <= minor && minor < until).map(([version]) => version)
    const fullGroup = group === 'source.extensions' ? 'source.extensions.fluxcd.io' : `${group}.toolkit.fluxcd.io`
    return versions.length > 0 ? [customResourceDefinition(fullGroup, kind, versions)] : []
  })
}

/** A CRD of a namespaced kind with a status subresource; the first version is stored, any fields are accepted. */
export function customResourceDefinition(group: string, kind: string, versions: string[]): KubeObject {
  const plural = pluralOf(kind)
  const schema = { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } }
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.${group}` },
    spec: {
      group,
      scope: 'Namespaced',
      names: { kind, listKind: `${kind}List`, plural, singular: kind.toLowerCase() },
      versions: versions.map((name, index) => ({ name, served: true, storage: index === 0, schema, subresources: { status: {} } })),
    },
  }
}
