import type { Reported } from './reported.ts'

export const REGISTRY: Reported[] = [
  [
    'wrong-provider',
    'https://github.com/fluxcd/image-reflector-controller/issues/139',
    '{"level":"error","ts":"2021-04-27T14:55:40.005Z","logger":"controller-runtime.manager.controller.imagerepository","msg":"Reconciler error","reconciler group":"image.toolkit.fluxcd.io","reconciler kind":"ImageRepository","name":"giftcard","namespace":"flux-system","error":"GET https://111122223333.dkr.ecr.us-east-1.amazonaws.com/v2/apps/web/tags/list?n=1000: unexpected status code 401 Unauthorized: Not Authorized\\n"}',
  ],
  [
    'wrong-provider',
    'https://github.com/fluxcd/image-reflector-controller/issues/289',
    'image-reflector-controller  GCR authentication failed: registry provider not configured for login',
  ],
  [
    'wrong-provider',
    'https://github.com/fluxcd/pkg/issues/429',
    'invalid chart reference: failed to get chart version for remote reference: could not get tags for "web": could not fetch tags for "oci://111122223333.dkr.ecr.eu-west-1.amazonaws.com/web": GET "https://111122223333.dkr.ecr.eu-west-1.amazonaws.com/v2/web/tags/list": credential required for basic auth',
  ],
  [
    'registry-denied',
    'https://github.com/aws/amazon-vpc-cni-k8s/issues/1217',
    'Failed to pull image "111122223333.dkr.ecr.us-west-2.amazonaws.com/amazon-k8s-cni:v1.5.7": rpc error: code = Unknown desc = Error response from daemon: Get https://111122223333.dkr.ecr.us-west-2.amazonaws.com/v2/amazon-k8s-cni/manifests/v1.5.7: no basic auth credentials',
  ],
  [
    'registry-denied',
    'https://github.com/concourse/docker-image-resource/issues/161',
    'failed to fetch manifest: Get https://111122223333.dkr.ecr.eu-west-1.amazonaws.com/v2/apps/manifests/d196e5688d: no basic auth credentials',
  ],
  [
    'registry-denied',
    'https://github.com/helm/helm/issues/10122',
    'Error: INSTALLATION FAILED: unexpected status code [manifests 0.1.0]: 401 Unauthorized',
  ],
  [
    'registry-denied',
    'https://github.com/bitovi/github-actions-deploy-eks-helm/issues/62',
    'pull access denied, repository does not exist or may require authorization: authorization failed: no basic auth credentials',
  ],
  [
    'registry-denied',
    'https://github.com/bitovi/github-actions-deploy-eks-helm/issues/50',
    'Error: unexpected status from HEAD request to https://111122223333.dkr.ecr.eu-central-1.amazonaws.com/v2/cloud-services/manifests/0.1.0: 401 \nUnauthorized',
  ],
  [
    'registry-denied',
    'https://github.com/devantler-tech/platform/issues/1347',
    'failed to determine artifact digest: GET https://ghcr.io/token?scope=repository:acme/platform/manifests:pull&service=ghcr.io: DENIED: denied',
  ],
  [
    'registry-denied',
    'https://github.com/fluxcd/image-reflector-controller/issues/781',
    '  Warning  ReadOperationFailed  11m (x227 over 21h)  image-reflector-controller  scan failed: GET https://auth.docker.io/token?scope=repository%!A(MISSING)acme%!F(MISSING)web%!A(MISSING)pull&service=registry.docker.io: unexpected status code 401 U\nnauthorized: {"details":"incorrect username or password"}',
  ],
  [
    'registry-denied',
    'https://github.com/kubernetes/kops/issues/16762',
    'failed to get sandbox image "111122223333.dkr.ecr.ap-southeast-2.amazonaws.com/k8s/pause:3.9": failed to pull image: failed to resolve reference "111122223333.dkr.ecr.ap-southeast-2.amazonaws.com/k8s/pause@sha256:7031": pull access denied, repository does not exist or may require authorization: authorization failed: no basic auth credentials',
  ],
  [
    'registry-denied',
    'https://github.com/aws/containers-roadmap/issues/2354',
    "Error response from daemon: pull access denied for 111122223333.dkr.ecr.eu-west-1.amazonaws.com/docker-hub/library/percona, repository does not exist or may require 'docker login': denied: The authentication to the upstream registry failed. Verify that the credentials are valid",
  ],
  [
    'registry-secret-invalid',
    'https://github.com/fluxcd/image-reflector-controller/issues/127',
    'NAME            READY   MESSAGE                                                                         LAST SCAN       SUSPENDED \nmyimage False   auth for "registry.example.com:8083" not found in secret infraops/regcred                 False',
  ],
  [
    'registry-secret-invalid',
    'https://github.com/fluxcd/image-reflector-controller/issues/131',
    'NAME                \tREADY\tMESSAGE                                                             \tLAST SCAN\tSUSPENDED\ndocker-repo\t        False\tauth for "index.docker.io" not found in secret flux-system/dockerhub\t         \tFalse ',
  ],
  [
    'registry-secret-invalid',
    'https://github.com/fluxcd/flux2/issues/768',
    'Message: auth for "111122223333.dkr.ecr.eu-west-1.amazonaws.com" not found in secret apps/ecr-docker-login',
  ],
  [
    'registry-secret-invalid',
    'https://github.com/aquasecurity/starboard/issues/948',
    '{"level":"error","ts":1643803264.6358004,"logger":"controller.replicaset","msg":"Reconciler error","reconciler group":"apps","reconciler kind":"ReplicaSet","name":"nginx","namespace":"web","error":"reading .dockerconfigjson field of \\"web/gcr-registry\\" secret: expected username and password concatenated with a colon (:)"}',
  ],
  [
    'registry-secret-invalid',
    'https://github.com/microshift-io/microshift-documentation/issues/49',
    'error: failed to create secret Secret "redhat-pull-secret" is invalid: data[.dockerconfigjson]: Required value',
  ],
  [
    'registry-secret-invalid',
    'https://github.com/SparebankenVest/azure-key-vault-to-kubernetes/issues/90',
    'msg="error syncing \'default/dockerimagepullsecret11\': Secret \\"mypullsecret\\" is invalid: data[.dockerconfigjson]: Invalid value: \\"<secret contents redacted>\\": invalid character \'e\' looking for beginning of value',
  ],
  [
    'registry-secret-invalid',
    'https://github.com/kubernetes/kubernetes/issues/499',
    'failedSync\tError syncing pod, skipping: secrets "myregistrykey" not found',
  ],
  [
    'registry-secret-invalid',
    'https://github.com/fluxcd/helm-controller/issues/413',
    'auth secret error: Secret "acme-registry" not found',
  ],
  [
    'registry-denied',
    'https://github.com/fluxcd/image-reflector-controller/issues/399',
    'apiVersion: image.toolkit.fluxcd.io/v1beta2\nkind: ImageRepository\nmetadata: {name: web, namespace: apps}\nspec: {image: 111122223333.dkr.ecr.us-east-2.amazonaws.com/web, interval: 5m, provider: aws}\nstatus:\n  conditions:\n  - {type: Ready, status: "False", reason: ReadOperationFailed, message: "scan failed: GET https://111122223333.dkr.ecr.us-east-2.amazonaws.com/v2/web/tags/list?n=1000: unexpected status code 401 Unauthorized: Not Authorized"}\n',
  ],
  [
    'signature-invalid',
    'https://github.com/fluxcd/flux2/issues/5643',
    "failed to verify the signature using provider 'cosign': no matching signatures were found for 'registry.example.net/web:0.1.0'",
  ],
]
