import type { Reported } from './reported.ts'

export const INSTALL: Reported[] = [
  [
    'crd-missing',
    'https://github.com/hmcts/cnp-flux-config/issues/20054',
    'flux-system                     297d   False   ImagePolicy/flux-system/demo dry-run failed, error: no matches for kind "ImagePolicy" in version "image.toolkit.fluxcd.io/v1alpha2"...',
  ],
  [
    'crd-missing',
    'https://github.com/fluxcd/flux2/issues/2743',
    'NAME            REVISION        SUSPENDED       READY   MESSAGE\nflux-system                     False           False   CustomResourceDefinition/buckets.source.toolkit.fluxcd.io dry-run failed, reason: Invalid, error: CustomResourceDefinition.apiextensions.k8s.io "buckets.source.toolkit.fluxcd.io" is invalid: status.storedVersions[0]: Invalid value: "v1beta2": must appear in spec.versions',
  ],
  [
    'crd-missing',
    'https://github.com/kubevela/kubevela/issues/4737',
    'E0915 08:49:37.785639       7 reflector.go:138] pkg/mod/k8s.io/client-go@v0.24.0/tools/cache/reflector.go:167: Failed to watch *v2beta1.HelmRelease: failed to list *v2beta1.HelmRelease: the server could not find the requested resource (get helmreleases.helm.toolkit.fluxcd.io)',
  ],
  [
    'crd-missing',
    'https://github.com/fluxcd/flux2/issues/4524',
    '# flux reconcile helmrelease rabbitmq\n✗ failed to get API group resources: unable to retrieve the complete list of server APIs: helm.toolkit.fluxcd.io/v2beta2: the server could not find the requested resource',
  ],
  [
    'crd-missing',
    'https://github.com/fluxcd/flux2/issues/2009',
    'ubuntu@ip-172-16-3-97:~$ flux  get kustomizations\n✗ no matches for kind "Kustomization" in version "kustomize.toolkit.fluxcd.io/v1beta2"',
  ],
  [
    'crd-missing',
    'https://github.com/fluxcd/flux2/issues/5558',
    'dry-run failed: request to convert CR to an invalid group/version: notification.toolkit.fluxcd.io/v1beta1',
  ],
  [
    'flux-not-installed',
    'https://github.com/controlplaneio-fluxcd/flux-operator-local-dev/issues/5',
    '{"level":"error","ts":"2025-03-30T10:58:09.761Z","msg":"report computed with errors","controller":"fluxreport","controllerGroup":"fluxcd.controlplane.io","controllerKind":"FluxReport","FluxReport":{"name":"flux","namespace":"flux-system"},"namespace":"flux-system","name":"flux","reconcileID":"3bacb085","error":"failed to list CRDs: no Flux CRDs found"}',
  ],
  [
    'unsupported-k8s-version',
    'https://github.com/fluxcd/flux2/issues/4872',
    '► checking prerequisites\n✗ Kubernetes version v1.27.14 does not match >=1.28.0-0\n► checking version in cluster\n✔ distribution: flux-2.3.0',
  ],
  [
    'unsupported-k8s-version',
    'https://github.com/fluxcd/flux/issues/3580',
    'flux-system     False   ClusterRoleBinding/gitlab-admin dry-run failed, error: no matches for kind "ClusterRoleBinding" in version "rbac.authorization.k8s.io/v1beta1"  master/bd16572bd961e1064914bdac473f1ffa82529707    False',
  ],
  [
    'uninstall-finalizers',
    'https://github.com/fluxcd/flux2/issues/2486',
    '[ERROR] vertex "kubernetes_namespace.infra_namespace (destroy)" error: context deadline exceeded',
  ],
  [
    'uninstall-finalizers',
    'https://github.com/fluxcd/terraform-provider-flux/issues/67',
    'module.eks-flux-controller.kubernetes_namespace.flux_system: Still destroying... [id=flux-system, 10s elapsed]\nmodule.eks-flux-controller.kubernetes_namespace.flux_system[0]: Still destroying... [id=flux-system, 20s elapsed]',
  ],
  [
    'uninstall-finalizers',
    'https://github.com/fluxcd/terraform-provider-flux/issues/597',
    '    Last Transition Time:  2024-02-02T13:25:35Z\n    Message:               CustomResource deletion is in progress\n    Reason:                InstanceDeletionInProgress\n    Status:                True\n    Type:                  Terminating',
  ],
]
