import type { Wording } from './wording.ts'

export const REGISTRY_ADDRESS: Wording[] = [
  [
    'registry-url-mismatch',
    'Error: looks like "https://acme.github.io/charts" is not a valid chart repository or cannot be reached: failed to fetch https://acme.github.io/charts/index.yaml : 404 Not Found',
  ],
  ['registry-url-mismatch', 'Error: could not find protocol handler for: oci'],
  ['registry-url-mismatch', 'failed to pull image: http: server gave HTTP response to HTTPS client'],
  ['registry-url-mismatch', 'Error: scheme "oci" not supported'],
  ['registry-url-mismatch', 'failed to fetch Helm repository index: failed to cache index to temporary file: object required'],
  [
    'registry-url-mismatch',
    'failed to do request: Head "https://registry.local:5000/v2/app/manifests/1": http: server gave HTTP response to HTTPS client',
  ],
  [
    'registry-url-mismatch',
    'the HelmRepository url must start with oci:// when type is oci: invalid OCI registry URL: https://ghcr.io/acme',
  ],
  ['registry-url-mismatch', 'Error: failed to perform "FetchReference" on source: ghcr.io/acme/charts/web/web:1.0.0: not found'],
  ['registry-url-mismatch', 'Error: looks like "oci://ghcr.io/acme" is not a valid chart repository or cannot be reached: object required'],
  [
    'registry-url-mismatch',
    'failed to fetch Helm repository index: failed to cache index to temporary file: failed to fetch https://111122223333.dkr.ecr.eu-west-1.amazonaws.com/index.yaml : 404 Not Found',
  ],
  [
    'invalid-image-reference',
    'Failed to apply default image tag "https://ghcr.io/acme/web": couldn\'t parse image name "https://ghcr.io/acme/web": invalid reference format',
  ],
  ['invalid-image-reference', 'Error response from daemon: invalid reference format: repository name must be lowercase'],
  ['invalid-image-reference', "failed to parse image 'ghcr.io/acme/app:': could not parse reference: ghcr.io/acme/app:"],
  [
    'invalid-image-reference',
    'ImageRepository.image.toolkit.fluxcd.io "web" is invalid: spec.image: could not parse reference: ghcr.io/Acme/web',
  ],
  ['invalid-image-reference', "invalid OCI repository URL: 'oci://ghcr.io/acme/web:1.0': must not contain a tag"],
  [
    'invalid-image-reference',
    'Failed to apply default image tag "MyImage:latest": couldn\'t parse image reference "MyImage:latest": invalid reference format: repository name must be lowercase',
  ],
  ['wrong-region-registry', 'lookup 111122223333.dkr.ecr.us-est-1.amazonaws.com on 172.20.0.10:53: no such host'],
  ['wrong-region-registry', 'Could not connect to the endpoint URL: "https://api.ecr.eu-wst-1.amazonaws.com/"'],
  ['wrong-region-registry', 'no such host: 111122223333.dkr.ecr.eu-west-9.amazonaws.com'],
]
