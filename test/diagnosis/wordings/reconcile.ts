import type { Wording } from './wording.ts'

export const RECONCILE: Wording[] = [
  ['fluxinstance-build-failed', 'build failed: unable to determine the version: no match found for semver: 9.x'],
  ['fluxinstance-build-failed', 'BuildFailed: unable to determine the version: no match found for semver: 3.x'],
  [
    'fluxinstance-build-failed',
    'FluxInstance.fluxcd.controlplane.io "flux2" is invalid: metadata.name: the only accepted name for a FluxInstance is \'flux\'',
  ],
  ['fluxinstance-build-failed', 'build failed: failed to build kustomization: kustomize build failed: invalid patch target'],
  ['fluxinstance-build-failed', 'build failed: failed to match version: no semver match'],
  ['fluxinstance-build-failed', "BuildFailed: unsupported version '2.9.x': no match found"],
  [
    'fluxinstance-artifact-pull',
    'fetching latest manifests failed: pulling artifact oci://ghcr.io/controlplaneio-fluxcd/flux-operator-manifests:latest failed: Get "https://ghcr.io/v2/": dial tcp 1.2.3.4:443: i/o timeout',
  ],
  [
    'fluxinstance-artifact-pull',
    'fetching latest manifests failed: failed to pull artifact 111122223333.dkr.ecr.eu-west-1.amazonaws.com/flux-operator-manifests:latest: GET: unauthorized',
  ],
  [
    'fluxinstance-artifact-pull',
    'fetching distribution artifact failed: unable to get digest for oci://registry.example.com/flux-operator-manifests:v2: x509: certificate signed by unknown authority',
  ],
  [
    'fluxinstance-artifact-pull',
    'pulling artifact oci://ghcr.io/controlplaneio-fluxcd/flux-operator-manifests:latest failed: Get "https://ghcr.io/v2/": tls: failed to verify certificate: x509: certificate signed by unknown authority',
  ],
  [
    'fluxinstance-artifact-pull',
    'failed to pull artifact: error authenticating with OCI registry: DENIED: requested access to the resource is denied (flux-operator-manifests)',
  ],
  ['health-check-timeout', "timeout waiting for: [Deployment/flux-system/source-controller status: 'InProgress']"],
  ['health-check-timeout', 'Error: UPGRADE FAILED: timed out waiting for the condition'],
  [
    'health-check-timeout',
    "Helm install failed for release apps/web with chart web@1.0.0: timeout waiting for: [Deployment/apps/web status: 'InProgress']",
  ],
  ['health-check-timeout', 'Deployment is not ready: flux-system/source-controller. 0 out of 1 expected pods are ready'],
  ['health-check-timeout', 'post-upgrade hooks failed: 1 error occurred: * job failed: BackoffLimitExceeded'],
  ['health-check-timeout', 'error: Error waiting for deployment: timed out waiting for the condition on deployments/source-controller'],
  ['health-check-timeout', 'timed out waiting for the condition'],
  ['health-check-timeout', 'upgrade retries exhausted'],
  ['health-check-timeout', '✗ bootstrap failed with 1 health check failure(s)'],
  ['health-check-timeout', 'client rate limiter Wait returned an error: context deadline exceeded'],
  ['health-check-timeout', "Health check failed after 5m0s: timeout waiting for: [Deployment/apps/web status: 'InProgress']"],
  ['source-not-ready', "HelmRelease/apps/web: HelmRepository 'flux-system/acme' is not ready"],
  ['source-not-ready', 'could not find source: GitRepository.source.toolkit.fluxcd.io "fleet" not found'],
  ['source-not-ready', "dependency 'flux-system/infra' is not ready"],
  ['source-not-ready', 'waiting for source artifact: could not get Source object: OCIRepository.source.toolkit.fluxcd.io "apps" not found'],
  ['source-not-ready', "HelmChart 'flux-system/default-podinfo' is not ready: latest generation of object has not been reconciled"],
  ['source-not-ready', "HelmRepository 'flux-system/podinfo' is not ready"],
  ['sops-not-configured', 'cannot get sops data key: Error getting data key: 0 successful groups required, got 0'],
  [
    'sops-not-configured',
    'Secret/apps/db dry-run failed, error: Secret in version "v1" cannot be handled as a Secret: illegal base64 data at input byte 3',
  ],
  ['sops-not-configured', 'error decrypting: no matching creation rules, gpg: decryption failed: No secret key'],
  ['sops-not-configured', 'Secret/apps/db is SOPS encrypted, configuring decryption is required for this secret to be reconciled'],
  [
    'sops-not-configured',
    'cannot get sops data key: Failed to get the data key required to decrypt the SOPS file. Group 0: FAILED age1abc: FAILED - no identity matched any of the recipients',
  ],
  ['sops-not-configured', "decryption failed for 'db': cannot decrypt with PGP: no key could decrypt the data key"],
  ['sops-not-configured', 'Error getting data key: 0 successful groups required, got 0'],
]
