import type { Reported } from './reported.ts'

export const KUSTOMIZE: Reported[] = [
  [
    'kustomize-build-failed',
    'https://github.com/fluxcd/flux2/issues/4344',
    '2023-10-19T17:52:07.705Z error Kustomization/fleet-sync.flux-system - Reconciliation failed after 607.923608ms, next try in 5m0s kustomize build failed: no matches for Id Kustomization.v1.kustomize.toolkit.fluxcd.io/fleet-sync.flux-system; failed to find unique target for patch Kustomization.v1.kustomize.toolkit.fluxcd.io/fleet-sync.flux-system',
  ],
  [
    'kustomize-build-failed',
    'https://github.com/axeII/home-ops/pull/2641',
    "✗ kustomize build failed: accumulating resources: accumulation err='accumulating resources from './repos': read /tmp/fleet/meta/repos: is a directory': recursed accumulation of path '/tmp/fleet/meta/repos': accumulating resources: accumulation err='accumulating resources from './web.yaml': open /tmp/fleet/meta/repos/web.yaml: no such file or directory': must build at directory: not a valid directory: evalsymlink failure on '/tmp/fleet/meta/repos/web.yaml' : lstat /tmp/fleet/meta/repos/web.yaml: no such file or directory",
  ],
  [
    'kustomize-build-failed',
    'https://github.com/fluxcd/flux2/issues/1184',
    'kustomization path not found: stat /tmp/kustomization-123/clusters/prd: no such file or directory',
  ],
  [
    'apply-rejected',
    'https://github.com/fluxcd/kustomize-controller/issues/834',
    'TargetGroupBinding/kube-system/web dry-run failed, reason: TargetGroupBinding update may not change these fields: spec.targetGroupARN, error: admission webhook "vtargetgroupbinding.elbv2.k8s.aws" denied the request: TargetGroupBinding update may not change these fields: spec.targetGroupARN',
  ],
  [
    'apply-rejected',
    'https://github.com/fluxcd/flux2/issues/3573',
    "StatefulSet/develop/web dry-run failed, reason: Invalid, error: StatefulSet.apps \"web\" is invalid: spec: Forbidden: updates to statefulset spec for fields other than 'replicas', 'template', 'updateStrategy' and 'minReadySeconds' are forbidden",
  ],
  [
    'kustomize-build-failed',
    'https://github.com/fluxcd/kustomize-controller/issues/1506',
    'kustomize build failed: accumulating components: loader.New "must build at directory: not a valid directory: evalsymlink failure on \'/tmp/kustomization-28/infra/overlays/${environment}\' : lstat /tmp/kustomization-28/infra/overlays/${environment}: no such file or directory"',
  ],
]
