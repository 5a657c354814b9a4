import type { Reported } from './reported.ts'

export const FLUX: Reported[] = [
  [
    'flux-version-too-old',
    'https://github.com/fluxcd/flux2/issues/5669',
    "✗ error during login with provider: could not login to provider aws with url redactedaccountid.dkr.ecr.eusc-de-east-1.amazonaws.eu/fleet:latest: invalid AWS registry: 'redactedaccountid.dkr.ecr.eusc-de-east-1.amazonaws.eu'. must match ([0-9+]*).dkr.ecr(?:-fips)?\\.([^/.]*)\\.(amazonaws\\.com[.cn]*)",
  ],
  [
    'flux-version-too-old',
    'https://github.com/fluxcd/flux2/issues/5712',
    '{"level":"error","msg":"failed to configure authentication options: invalid AWS registry: \'111122223333.dkr-ecr.us-west-2.on.aws\'. must match ([0-9+]*).dkr.ecr(?:-fips)?\\\\.([^/.]*)","controllerKind":"ImageRepository","name":"dbt","namespace":"apps","error":"AuthenticationFailed"}',
  ],
  [
    'flux-version-too-old',
    'https://github.com/fluxcd/kustomize-controller/issues/1489',
    "error decrypting sources: cannot get sops data key: Group 0: FAILED arn:aws-us-gov:kms:us-gov-west-1:111122223333:key/0a1b2c3d: FAILED - | failed to decrypt sops data key with AWS KMS: operation | error KMS: Decrypt, get identity: get credentials: failed to | refresh cached credentials, failed to get provider identity | from service account 'apps/tenant' | annotations: invalid eks.amazonaws.com/role-arn annotation: | 'arn:aws-us-gov:iam::111122223333:role/tenant'. | must match ^arn:aws:iam::[0-9]{1,30}:role/.{1,200}$",
  ],
  [
    'flux-version-too-old',
    'https://github.com/controlplaneio-fluxcd/flux-operator/pull/834',
    "build failed: sync.provider 'aws' for GitRepository requires Flux version >= 2.9.0",
  ],
  [
    'controller-bug',
    'https://github.com/fluxcd/kustomize-controller/issues/1477',
    'operation error STS: AssumeRoleWithWebIdentity, https response error StatusCode: 0, RequestID: , request send failed, Post "https://sts.arn.amazonaws.com/": dial tcp: lookup sts.arn.amazonaws.com on 10.100.0.10:53: no such host',
  ],
  [
    'controller-bug',
    'https://github.com/fluxcd/image-reflector-controller/pull/900',
    'scan failed: Get "https://111122223333.dkr.ecr.eu-west-1.amazonaws.com/v2/": failed to get access token for artifact registry: operation error ECR: GetAuthorizationToken, request canceled, context canceled',
  ],
  [
    'controller-bug',
    'https://github.com/fluxcd/flux2/issues/5967',
    'post build failed for \'CustomResourceDefinition.v1.apiextensions.k8s.io/kustomizations.kustomize.toolkit.fluxcd.io\': envsubst error: variable substitution failed: variable not set (strict mode): "var"',
  ],
  [
    'workload-identity-gate',
    'https://github.com/fluxcd/image-automation-controller/pull/951',
    'Warning  SourceManagerFailed  5m58s (x11 over 18m)  image-automation-controller  failed configuring source manager: failed to configure authentication options: to use spec.serviceAccountName for provider authentication please enable the ObjectLevelWorkloadIdentity feature gate in the controller',
  ],
  [
    'controller-bug',
    'https://github.com/fluxcd/source-controller/issues/1155',
    '{"level":"error","msg":"failed to login to OCI registry: login attempt to https://111122223333.dkr.ecr.us-west-2.amazonaws.com/v2/ failed with status: 400 Bad Request","name":"flux-system-web","namespace":"flux-system","reconciler kind":"HelmChart","error":"AuthenticationFailed"}',
  ],
]
