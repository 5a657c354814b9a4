import type { Reported } from './reported.ts'

export const HELM: Reported[] = [
  [
    'helm-locked',
    'https://github.com/fluxcd/helm-controller/issues/259',
    'NAME    \tREADY\tMESSAGE                                                 \tREVISION\tSUSPENDED \nfe-stack\tFalse\tHelm upgrade failed: "fe-stack" has no deployed releases\t        \tFalse   ',
  ],
  ['helm-locked', 'https://github.com/helm/helm/issues/7160', 'Error: UPGRADE FAILED: "myapp" has no deployed releases'],
  [
    'helm-name-in-use',
    'https://github.com/helm/helm/issues/5513',
    'Error: UPGRADE FAILED: a released named namehere is in use, cannot re-use a name that is still in use',
  ],
  [
    'helm-ownership',
    'https://github.com/fluxcd/flux/issues/3582',
    '$ helm upgrade -i flux fluxcd/flux --namespace flux\n\nRelease "flux" does not exist. Installing it now.\nError: rendered manifests contain a resource that already exists. Unable to continue with install: ClusterRole "flux" in namespace "" exists and cannot be imported into the current release: invalid ownership metadata; annotation validation error: key "meta.helm.sh/release-namespace" must equal "flux": current value is "default',
  ],
  [
    'helm-ownership',
    'https://github.com/fluxcd/helm-controller/issues/231',
    '{"level":"error","ts":"2021-03-12T08:44:44.246Z","logger":"controller.helmrelease","msg":"Reconciler error","reconciler group":"helm.toolkit.fluxcd.io","reconciler kind":"HelmRelease","name":"strimzi","namespace":"strimzi","error":"Helm install failed: rendered manifests contain a resource that already exists. Unable to continue with install: ServiceAccount \\"strimzi-cluster-operator\\" in namespace \\"strimzi\\" exists and cannot be imported into the current release: invalid ownership metadata; label validation error: missing key \\"app.kubernetes.io/managed-by\\": must be set to \\"Helm\\""}',
  ],
  [
    'helm-ownership',
    'https://github.com/giantswarm/agentlab/issues/112',
    'level=WARN msg="upgrade failed" name=kps error="conflict occurred while applying object monitoring/kps-operator networking.k8s.io/v1, Kind=NetworkPolicy: Apply failed with 1 conflict: conflict with \\"helm\\": .spec.ingress"',
  ],
  [
    'helm-values-invalid',
    'https://github.com/fluxcd/helm-controller/issues/282',
    'Helm upgrade failed for release web/web with chart web@6.0.0: template: web/templates/ingress.yaml:28:15: executing "web/templates/ingress.yaml" at <.host>: can\'t evaluate field host in type interface {}',
  ],
]
