import type { Reported } from './reported.ts'

export const REGISTRY_ADDRESS: Reported[] = [
  [
    'registry-url-mismatch',
    'https://github.com/fluxcd/source-controller/issues/951',
    '{"level":"error","ts":"2022-11-09T00:11:52.376Z","msg":"Reconciler error","controller":"helmchart","controllerGroup":"source.toolkit.fluxcd.io","controllerKind":"HelmChart","HelmChart":{"name":"trino-trino","namespace":"httpbin"},"namespace":"httpbin","name":"trino-trino","reconcileID":"5d4faa2f","error":"chart pull error: failed to download chart for remote reference: pulling from host 111122223333.dkr.ecr.us-west-2.amazonaws.com failed with status code [manifests 1.1.5]: 401 Unauthorized"}',
  ],
  [
    'registry-url-mismatch',
    'https://github.com/fluxcd/source-controller/issues/1011',
    'NAME                 CHART        VERSION   SOURCE KIND      SOURCE NAME   AGE   READY   STATUS\ndefault-db-toolbox   db-toolbox   1.3.5     HelmRepository   db-toolbox    12m   False   chart pull error: failed to download chart for remote reference: pulling from host 111122223333.dkr.ecr.eu-west-1.amazonaws.com failed with status code [manifests 1.3.5]: 403 Forbidden',
  ],
  [
    'registry-url-mismatch',
    'https://github.com/controlplaneio-fluxcd/flux-operator/issues/109',
    "source-controller  chart pull error: failed to download chart for remote reference: failed to get 'oci://ghcr.io/controlplaneio-fluxcd/charts/flux-operator/flux-operator:0.10.0': failed to authorize: failed to fetch anonymous token: unexpected status from GET request to https://ghcr.io/token?scope=repository%!A(MISSING)controlplaneio-fluxcd%!F(MISSING)charts%!F(MISSING)flux-operator%!F(MISSING)flux-operator%!A(MISSING)pull&service=ghcr.io: 403 Forbidden",
  ],
  [
    'registry-url-mismatch',
    'https://github.com/fluxcd/flux2/issues/821',
    'NAMESPACE  \tNAME   \tREADY\tMESSAGE\ndefault   \tpodinfo\tFalse\tfailed to fetch https://acme.github.io/podinfo2/index.yaml : 404 Not Found',
  ],
  [
    'invalid-image-reference',
    'https://github.com/fluxcd/image-reflector-controller/issues/146',
    'auth for "https:" not found in secret flux-system/quay-secret',
  ],
  [
    'wrong-region-registry',
    'https://github.com/aws/amazon-vpc-cni-k8s/issues/3284',
    '  Failed to pull image "602401143452.dkr.ecr.ap-southeast-4.amazonaws.com/amazon-k8s-cni-init:v1.19.4": failed to resolve reference "602401143452.dkr.ecr.ap-southeast-4.amazonaws.com/amazon-k8s-cni-init:v1.19.4": unexpected status from HEAD request to https://602401143452.dkr.ecr.ap-southeast-4.amazonaws.com/v2/amazon-k8s-cni-init/manifests/v1.19.4: 403 Forbidden',
  ],
  [
    'wrong-region-registry',
    'https://github.com/DNXLabs/terraform-aws-eks-lb-controller/issues/38',
    'Failed to pull image "602401143452.dkr.ecr.us-west-2.amazonaws.com/amazon/aws-load-balancer-controller:v2.4.3": failed to resolve reference "602401143452.dkr.ecr.us-west-2.amazonaws.com/amazon/aws-load-balancer-controller:v2.4.3": pulling from host 602401143452.dkr.ecr.us-west-2.amazonaws.com failed with status code [manifests v2.4.3]: 401 Unauthorized',
  ],
  [
    'wrong-region-registry',
    'https://github.com/aws/aws-cdk/issues/23977',
    'An error occurred (UnsupportedCommandException) when calling the GetAuthorizationToken operation: GetAuthorizationToken command is only supported in us-east-1.',
  ],
]
