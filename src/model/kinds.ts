interface Kind {
  apiVersions: [preferred: string, ...older: string[]]
  plural: string
  namespaced: boolean
}

/** The kinds that flux-irsa reads or writes. Several versions: the first one that the API server serves is used. */
const KINDS: Record<string, Kind> = {
  Namespace: { apiVersions: ['v1'], plural: 'namespaces', namespaced: false },
  ServiceAccount: { apiVersions: ['v1'], plural: 'serviceaccounts', namespaced: true },
  Secret: { apiVersions: ['v1'], plural: 'secrets', namespaced: true },
  ConfigMap: { apiVersions: ['v1'], plural: 'configmaps', namespaced: true },
  Pod: { apiVersions: ['v1'], plural: 'pods', namespaced: true },
  Event: { apiVersions: ['v1'], plural: 'events', namespaced: true },
  Service: { apiVersions: ['v1'], plural: 'services', namespaced: true },
  PersistentVolumeClaim: { apiVersions: ['v1'], plural: 'persistentvolumeclaims', namespaced: true },
  Deployment: { apiVersions: ['apps/v1'], plural: 'deployments', namespaced: true },
  StatefulSet: { apiVersions: ['apps/v1'], plural: 'statefulsets', namespaced: true },
  DaemonSet: { apiVersions: ['apps/v1'], plural: 'daemonsets', namespaced: true },
  Job: { apiVersions: ['batch/v1'], plural: 'jobs', namespaced: true },
  CronJob: { apiVersions: ['batch/v1'], plural: 'cronjobs', namespaced: true },
  Lease: { apiVersions: ['coordination.k8s.io/v1'], plural: 'leases', namespaced: true },
  CustomResourceDefinition: { apiVersions: ['apiextensions.k8s.io/v1'], plural: 'customresourcedefinitions', namespaced: false },
  MutatingWebhookConfiguration: {
    apiVersions: ['admissionregistration.k8s.io/v1'],
    plural: 'mutatingwebhookconfigurations',
    namespaced: false,
  },
  FluxInstance: { apiVersions: ['fluxcd.controlplane.io/v1'], plural: 'fluxinstances', namespaced: true },
  ResourceSet: { apiVersions: ['fluxcd.controlplane.io/v1'], plural: 'resourcesets', namespaced: true },
  GitRepository: { apiVersions: ['source.toolkit.fluxcd.io/v1'], plural: 'gitrepositories', namespaced: true },
  OCIRepository: {
    apiVersions: ['source.toolkit.fluxcd.io/v1', 'source.toolkit.fluxcd.io/v1beta2'],
    plural: 'ocirepositories',
    namespaced: true,
  },
  HelmRepository: { apiVersions: ['source.toolkit.fluxcd.io/v1'], plural: 'helmrepositories', namespaced: true },
  HelmChart: { apiVersions: ['source.toolkit.fluxcd.io/v1'], plural: 'helmcharts', namespaced: true },
  Bucket: { apiVersions: ['source.toolkit.fluxcd.io/v1', 'source.toolkit.fluxcd.io/v1beta2'], plural: 'buckets', namespaced: true },
  ExternalArtifact: { apiVersions: ['source.toolkit.fluxcd.io/v1'], plural: 'externalartifacts', namespaced: true },
  ArtifactGenerator: { apiVersions: ['source.extensions.fluxcd.io/v1beta1'], plural: 'artifactgenerators', namespaced: true },
  Kustomization: { apiVersions: ['kustomize.toolkit.fluxcd.io/v1'], plural: 'kustomizations', namespaced: true },
  HelmRelease: { apiVersions: ['helm.toolkit.fluxcd.io/v2'], plural: 'helmreleases', namespaced: true },
  Alert: { apiVersions: ['notification.toolkit.fluxcd.io/v1beta3'], plural: 'alerts', namespaced: true },
  Provider: { apiVersions: ['notification.toolkit.fluxcd.io/v1beta3'], plural: 'providers', namespaced: true },
  Receiver: { apiVersions: ['notification.toolkit.fluxcd.io/v1'], plural: 'receivers', namespaced: true },
  ImageRepository: {
    apiVersions: ['image.toolkit.fluxcd.io/v1', 'image.toolkit.fluxcd.io/v1beta2'],
    plural: 'imagerepositories',
    namespaced: true,
  },
  ImagePolicy: {
    apiVersions: ['image.toolkit.fluxcd.io/v1', 'image.toolkit.fluxcd.io/v1beta2'],
    plural: 'imagepolicies',
    namespaced: true,
  },
  ImageUpdateAutomation: {
    apiVersions: ['image.toolkit.fluxcd.io/v1', 'image.toolkit.fluxcd.io/v1beta2'],
    plural: 'imageupdateautomations',
    namespaced: true,
  },
}

/** The API paths where objects of a kind may live, preferred version first; `name` absent = the collection. */
export function pathsOf(ref: { kind: string; apiVersion?: string; namespace?: string; name?: string }): string[] {
  const kind = KINDS[ref.kind]
  if (!kind) throw new Error(`unknown kind ${ref.kind}: add it to src/model/kinds.ts`)
  const versions = ref.apiVersion ? [ref.apiVersion] : kind.apiVersions
  return versions.map((version) => {
    const prefix = version.includes('/') ? `/apis/${version}` : `/api/${version}`
    const inNamespace = kind.namespaced && ref.namespace ? `/namespaces/${encodeURIComponent(ref.namespace)}` : ''
    return `${prefix}${inNamespace}/${kind.plural}${ref.name === undefined ? '' : `/${encodeURIComponent(ref.name)}`}`
  })
}

/** The apiVersion that a path speaks, for list items (the API server leaves kind and apiVersion out of them). */
export function apiVersionOfPath(path: string): string {
  const parts = path.split('/')
  return parts[1] === 'api' ? (parts[2] ?? 'v1') : `${parts[2]}/${parts[3]}`
}
