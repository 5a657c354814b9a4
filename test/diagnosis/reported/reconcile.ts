import type { Reported } from './reported.ts'

export const RECONCILE: Reported[] = [
  [
    'health-check-timeout',
    'https://github.com/fluxcd/flux2/issues/2847',
    '◎ waiting for Kustomization "flux-system/flux-system" to be reconciled\n✗ client rate limiter Wait returned an error: context deadline exceeded',
  ],
  ['health-check-timeout', 'https://github.com/fluxcd/flux2/issues/2059', '✗ HelmRelease reconciliation failed: install retries exhausted'],
  [
    'source-not-ready',
    'https://github.com/controlplaneio-fluxcd/flux-operator/issues/447',
    'Kustomization/flux-system/flux-system status: Source artifact not found, retrying in 30s',
  ],
  [
    'source-not-ready',
    'https://github.com/fluxcd/flux2/issues/735',
    "NAMESPACE       NAME    READY   MESSAGE                                                 REVISION        SUSPENDED \ntraefik         traefik False   HelmChart 'flux-system/traefik-traefik' is not ready                    False ",
  ],
  [
    'source-not-ready',
    'https://github.com/aws-samples/eks-gitops-workshop/issues/1',
    "NAMESPACE\tNAME   \tREVISION\tSUSPENDED\tREADY\tMESSAGE\nnginx    \tnginx  \t        \tFalse    \tFalse\tHelmChart 'flux-system/nginx-nginx' is not ready\npodinfo  \tpodinfo\t6.3.6   \tFalse    \tTrue \tRelease reconciliation succeeded",
  ],
  [
    'source-not-ready',
    'https://github.com/fluxcd/kustomize-controller/issues/272',
    '{"level":"error","ts":"2021-02-13T17:34:37.538Z","logger":"controller.helmchart","msg":"Reconciler error","reconciler group":"source.toolkit.fluxcd.io","reconciler kind":"HelmChart","name":"cert-manager-cert-manager","namespace":"flux-system","error":"failed to retrieve source: HelmRepository.source.toolkit.fluxcd.io \\"jetstack-charts\\" not found"}',
  ],
  [
    'sops-not-configured',
    'https://github.com/fluxcd/kustomize-controller/issues/683',
    'Secret forbidden, error: data values must be of type string',
  ],
  [
    'sops-not-configured',
    'https://github.com/getsops/sops/issues/1084',
    "decryption failed for 'cas-user-pass': failed to decrypt and \n\nformat 'se-2/cas-user-pass' Secret data: cannot get sops data key: \n\nFailed to get the data key required to decrypt the SOPS file.\n\nGroup 0: FAILED\n  age1758ynd4uzc83t24x4748uk42n6838rfg9k2ypvfhaqsn2vl3n5tq25yx3p: FAILED\n    - | failed to create reader for decrypting sops data key with\n      | age: no identities specified",
  ],
  [
    'sops-not-configured',
    'https://github.com/fluxcd/flux2/issues/5154',
    "2025-01-22T14:07:30.686Z error Kustomization/secrets.flux-system - Reconciliation failed after 67.047568ms, next try in 1m0s decryption failed for 'basic-auth': failed to decrypt and format 'flux-system/basic-auth' Secret data: cannot get sops data key: Failed to get the data key required to decrypt the SOPS file.\n\nGroup 0: FAILED\n  age1zyhut6uk754ayr3arpcelf2zvgrllmmj94q8pctwqnr66ul2g5as4wqujw: FAILED\n    - | failed to load age identities: failed to open file: open\n      | /.config/sops/age/keys.txt: no such file or directory",
  ],
  [
    'sops-not-configured',
    'https://github.com/onedr0p/cluster-template/issues/156',
    'NAMESPACE  \tNAME       \tREADY\tMESSAGE                                             \tREVISION\tSUSPENDED \nflux-system\tflux-system\tFalse\tdecryption secret error: Secret "sops-age" not found\t        \tFalse    ',
  ],
  [
    'sops-not-configured',
    'https://github.com/devantler-tech/platform/issues/1346',
    "decryption failed for 'Secret.v1.[noGrp]/variables-cluster':\n  cannot get sops data key: Failed to get the data key required to decrypt the SOPS file.\n  age188ez3...0vz6c: FAILED - no identity matched any of the recipients",
  ],
]
