import type { Wording } from './wording.ts'

export const INSTALL: Wording[] = [
  ['crd-missing', 'no matches for kind "ImageUpdateAutomation" in version "image.toolkit.fluxcd.io/v1beta1"'],
  [
    'crd-missing',
    'Error: unable to build kubernetes objects from release manifest: resource mapping not found for name: "x" namespace: "" from "": no matches for kind "ServiceMonitor" in version "monitoring.coreos.com/v1" ensure CRDs are installed first',
  ],
  [
    'crd-missing',
    'Error: unable to decode "": no kind "ImagePolicy" is registered for version "image.toolkit.fluxcd.io/v1beta1" in scheme',
  ],
  [
    'crd-missing',
    'Kustomization/flux-system/apps dry-run failed: failed to create typed patch object: .spec.decryption.foo: field not declared in schema',
  ],
  ['crd-missing', 'customresourcedefinitions.apiextensions.k8s.io "fluxinstances.fluxcd.controlplane.io" not found'],
  [
    'crd-missing',
    'Error: INSTALLATION FAILED: unable to build kubernetes objects from release manifest: resource mapping not found for name: "dcgm-exporter-1679911060" namespace: "default" from "": no matches for kind "ServiceMonitor" in version "monitoring.coreos.com/v1"',
  ],
  [
    'crd-missing',
    'Error: unable to build kubernetes objects from release manifest: resource mapping not found for name: "x" namespace: "y" from "": no matches for kind "ServiceMonitor" in version "monitoring.coreos.com/v1"',
  ],
  ['crd-missing', 'the server could not find the requested resource (get helmreleases.helm.toolkit.fluxcd.io)'],
  [
    'crd-missing',
    'unable to recognize "gotk-sync.yaml": no matches for kind "GitRepository" in version "source.toolkit.fluxcd.io/v1beta1"',
  ],
  ['flux-not-installed', 'error: the server doesn\'t have a resource type "gitrepositories"'],
  ['flux-not-installed', 'Error from server (NotFound): deployments.apps "source-controller" not found'],
  ['flux-not-installed', '✗ no Flux installation found in the cluster'],
  ['flux-not-installed', 'error: no matches for kind "Kustomization" in version "kustomize.toolkit.fluxcd.io/v1": flux is not installed'],
  ['namespace-missing', 'Error: create: failed to create: namespaces "flux-system" not found'],
  ['namespace-missing', 'Kustomization/apps dry-run failed: namespaces "apps" not found'],
  ['namespace-missing', 'Error from server (NotFound): namespaces "flux-system" not found'],
  ['namespace-missing', '✗ namespaces "flux-system" not found'],
  ['unsupported-k8s-version', '✗ Kubernetes version v1.24.17-eks does not match >=1.30.0-0'],
  [
    'unsupported-k8s-version',
    'Helm upgrade failed: resource mapping not found for name: "x" namespace: "" from "": no matches for kind "PodDisruptionBudget" in version "policy/v1beta1" ensure CRDs are installed first',
  ],
  ['unsupported-k8s-version', 'error: unable to recognize "x.yaml": no matches for kind "PodSecurityPolicy" in version "policy/v1beta1"'],
  ['unsupported-k8s-version', '✗ Kubernetes version v1.24.17 does not match >=1.30.0-0'],
  [
    'unsupported-k8s-version',
    'Error: INSTALLATION FAILED: chart requires kubeVersion: >=1.28.0-0 which is incompatible with Kubernetes v1.25.16-eks',
  ],
  ['unsupported-k8s-version', 'The Kubernetes version is not supported: minimum required version is v1.31'],
  ['unsupported-k8s-version', "✗ Kubernetes version can't be lower than 1.28.0"],
  ['uninstall-finalizers', 'Some content in the namespace has finalizers remaining: finalizers.fluxcd.io in 7 resource instances'],
  ['uninstall-finalizers', 'flux-system   Terminating   12d'],
  [
    'uninstall-finalizers',
    'object is being deleted: customresourcedefinitions.apiextensions.k8s.io "helmreleases.helm.toolkit.fluxcd.io" already exists',
  ],
  [
    'uninstall-finalizers',
    'Error: context deadline exceeded: uninstalling release flux-operator: timed out waiting for the condition, namespace flux-system Terminating',
  ],
  [
    'uninstall-finalizers',
    'namespaces "flux-system" Some content in the namespace has finalizers remaining: finalizers.fluxcd.io in 5 resource instances',
  ],
  ['uninstall-finalizers', '[ERROR] vertex "kubernetes_namespace.infra_namespace (destroy)" error: context deadline exceeded'],
  [
    'uninstall-finalizers',
    '    Message:               CustomResource deletion is in progress\n    Reason:                InstanceDeletionInProgress\n    Status:                True\n    Type:                  Terminating',
  ],
  [
    'uninstall-finalizers',
    'Error from server (Conflict): Operation cannot be fulfilled on namespaces "rook": The system is ensuring all content is removed from this namespace.  Upon completion, this namespace will automatically be purged by the system.',
  ],
  ['uninstall-finalizers', 'namespace flux-system stuck in Terminating'],
]
