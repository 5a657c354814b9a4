import { stringify } from 'yaml'
import * as z from 'zod'
import type { KubeObject } from '../../model/kube.ts'
import { customResourceDefinition } from '../actors/flux-crds.ts'
import { compareVersions } from '../actors/version-range.ts'
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
  rbac: z.looseObject({ create: z.boolean(), createAggregation: z.boolean() }),
  multitenancy: z.looseObject({
    enabled: z.boolean(),
    defaultServiceAccount: text,
    enabledForWorkloadIdentity: z.boolean(),
    defaultWorkloadIdentityServiceAccount: text,
  }),
  web: z.looseObject({
    enabled: z.boolean(),
    networkPolicy: z.looseObject({ create: z.boolean() }),
    rbac: z.looseObject({ createRoles: z.boolean() }),
  }),
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
  rbac: { create: true, createAggregation: true },
  multitenancy: {
    enabled: false,
    defaultServiceAccount: 'flux-operator',
    enabledForWorkloadIdentity: false,
    defaultWorkloadIdentityServiceAccount: 'flux-operator',
  },
  web: { enabled: true, networkPolicy: { create: true }, rbac: { createRoles: true } },
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

type Values = z.infer<typeof operatorValues>
type Common = { labels: Record<string, string>; annotations?: Json }

/**
 * Chart flux-operator: four CRDs that outlive the release, ServiceAccount, cluster-admin for it, roles for people, Service, Deployment; and
 * with the web page its NetworkPolicy and roles (0.49.0 has it, 0.32.0 has not).
 */
export function renderOperator(chart: Chart, release: ReleaseName, given: Json): string {
  const values = operatorValues.parse(given)
  const account = values.serviceAccount.name || 'flux-operator'
  const hasWeb = values.web.enabled && compareVersions(chart.version, '0.49.0') >= 0
  const labels = {
    'helm.sh/chart': `${chart.name}-${chart.version}`,
    ...selectorOf(release),
    'app.kubernetes.io/version': chart.appVersion,
    'app.kubernetes.io/managed-by': 'Helm',
    ...(values.commonLabels as Record<string, string>),
  }
  const common: Common = { labels, ...(Object.keys(values.commonAnnotations).length > 0 && { annotations: values.commonAnnotations }) }
  const metadata = (name: string) => ({ name, namespace: release.namespace, ...common })
  const objects: [isMade: boolean, file: string, object: () => object][] = [
    [hasWeb && values.web.networkPolicy.create, 'networkpolicy', () => networkPolicy(release, metadata('flux-operator-web'))],
    [values.serviceAccount.create, 'serviceaccount', () => ({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: metadata(account) })],
    ...KINDS.map((kind): [boolean, string, () => object] => [values.installCRDs, 'crds', () => operatorCrd(kind, common)]),
    [values.rbac.createAggregation, 'aggregate-clusterrole', () => clusterRole('flux-operator-edit', SETS, CHANGE, common)],
    [values.rbac.createAggregation, 'aggregate-clusterrole', () => clusterRole('flux-operator-view', SETS, LOOK, common)],
    [hasWeb && values.web.rbac.createRoles, 'web-standard-roles', () => clusterRole('flux-web-user', ALL, LOOK, common)],
    [hasWeb && values.web.rbac.createRoles, 'web-standard-roles', () => clusterRole('flux-web-admin', ALL, LOOK, common)],
    [values.rbac.create, 'admin-clusterrole', () => adminBinding(account, release.namespace, common)],
    [true, 'service', () => service(release, hasWeb, metadata('flux-operator'))],
    [true, 'deployment', () => deployment({ chart, release, values, account, hasWeb }, metadata('flux-operator'), labels)],
  ]
  return objects
    .filter(([isMade]) => isMade)
    .map(([, file, object]) => `---\n# Source: flux-operator/templates/${file}.yaml\n${stringify(object())}`)
    .join('')
}

