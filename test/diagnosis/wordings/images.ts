import type { Wording } from './wording.ts'

export const IMAGES: Wording[] = [
  [
    'repository-missing',
    "An error occurred (RepositoryNotFoundException) when calling the ListImages operation: The repository with name 'web' does not exist in the registry with id '111122223333'",
  ],
  ['repository-missing', "name unknown: The repository with name 'web' does not exist in the registry with id '111122223333'"],
  [
    'repository-missing',
    'scan failed: GET https://index.docker.io/v2/acme/web/tags/list?n=1000: NAME_UNKNOWN: repository name not known to registry; [map[Action:pull]]',
  ],
  ['repository-missing', 'HTTP 404: "Repository Does Not Exist" error'],
  ['repository-missing', "denied: The repository with name 'web' does not exist in the registry with id '111122223333'"],
  ['repository-missing', "name unknown: The repository with name 'charts/podinfo' does not exist in the registry with id '111122223333'"],
  [
    'repository-missing',
    "RepositoryNotFoundException: The repository with name 'web' does not exist in the registry with id '111122223333'",
  ],
  ['repository-missing', 'NAME_UNKNOWN: repository name not known to registry'],
  ['repository-missing', "NAME_UNKNOWN: The repository with name 'm' does not exist in the registry with id '111122223333'"],
  [
    'tag-missing',
    'Failed to pull image "ghcr.io/acme/web:v9": rpc error: code = NotFound desc = failed to pull and unpack image "ghcr.io/acme/web:v9": failed to resolve reference "ghcr.io/acme/web:v9": ghcr.io/acme/web:v9: not found',
  ],
  ['tag-missing', "chart pull error: failed to get chart version for remote reference: no 'web' chart with version matching '9.9.9' found"],
  [
    'tag-missing',
    "An error occurred (ImageNotFoundException) when calling the DescribeImages operation: The image with imageId {imageDigest:'null', imageTag:'v9'} does not exist within the repository with name 'web'",
  ],
  [
    'tag-missing',
    'Failed to pull image "public.ecr.aws/acme/web:v9": rpc error: code = NotFound desc = failed to pull and unpack image: failed to resolve reference "public.ecr.aws/acme/web:v9": public.ecr.aws/acme/web:v9: not found',
  ],
  [
    'tag-missing',
    'invalid chart reference: failed to get chart version for remote reference: could not locate a version matching provided version string 9.x',
  ],
  ['tag-missing', "CannotPullContainerError: image Manifest does not contain descriptor matching platform 'linux/arm64'"],
  ['tag-missing', "helmchart/flux-system-grafana       7.0.0     False      False  chart pull error: chart version '99.0.0' not found"],
  ['tag-missing', '# MESSAGE: chart pull error: chart "my-app" version "99.0.0" not found'],
  [
    'tag-missing',
    '  Warning  Failed     28s (x3 over 67s)  kubelet            Failed to pull image "localhost:5001/todo-dashboard:latest": rpc error: code = NotFound desc = failed to pull and unpack image "localhost:5001/todo-dashboard:latest": failed to resolve reference "localhost:5001/todo-dashboard:latest": localhost:5001/todo-dashboard:latest: not found\n  Warning  Failed     28s (x3 over 67s)  kubelet            Error: ErrImagePull',
  ],
  [
    'tag-missing',
    'CannotPullContainerError: inspect image has been retried 1 time(s): failed to resolve ref "docker.io/library/web:v1": docker.io/library/web:v1: not found',
  ],
  ['tag-missing', 'no chart version found for podinfo-99.0.0'],
  ['tag-missing', 'no chart version found for podinfo-9.0.0'],
  [
    'tag-missing',
    'Failed to pull image "111122223333.dkr.ecr.eu-west-1.amazonaws.com/web:v9": rpc error: code = NotFound desc = failed to pull and unpack image: 111122223333.dkr.ecr.eu-west-1.amazonaws.com/web:v9: not found',
  ],
  ['tag-missing', 'MANIFEST_UNKNOWN: manifest unknown; unknown tag=6.9.9'],
  ['tag-missing', 'chart "podinfo" version "9.9.9" not found in https://stefanprodan.github.io/podinfo repository'],
  [
    'tag-missing',
    'failed to determine artifact digest: GET https://111122223333.dkr.ecr.eu-west-1.amazonaws.com/v2/m/manifests/latest: MANIFEST_UNKNOWN: Requested image not found',
  ],
  ['no-latest-image', 'no image found for policy'],
  ['no-latest-image', 'unable to determine latest version from provided list'],
  ['no-latest-image', 'referenced ImageRepository has not been scanned yet'],
  ['no-latest-image', "ImagePolicy 'flux-system/web': referenced ImageRepository not ready"],
  ['no-latest-image', 'update failed: no latest image for policy'],
  ['no-latest-image', 'version list argument cannot be empty'],
]
