/**
 * What the flux-instance chart makes a FluxInstance say where its values say nothing, below `instance`.
 * Source: charts/flux-instance/values.yaml of https://github.com/controlplaneio-fluxcd/charts
 */
export const CHART_DEFAULTS: Record<string, unknown> = {
  distribution: {
    version: '2.x',
    registry: 'ghcr.io/fluxcd',
    artifact: 'oci://ghcr.io/controlplaneio-fluxcd/flux-operator-manifests:latest',
  },
  components: ['source-controller', 'kustomize-controller', 'helm-controller', 'notification-controller'],
  cluster: {
    type: 'kubernetes',
    size: '',
    domain: 'cluster.local',
    networkPolicy: true,
    multitenant: false,
    tenantDefaultServiceAccount: 'default',
  },
  sync: { interval: '1m', kind: 'GitRepository' },
  kustomize: { patches: [] },
}

/** What the API server adds to a FluxInstance. Source: flux-operator api/v1/fluxinstance_types.go */
export const CRD_DEFAULTS: Record<string, unknown> = {
  cluster: { multitenantWorkloadIdentity: false, objectLevelWorkloadIdentity: false },
  wait: true,
  migrateResources: true,
}