const RBAC = 'rbac.authorization.k8s.io'
const SETS = { apiGroups: ['fluxcd.controlplane.io'], resources: ['resourcesets', 'resourcesetinputproviders'] }
const ALL = { apiGroups: ['*'], resources: ['*'] }
const LOOK = ['get', 'list', 'watch']
const CHANGE = ['create', 'delete', 'deletecollection', 'patch', 'update']

function selectorOf(release: ReleaseName): Record<string, string> {
  return { 'app.kubernetes.io/name': 'flux-operator', 'app.kubernetes.io/instance': release.name }
}

function networkPolicy(release: ReleaseName, metadata: object): object {
  const ingress = [{ from: [{ namespaceSelector: {} }], ports: [{ protocol: 'TCP', port: 9080 }] }]
  const spec = { policyTypes: ['Ingress'], podSelector: { matchLabels: selectorOf(release) }, ingress }
  return { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata, spec }
}

function service(release: ReleaseName, hasWeb: boolean, metadata: object): object {
  const port = (number: number, targetPort: string, name: string) => ({ port: number, targetPort, protocol: 'TCP', name })
  const ports = [port(8080, 'http-metrics', 'http'), ...(hasWeb ? [port(9080, 'http-web', 'http-web')] : [])]
  return { apiVersion: 'v1', kind: 'Service', metadata, spec: { ports, selector: selectorOf(release) } }
}

function clusterRole(name: string, on: object, verbs: string[], common: Common): object {
  const short = name.replace('flux-operator-', '')
  const into = { edit: ['edit', 'admin'], view: ['admin', 'edit', 'view'] }[short] ?? []
  const aggregated = Object.fromEntries(into.map((role) => [`${RBAC}/aggregate-to-${role}`, 'true']))
  const metadata = { name, ...common, labels: { ...aggregated, ...common.labels } }
  return { apiVersion: `${RBAC}/v1`, kind: 'ClusterRole', metadata, rules: [{ ...on, verbs }] }
}

function operatorCrd(kind: string, { labels, annotations }: Common): KubeObject {
  const crd = customResourceDefinition('fluxcd.controlplane.io', kind, ['v1'])
  return {
    ...crd,
    metadata: { ...crd.metadata, labels: { ...labels }, annotations: { ...annotations, 'helm.sh/resource-policy': 'keep' } },
  }
}

function adminBinding(account: string, namespace: string, common: Common): object {
  return {
    apiVersion: `${RBAC}/v1`,
    kind: 'ClusterRoleBinding',
    metadata: { name: 'flux-operator', ...common },
    roleRef: { apiGroup: RBAC, kind: 'ClusterRole', name: 'cluster-admin' },
    subjects: [{ kind: 'ServiceAccount', name: account, namespace }],
  }
}

function deployment(
  { chart, release, values, account, hasWeb }: { chart: Chart; release: ReleaseName; values: Values; account: string; hasWeb: boolean },
  metadata: object,
  labels: object,
): object {
  const { image, extraEnvs, extraArgs, nodeSelector, tolerations, resources, priorityClassName, hostNetwork, multitenancy } = values
  const container = {
    name: 'manager',
    image: `${image.repository}:${image.tag || chart.appVersion}`,
    args: [
      `--log-level=${values.logLevel}`,
      ...(multitenancy.enabled ? [`--default-service-account=${multitenancy.defaultServiceAccount}`] : []),
      ...(multitenancy.enabledForWorkloadIdentity
        ? [`--default-workload-identity-service-account=${multitenancy.defaultWorkloadIdentityServiceAccount}`]
        : []),
      ...extraArgs,
    ],
    env: [
      { name: 'RUNTIME_NAMESPACE', valueFrom: { fieldRef: { fieldPath: 'metadata.namespace' } } },
      { name: 'REPORTING_INTERVAL', value: values.reporting.interval },
      ...(hasWeb ? [{ name: 'WEB_SERVER_PORT', value: '9080' }] : []),
      ...extraEnvs,
    ],
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
  const selector = { matchLabels: selectorOf(release) }
  return { apiVersion: 'apps/v1', kind: 'Deployment', metadata, spec: { selector, template: { metadata: { labels }, spec } } }
}
