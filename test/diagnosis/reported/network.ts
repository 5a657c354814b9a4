import type { Reported } from './reported.ts'

export const NETWORK: Reported[] = [
  [
    'cluster-network',
    'https://github.com/aws-ia/terraform-aws-eks-blueprints-addons/issues/465',
    'E0831 17:21:21.577160   94276 memcache.go:265] "Unhandled Error" err="couldn\'t get current server API group list: Get \\"https://ABCDEF.gr7.us-west-2.eks.amazonaws.com/api?timeout=32s\\": dial tcp 52.42.0.54:443: connect: network is unreachable"',
  ],
  [
    'cluster-network',
    'https://github.com/eksctl-io/eksctl/issues/5702',
    'Error: getting auth ConfigMap: Get "https://ABCDEF0123.gr7.eu-west-1.eks.amazonaws.com/api/v1/namespaces/kube-system/configmaps/aws-auth": context deadline exceeded',
  ],
  [
    'cluster-network',
    'https://github.com/kelseyhightower/kubernetes-the-hard-way/issues/717',
    'Unable to connect to the server: net/http: request canceled while waiting for connection (Client.Timeout exceeded while awaiting headers)',
  ],
  [
    'cluster-network',
    'https://github.com/eksctl-io/eksctl/issues/7929',
    'Client Version: v1.30.3\nKustomize Version: v5.0.4-0.20230601165947-6ce0bf390ce3\nUnable to connect to the server: dial tcp 10.0.1.7:443: i/o timeout',
  ],
  [
    'git-network',
    'https://github.com/fluxcd/source-controller/issues/1992',
    "failed to checkout and determine revision: unable to clone 'ssh://git@github.com/acme/fleet': ssh: handshake failed: read tcp 11.11.1.11:45906->140.82.121.4:22: read: connection timed out",
  ],
  [
    'git-network',
    'https://github.com/fluxcd/image-automation-controller/issues/315',
    '{"level":"error","ts":"2022-02-10T22:30:25.814Z","logger":"controller.imageupdateautomation","msg":"Reconciler error","reconciler group":"image.toolkit.fluxcd.io","reconciler kind":"ImageUpdateAutomation","name":"demo","namespace":"flux-system","error":"early EOF"}',
  ],
  [
    'git-network',
    'https://github.com/fluxcd/flux2/issues/2568',
    "NAME            READY   MESSAGE                                 REVISION        SUSPENDED\ncode-to-prod-blog       False   kustomize build failed: accumulating resources: accumulation err='accumulating resources from 'https://gitlab.example.com/acme/blog?ref=config': Get \"https://gitlab.example.com/acme/blog?ref=config\": x509: certificate signed by unknown authority': git cmd = '/usr/bin/git fetch --depth=1 origin config': exit status 128   master/79279ccb31ee61dd3ed47c13aca336fafdae8e2f False",
  ],
  [
    'git-network',
    'https://github.com/fluxcd/flux2/issues/2090',
    '► connecting to https://gitlab.domain.lan\n✗ failed to get Git repository "https://gitlab.domain.lan/mygroup/myrepository.git": Get "https://gitlab.domain.lan/api/v4/projects/mygroup%2Fmyrepository%2Egit": x509: certificate signed by unknown authority',
  ],
  [
    'git-network',
    'https://github.com/argoproj/argo-cd/issues/703',
    'Unable to load data: Get https://scm.intra/argocd/test/info/refs?service=git-upload-pack: x509: certificate signed by unknown authority',
  ],
  [
    'git-network',
    'https://github.com/openshift/origin/issues/7982',
    "F0314 04:14:47.738178 1 builder.go:204] Error: build error: fatal: unable to access 'https://git.example.com/test.git': Peer's Certificate issuer is not recognized.",
  ],
  [
    'image-pull-network',
    'https://github.com/STRRL/cloudflare-tunnel-ingress-controller/issues/202',
    '  Warning  Failed     5s    kubelet            Failed to pull image "cr.example.dev/acme/ctrl:0.0.18": failed to pull and unpack image "cr.example.dev/acme/ctrl:0.0.18": failed to resolve reference "cr.example.dev/acme/ctrl:0.0.18": failed to do request: Head "https://cr.example.dev/v2/acme/ctrl/manifests/0.0.18": tls: failed to verify certificate: x509: certificate is valid for 3c2f.traefik.default, not cr.example.dev\n  Warning  Failed     5s    kubelet            Error: ErrImagePull',
  ],
  [
    'image-pull-network',
    'https://github.com/crossplane/crossplane/issues/5065',
    'Failed to pull image "xpkg.upbound.io/crossplane/crossplane:v1.14.0": rpc error: code = Unknown desc = failed to pull and unpack image "xpkg.upbound.io/crossplane/crossplane:v1.14.0": failed to resolve reference "xpkg.upbound.io/crossplane/crossplane:v1.14.0": failed to do request: Head "https://xpkg.upbound.io/v2/crossplane/crossplane/manifests/v1.14.0": net/http: TLS handshake timeout',
  ],
  [
    'image-pull-network',
    'https://github.com/k3s-io/k3s/issues/2961',
    'time="2021-03-04T18:15:02.248980976Z" level=error msg="PullImage \\"rancher/klipper-helm:v0.3.0\\" failed" error="failed to pull and unpack image \\"docker.io/rancher/klipper-helm:v0.3.0\\": failed to resolve reference \\"docker.io/rancher/klipper-helm:v0.3.0\\": failed to do request: Head \\"https://registry-1.docker.io/v2/rancher/klipper-helm/manifests/v0.3.0\\": read tcp 10.0.0.4:59872->107.23.149.57:443: read: connection reset by peer"',
  ],
  [
    'image-pull-network',
    'https://github.com/kubernetes/kubernetes/issues/21783',
    'Feb 23 19:23:55 ip-172-20-0-9 kubelet[18305]: E0223 19:23:55.751468   18305 aws_credentials.go:130] while requesting ECR authorization token RequestError: send request failed\nFeb 23 19:23:55 ip-172-20-0-9 kubelet[18305]: caused by: Post https://ecr.us-west-2.amazonaws.com/: dial tcp 54.240.253.59:443: i/o timeout',
  ],
  [
    'image-pull-network',
    'https://github.com/fluxcd/flux/issues/1637',
    'ts=2019-01-08T12:13:18.173598161Z caller=chartsync.go:340 component=chartsync info="chart download failed" releaseName=umbrella resource=dev:helmrelease/umbrella err="Looks like \\"https://helm.example.com/chartrepo/test\\" is not a valid chart repository or cannot be reached: Get https://helm.example.com/chartrepo/test/index.yaml: x509: certificate signed by unknown authority"',
  ],
  [
    'cluster-network',
    'https://github.com/fluxcd/flux2/issues/5897',
    '{"level":"error","ts":"2026-05-14T11:56:24.793Z","logger":"setup","msg":"unable to create controller","controller":"Receiver","error":"failed to get server groups: Get \\"https://10.96.0.1:443/api\\": authenticationrequired"}',
  ],
]
