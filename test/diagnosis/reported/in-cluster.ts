import type { Reported } from './reported.ts'

export const IN_CLUSTER: Reported[] = [
  [
    'in-cluster-network',
    'https://github.com/fluxcd/flux2/issues/2152',
    '◎ waiting for Kustomization "flux-system/flux-system" to be reconciled\n✗ failed to download artifact, error: GET http://source-controller.flux-system.svc.cluster.local./gitrepository/flux-system/flux-system/32a8.tar.gz giving up after 10 attempt(s): Get "http://source-controller.flux-system.svc.cluster.local./gitrepository/flux-system/flux-system/32a8.tar.gz": dial tcp 10.43.27.117:80: i/o timeout',
  ],
  [
    'in-cluster-network',
    'https://github.com/fluxcd/flux2/issues/4811',
    '{"level":"info","ts":"2024-05-24T10:10:26.095Z","msg":"request failed","controller":"kustomization","controllerGroup":"kustomize.toolkit.fluxcd.io","controllerKind":"Kustomization","Kustomization":{"name":"flux-system","namespace":"flux-system"},"namespace":"flux-system","name":"flux-system","reconcileID":"5edd4a48","error":"Get \\"http://source-controller.flux-system.svc.cluster.local./gitrepository/flux-system/flux-system/c731.tar.gz\\": dial tcp 10.43.89.232:80: connect: connection refused","method":"GET","url":"http://source-controller.flux-system.svc.cluster.local./gitrepository/flux-system/flux-system/c731.tar.gz"}',
  ],
  [
    'in-cluster-network',
    'https://github.com/XenitAB/terraform-modules/issues/392',
    'NAME            READY   MESSAGE                                                                                                                REVISION                                        SUSPENDED\nflux-system     False   failed to download artifact, error: GET http://source-controller.flux-system.svc.cluster.local./gitrepository/flux-system/flux-system/235d.tar.gz giving up after 10 attempt(s): Get "http://source-controller.flux-system.svc.cluster.local./gitrepository/flux-system/flux-system/235d.tar.gz": dial tcp 172.19.65.48:80: i/o timeout  main/235d23973118a331c1042a44e012b23f911890ed   False\ntenants         Unknown reconciliation in progress',
  ],
  [
    'in-cluster-network',
    'https://github.com/fluxcd/flux2/issues/2067',
    '2021-11-09T01:05:10.467Z error Kustomization/flux-system.flux-system - Reconciliation failed after 3m44.298515831s, next try in 10m0s failed to download artifact, error: GET http://source-controller.flux-system.svc.cluster.local./gitrepository/flux-system/flux-system/437f.tar.gz giving up after 10 attempt(s): Get &#34;http://source-controller.flux-system.svc.cluster.local./gitrepository/flux-system/flux-system/437f.tar.gz&#34;: dial tcp 10.100.47.29:80: connect: connection refused',
  ],
  [
    'in-cluster-network',
    'https://github.com/VictoriaMetrics/helm-charts/issues/2726',
    'failed calling webhook: service "vm-stack-victoria-metrics-operator" not found',
  ],
  [
    'in-cluster-network',
    'https://github.com/GoogleCloudPlatform/flink-on-k8s-operator/issues/399',
    'client.go:122: [debug] creating 5 resource(s)\nError: Internal error occurred: failed calling webhook "mflinkcluster.flinkoperator.k8s.io": Post https://flink-operator-webhook-service.default.svc:443/mutate-flinkoperator-k8s-io-v1beta1-flinkcluster?timeout=30s: context deadline exceeded',
  ],
  [
    'in-cluster-network',
    'https://github.com/maddevsio/aws-eks-base/issues/359',
    '│ Error: 1 error occurred:\n│       * Internal error occurred: failed calling webhook "mservice.elbv2.k8s.aws": failed to call webhook: Post "https://aws-load-balancer-controller-webhook-service.aws-load-balancer-controller.svc:443/mutate-v1-service?timeout=10s": no endpoints available for service "aws-load-balancer-controller-webhook-service"\n│ \n│   with helm_release.example',
  ],
  [
    'in-cluster-network',
    'https://github.com/scylladb/scylla-operator/issues/1709',
    'Internal error occurred: failed calling webhook "webhook.scylla.scylladb.com": failed to call webhook: Post "https:/\ndeadline exceeded',
  ],
  [
    'dns-failure',
    'https://github.com/kelseyhightower/kubernetes-the-hard-way/issues/717',
    'Unable to connect to the server: proxyconnect tcp: dial tcp: lookup socks5h on 127.0.0.53:53: server misbehaving',
  ],
  [
    'dns-failure',
    'https://github.com/k3s-io/k3s/issues/12946',
    '  Warning  Failed     3m53s                kubelet            Failed to pull image "ghcr.io/actions/gha-runner:0.12.1": failed to pull and unpack image "ghcr.io/actions/gha-runner:0.12.1": failed to copy: httpReadSeeker: failed open: failed to do request: Get "https://ghcr.io/v2/actions/gha-runner/manifests/sha256:04dbe72e": dial tcp: lookup ghcr.io: Try again',
  ],
  [
    'dns-failure',
    'https://github.com/fluxcd/flux2/issues/3327',
    '✗ Deployment/flux-system/helm-controller dry-run failed, error: admission webhook "mutate.kyverno.svc-fail" denied the request: \n\npolicy Deployment/flux-system/helm-controller for resource error: \n\nverify-flux-images:\n  autogen-verify-cosign-signature: \'failed to update digest: failed to fetch image\n    reference: ghcr.io/fluxcd/helm-controller:v0.26.0, error: Get "https://ghcr.io/v2/":\n    dial tcp: lookup ghcr.io on 169.169.169.169:53: server misbehaving\'',
  ],
]
