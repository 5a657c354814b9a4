import type { Wording } from './wording.ts'

export const REGISTRY: Wording[] = [
  [
    'wrong-provider',
    "failed to configure authentication options: failed to create artifact registry credentials: invalid AWS registry: 'ghcr.io'. must match",
  ],
  [
    'wrong-provider',
    'ImageRepository.image.toolkit.fluxcd.io "web" is invalid: spec.provider: Unsupported value: "ecr": supported values: "generic", "aws", "azure", "gcp"',
  ],
  ['wrong-provider', 'unrecognized provider: ECR authentication failed: registry provider not configured for login'],
  ['wrong-provider', "failed to get login credentials: unsupported provider 'generic' for ECR"],
  ['wrong-provider', 'unknown flag: --aws-autologin-for-ecr'],
  [
    'wrong-provider',
    'invalid chart reference: failed to get chart version for remote reference: could not get tags for "web": could not fetch tags for "oci://111122223333.dkr.ecr.eu-west-1.amazonaws.com/web": GET "https://111122223333.dkr.ecr.eu-west-1.amazonaws.com/v2/web/tags/list": credential required for basic auth',
  ],
  [
    'wrong-provider',
    'chart pull error: failed to download chart for remote reference: pulling from host 111122223333.dkr.ecr.us-west-2.amazonaws.com failed with status code [manifests 1.1.5]: 401 Unauthorized',
  ],
  ['wrong-provider', "failed to configure authentication options: invalid provider 'aws' for repository: github.com"],
  ['wrong-provider', 'Error: provider: generic; registry 111122223333.dkr.ecr.eu-west-1.amazonaws.com returned 401 Unauthorized'],
  [
    'registry-denied',
    'Failed to pull image "111122223333.dkr.ecr.eu-west-1.amazonaws.com/web:1": rpc error: code = Unknown desc = Error response from daemon: Get https://111122223333.dkr.ecr.eu-west-1.amazonaws.com/v2/web/manifests/1: no basic auth credentials',
  ],
  [
    'registry-denied',
    'Error: INSTALLATION FAILED: failed to authorize: failed to fetch anonymous token: unexpected status from GET request to https://ghcr.io/token?scope=repository%3Aacme%2Fcharts%3Apull&service=ghcr.io: 403 Forbidden',
  ],
  [
    'registry-denied',
    "Error response from daemon: pull access denied for acme/web, repository does not exist or may require 'docker login': denied: requested access to the resource is denied",
  ],
  [
    'registry-denied',
    'failed to authorize: failed to fetch oauth token: unexpected status from POST request to https://auth.docker.io/token: 401 Unauthorized',
  ],
  ['registry-denied', 'Error saving credentials: error storing credentials - err: exit status 1, out: `not implemented` docker login'],
  [
    'registry-denied',
    'failed to determine artifact digest: GET https://ghcr.io/token?scope=repository%3Aacme%2Fapp%3Apull&service=ghcr.io: DENIED: requested access to the resource is denied',
  ],
  [
    'registry-denied',
    'Failed to pull image "acme/flask-app-demo": rpc error: code = Unknown desc = failed to pull and unpack image "docker.io/acme/flask-app-demo:latest": failed to resolve reference "docker.io/acme/flask-app-demo:latest": pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed',
  ],
  ['registry-denied', 'Error: Cannot perform an interactive login from a non TTY device'],
  [
    'registry-denied',
    "CannotPullContainerError: Error response from daemon: pull access denied for 111122223333.dkr.ecr.eu-west-1.amazonaws.com/web, repository does not exist or may require 'docker login'",
  ],
  [
    'registry-denied',
    'Error: failed to perform "Exists" on destination: HEAD "https://ghcr.io/v2/acme/web/manifests/sha256:abc": basic credential not found',
  ],
  [
    'registry-denied',
    'scan failed: GET https://auth.docker.io/token?scope=repository%3Aacme%2Fweb%3Apull&service=registry.docker.io: unexpected status code 401 Unauthorized: {"details":"incorrect username or password"}',
  ],
  [
    'registry-denied',
    'failed to determine artifact digest: GET https://ghcr.io/token?scope=repository:acme/platform/manifests:pull&service=ghcr.io: DENIED: denied',
  ],
  [
    'registry-denied',
    "chart pull error: failed to download chart for remote reference: failed to get 'oci://ghcr.io/acme/charts/ngf:1.2.0': failed to authorize: failed to fetch anonymous token: unexpected status from GET request to https://ghcr.io/token: 403 Forbidden",
  ],
  [
    'registry-denied',
    'pushing artifact failed: HEAD https://ghcr.io/v2/acme/manifests/k3s/blobs/sha256:994b: unexpected status code 403 Forbidden (HEAD responses have no body, use GET for details)',
  ],
  [
    'registry-denied',
    'pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed',
  ],
  [
    'registry-denied',
    'Error response from daemon: Head "https://111122223333.dkr.ecr.eu-west-1.amazonaws.com/v2/web/manifests/1": no basic auth credentials',
  ],
  [
    'registry-denied',
    'Error: login attempt to https://111122223333.dkr.ecr.eu-west-1.amazonaws.com/v2/ failed with status: 400 Bad Request',
  ],
  [
    'registry-denied',
    'failed to authorize: failed to fetch oauth token: unexpected status from POST request to https://registry.example.com/auth: 401 Unauthorized',
  ],
  [
    'registry-secret-invalid',
    'Secret "regcred" is invalid: data[.dockerconfigjson]: Invalid value: "<secret contents redacted>": invalid character \'e\' looking for beginning of value',
  ],
  ['registry-secret-invalid', 'Unable to retrieve some image pull secrets (regcred); attempting to pull the image may not succeed.'],
  ['registry-secret-invalid', "auth secret error: invalid 'docker' secret data: missing key .dockerconfigjson"],
  [
    'registry-secret-invalid',
    "failed to get registry credentials: failed to parse secret 'flux-system/ghcr': unable to read config.json: unexpected end of JSON input",
  ],
  [
    'registry-secret-invalid',
    'Error: INSTALLATION FAILED: GET "https://ghcr.io/v2/controlplaneio-fluxcd/charts/flux-operator/tags/list": unable to retrieve credentials',
  ],
  ['registry-secret-invalid', "couldn't find key .dockerconfigjson in Secret apps/regcred"],
]
