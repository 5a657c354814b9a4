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
  ['flux-not-installed', 'error: the server doesn\'t have a resource type "gitrepositories"'],
  ['flux-not-installed', 'Error from server (NotFound): deployments.apps "source-controller" not found'],
  ['flux-not-installed', '✗ no Flux installation found in the cluster'],
  ['helm-locked', 'Helm upgrade failed: another operation (install/upgrade/rollback) is in progress'],
  ['helm-locked', 'STATUS: pending-upgrade'],
  ['helm-name-in-use', 'Helm install failed: cannot re-use a name that is still in use'],
  [
    'helm-ownership',
    'Error: INSTALLATION FAILED: Unable to continue with install: ClusterRole "flux-operator" in namespace "" exists and cannot be imported into the current release: invalid ownership metadata',
  ],
  ['namespace-missing', 'Error: create: failed to create: namespaces "flux-system" not found'],
  ['namespace-missing', 'Kustomization/apps dry-run failed: namespaces "apps" not found'],
  ['unsupported-k8s-version', '✗ Kubernetes version v1.24.17-eks does not match >=1.30.0-0'],
  [
    'unsupported-k8s-version',
    'Helm upgrade failed: resource mapping not found for name: "x" namespace: "" from "": no matches for kind "PodDisruptionBudget" in version "policy/v1beta1" ensure CRDs are installed first',
  ],
  ['unsupported-k8s-version', 'error: unable to recognize "x.yaml": no matches for kind "PodSecurityPolicy" in version "policy/v1beta1"'],
  ['uninstall-finalizers', 'Some content in the namespace has finalizers remaining: finalizers.fluxcd.io in 7 resource instances'],
  ['uninstall-finalizers', 'flux-system   Terminating   12d'],
  [
    'uninstall-finalizers',
    'object is being deleted: customresourcedefinitions.apiextensions.k8s.io "helmreleases.helm.toolkit.fluxcd.io" already exists',
  ],
]
