import { stringify } from 'yaml'
import * as z from 'zod'
import type { KubeObject } from '../../model/kube.ts'
import { customResourceDefinition } from '../actors/flux-crds.ts'
import type { Json } from '../kube/list-shapes.ts'
import type { Chart } from './catalogue.ts'
import type { ReleaseName } from './releases.ts'

const text = z.string()
const map = z.record(z.string(), z.unknown())

/** The values of chart flux-operator that the stand-in renders; others pass unseen, as in the real one. */
export const operatorValues = z.looseObject({
  image: z.looseObject({ repository: text, tag: text }),
  installCRDs: z.boolean(),
  serviceAccount: z.looseObject({ create: z.boolean(), name: text }),
  rbac: z.looseObject({ create: z.boolean() }),
  commonLabels: map,
  commonAnnotations: map,
  extraArgs: z.array(text),
  extraEnvs: z.array(map),
  nodeSelector: map,
  tolerations: z.array(map),
  resources: map,
  priorityClassName: text,
  hostNetwork: z.boolean(),
  reporting: z.looseObject({ interval: text }),
  logLevel: text,
})

export const operatorDefaults: Json = {
  image: { repository: 'ghcr.io/controlplaneio-fluxcd/flux-operator', tag: '' },
  installCRDs: true,
  serviceAccount: { create: true, name: '' },
  rbac: { create: true },
  commonLabels: {},
  commonAnnotations: {},
  extraArgs: [],
  extraEnvs: [],
  nodeSelector: {},
  tolerations: [],
  resources: { requests: { cpu: '100m', memory: '64Mi' }, limits: { cpu: '2000m', memory: '1Gi' } },
  priorityClassName: '',
  hostNetwork: false,
  reporting: { interval: '5m' },
  logLevel: 'info',
}

const KINDS = ['FluxInstance', 'FluxReport', 'ResourceSet', 'ResourceSetInputProvider']

/** Chart flux-operator: four CRDs that outlive the release, ServiceAccount, cluster-admin for it, Deployment. */
export function renderOperator(chart: Chart, release: ReleaseName, given: Json): string {
  const values = operatorValues.parse(given)
  const account = values.serviceAccount.name || 'flux-operator'
  const labels = {
    'helm.sh/chart': `${chart.name}-${chart.version}`,
    'app.kubernetes.io/name': 'flux-operator',
    'app.kubernetes.io/instance': release.name,
    'app.kubernetes.io/version': chart.appVersion,
    'app.kubernetes.io/managed-by': 'Helm',
    ...values.commonLabels,
  }
  const common = { labels, ...(Object.keys(values.commonAnnotations).length > 0 && { annotations: values.commonAnnotations }) }
  const metadata = (name: string) => ({ name, namespace: release.namespace, ...common })
  const objects: [file: string, object: object][] = [
    ...(values.serviceAccount.create
      ? [['serviceaccount', { apiVersion: 'v1', kind: 'ServiceAccount', metadata: metadata(account) }] as [string, object]]
      : []),
    ...(values.installCRDs ? KINDS.map((kind): [string, object] => ['crds', operatorCrd(kind, common)]) : []),
    ...(values.rbac.create ? [['admin-clusterrolebinding', adminBinding(account, release.namespace, common)] as [string, object]] : []),
    ['deployment', deployment(chart, release, values, account, metadata('flux-operator'))],
  ]
  return objects.map(([file, object]) => `---\n# Source: flux-operator/templates/${file}.yaml\n${stringify(object)}`).join('')
}

function operatorCrd(kind: string, { labels, annotations }: { labels: object; annotations?: object }): KubeObject {
  const crd = customResourceDefinition('fluxcd.controlplane.io', kind, ['v1'])
  return {
    ...crd,
    metadata: { ...crd.metadata, labels: { ...labels }, annotations: { ...annotations, 'helm.sh/resource-policy': 'keep' } },
  }
}

function adminBinding(account: string, namespace: string, common: object): object {
  return {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRoleBinding',
    metadata: { name: 'flux-operator', ...common },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'cluster-admin' },
    subjects: [{ kind: 'ServiceAccount', name: account, namespace }],
  }
}

function deployment(chart: Chart, release: ReleaseName, values: z.infer<typeof operatorValues>, account: string, metadata: object): object {
  const selector = { 'app.kubernetes.io/name': 'flux-operator', 'app.kubernetes.io/instance': release.name }
  const { image, extraEnvs, extraArgs, nodeSelector, tolerations, resources, priorityClassName, hostNetwork } = values
  const container = {
    name: 'manager',
    image: `${image.repository}:${image.tag || chart.appVersion}`,
    args: [`--log-level=${values.logLevel}`, '--leader-elect', `--reporting-interval=${values.reporting.interval}`, ...extraArgs],
    env: [{ name: 'RUNTIME_NAMESPACE', valueFrom: { fieldRef: { fieldPath: 'metadata.namespace' } } }, ...extraEnvs],
    resources,
  }
  const spec = {
    serviceAccountName: account,
    containers: [container],
    ...(Object.keys(nodeSelector).length > 0 && { nodeSelector }),
    ...(tolerations.length > 0 && { tolerations }),
    ...(priorityClassName && { priorityClassName }),
    ...(hostNetwork && { hostNetwork }),
  }
  const template = { metadata: { labels: { ...selector, ...values.commonLabels } }, spec }
  return { apiVersion: 'apps/v1', kind: 'Deployment', metadata, spec: { replicas: 1, selector: { matchLabels: selector }, template } }
}
