import type { KubeObject } from '../../model/kube.ts'

/** One served kind in one version. */
export interface Resource {
  group: string
  version: string
  kind: string
  plural: string
  singular: string
  namespaced: boolean
  /** Has the `/status` subresource, so that writes elsewhere leave `status` alone. */
  hasStatus: boolean
  hasGeneration: boolean
  /** Served because of a CustomResourceDefinition. */
  custom: boolean
  /** The version in which events and snapshots show objects of this kind. */
  storageVersion: string
  shortNames: string[]
}

type Flags = 'n' | 'ns' | 'nsg' | 'ng' | 's' | 'sg' | 'g' | ''
type Row = [apiVersion: string, kind: string, plural: string, flags: Flags, ...shortNames: string[]]

/** Flags: `n` namespaced, `s` status subresource, `g` counts generations. As `kubectl api-resources` of Kubernetes 1.3x says. */
const BUILT_IN: Row[] = [
  ['v1', 'Namespace', 'namespaces', 's', 'ns'],
  ['v1', 'Node', 'nodes', 's', 'no'],
  ['v1', 'ServiceAccount', 'serviceaccounts', 'n', 'sa'],
  ['v1', 'Secret', 'secrets', 'n'],
  ['v1', 'ConfigMap', 'configmaps', 'n', 'cm'],
  ['v1', 'Pod', 'pods', 'ns', 'po'],
  ['v1', 'Service', 'services', 'ns', 'svc'],
  ['v1', 'Event', 'events', 'n', 'ev'],
  ['v1', 'ResourceQuota', 'resourcequotas', 'ns', 'quota'],
  ['v1', 'PersistentVolumeClaim', 'persistentvolumeclaims', 'ns', 'pvc'],
  ['v1', 'Endpoints', 'endpoints', 'n', 'ep'],
  ['v1', 'LimitRange', 'limitranges', 'n', 'limits'],
  ['v1', 'PodTemplate', 'podtemplates', 'ng'],
  ['v1', 'ReplicationController', 'replicationcontrollers', 'nsg', 'rc'],
  ['apps/v1', 'ControllerRevision', 'controllerrevisions', 'n'],
  ['autoscaling/v2', 'HorizontalPodAutoscaler', 'horizontalpodautoscalers', 'ns', 'hpa'],
  ['discovery.k8s.io/v1', 'EndpointSlice', 'endpointslices', 'ng'],
  ['networking.k8s.io/v1', 'Ingress', 'ingresses', 'nsg', 'ing'],
  ['apps/v1', 'Deployment', 'deployments', 'nsg', 'deploy'],
  ['apps/v1', 'ReplicaSet', 'replicasets', 'nsg', 'rs'],
  ['apps/v1', 'StatefulSet', 'statefulsets', 'nsg', 'sts'],
  ['apps/v1', 'DaemonSet', 'daemonsets', 'nsg', 'ds'],
  ['batch/v1', 'Job', 'jobs', 'nsg'],
  ['batch/v1', 'CronJob', 'cronjobs', 'nsg', 'cj'],
  ['policy/v1', 'PodDisruptionBudget', 'poddisruptionbudgets', 'nsg', 'pdb'],
  ['coordination.k8s.io/v1', 'Lease', 'leases', 'n'],
  ['networking.k8s.io/v1', 'NetworkPolicy', 'networkpolicies', 'ng', 'netpol'],
  ['apiextensions.k8s.io/v1', 'CustomResourceDefinition', 'customresourcedefinitions', 'sg', 'crd', 'crds'],
  ['rbac.authorization.k8s.io/v1', 'ClusterRole', 'clusterroles', ''],
  ['rbac.authorization.k8s.io/v1', 'ClusterRoleBinding', 'clusterrolebindings', ''],
  ['rbac.authorization.k8s.io/v1', 'Role', 'roles', 'n'],
  ['rbac.authorization.k8s.io/v1', 'RoleBinding', 'rolebindings', 'n'],
  ['admissionregistration.k8s.io/v1', 'MutatingWebhookConfiguration', 'mutatingwebhookconfigurations', 'g'],
  ['admissionregistration.k8s.io/v1', 'ValidatingWebhookConfiguration', 'validatingwebhookconfigurations', 'g'],
  ['admissionregistration.k8s.io/v1', 'ValidatingAdmissionPolicy', 'validatingadmissionpolicies', 'sg'],
  ['admissionregistration.k8s.io/v1', 'ValidatingAdmissionPolicyBinding', 'validatingadmissionpolicybindings', 'g'],
]

function builtIn([apiVersion, kind, plural, flags, ...shortNames]: Row): Resource {
  const [group, version] = splitApiVersion(apiVersion)
  const has = (flag: string) => flags.includes(flag)
  return {
    group,
    version,
    kind,
    plural,
    shortNames,
    singular: kind.toLowerCase(),
    storageVersion: version,
    custom: false,
    namespaced: has('n'),
    hasStatus: has('s'),
    hasGeneration: has('g'),
  }
}

/** `apps/v1` → `['apps', 'v1']`, `v1` → `['', 'v1']`. */
export function splitApiVersion(apiVersion: string): [group: string, version: string] {
  const slash = apiVersion.indexOf('/')
  return slash < 0 ? ['', apiVersion] : [apiVersion.slice(0, slash), apiVersion.slice(slash + 1)]
}

export function apiVersionOf({ group, version }: { group: string; version: string }): string {
  return group ? `${group}/${version}` : version
}

interface CrdVersion {
  name: string
  served: boolean
  storage: boolean
  subresources?: { status?: object }
}
export interface CrdSpec {
  group: string
  scope: string
  names: { plural: string; kind: string; singular?: string; shortNames?: string[] }
  versions: CrdVersion[]
}

/** The resources, one per served version, that a CustomResourceDefinition stands for. */
export function resourcesOfCrd(crd: KubeObject): Resource[] {
  const { group, scope, names, versions } = crd['spec'] as CrdSpec
  const storageVersion = versions.find((version) => version.storage)?.name ?? versions[0]?.name ?? 'v1'
  return versions
    .filter((version) => version.served)
    .map((version) => ({
      group,
      version: version.name,
      kind: names.kind,
      plural: names.plural,
      singular: names.singular ?? names.kind.toLowerCase(),
      shortNames: names.shortNames ?? [],
      namespaced: scope === 'Namespaced',
      hasStatus: version.subresources?.status !== undefined,
      hasGeneration: true,
      custom: true,
      storageVersion,
    }))
}

export interface Kinds {
  all(): Resource[]
  find(name: { group: string; version: string; plural: string }): Resource | undefined
  /** Serves exactly these versions of the group and plural from now on. */
  serve(group: string, plural: string, resources: Resource[]): void
}

/** The kinds that the server knows: the built-in ones, and custom ones while they are served. */
export function createKinds(): Kinds {
  let known = BUILT_IN.map(builtIn)
  return {
    all: () => known,
    find: ({ group, version, plural }) =>
      known.find((resource) => resource.plural === plural && resource.group === group && resource.version === version),
    serve(group, plural, resources) {
      known = [...known.filter((resource) => !(resource.custom && resource.group === group && resource.plural === plural)), ...resources]
    },
  }
}
