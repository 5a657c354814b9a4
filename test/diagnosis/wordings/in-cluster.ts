import type { Wording } from './wording.ts'

export const IN_CLUSTER: Wording[] = [
  [
    'in-cluster-network',
    'failed to download archive: GET http://source-controller.flux-system.svc.cluster.local./gitrepository/x.tar.gz giving up after 10 attempt(s): Get "http://source-controller.flux-system.svc.cluster.local./x": dial tcp 10.100.3.4:80: connect: connection refused',
  ],
  [
    'in-cluster-network',
    'Internal error occurred: failed calling webhook "mservice.elbv2.k8s.aws": failed to call webhook: Post "https://aws-load-balancer-webhook-service.kube-system.svc:443/mutate-v1-service?timeout=10s": context deadline exceeded',
  ],
  ['in-cluster-network', 'Error from server: error dialing backend: dial tcp 10.0.4.12:10250: i/o timeout'],
  [
    'in-cluster-network',
    '{"level":"error","msg":"failed to send notification","error":"Post \\"http://notification-controller.flux-system.svc.cluster.local./\\": dial tcp 10.100.1.1:80: i/o timeout"}',
  ],
  [
    'in-cluster-network',
    'Error: : error upgrading connection: error dialing backend: dial tcp 172.17.4.3:10250: getsockopt: no route to host',
  ],
  [
    'in-cluster-network',
    '✗ failed to download artifact, error: GET http://source-controller.flux-system.svc.cluster.local./gitrepository/flux-system/flux-system/3f5e.tar.gz giving up after 10 attempt(s)',
  ],
  [
    'in-cluster-network',
    'Internal error occurred: failed calling webhook "vault.webhook": Post "https://vault.svc:443/mutate": no endpoints available for service "vault"',
  ],
  [
    'in-cluster-network',
    'failed to get artifact: Get "http://source-controller.flux-system.svc.cluster.local./gitrepository/x.tar.gz": dial tcp 172.20.1.2:80: connect: connection refused',
  ],
  ['dns-failure', 'Could not resolve host: github.com'],
  ['dns-failure', 'dial tcp: lookup ghcr.io on 10.100.0.10:53: read udp 10.0.0.3:4242->10.100.0.10:53: i/o timeout'],
  ['dns-failure', 'getaddrinfo EAI_AGAIN sts.eu-west-1.amazonaws.com'],
  [
    'dns-failure',
    'Error: Get "https://ABCDEF.gr7.eu-west-1.eks.amazonaws.com/api": dial tcp: lookup ABCDEF.gr7.eu-west-1.eks.amazonaws.com on 8.8.8.8:53: no such host',
  ],
  [
    'dns-failure',
    "◎ waiting for GitRepository \"flux-system/flux-system\" to be reconciled\n✗ gitrepository 'flux-system/flux-system' not ready: 'failed to checkout and determine revision: unable to clone 'https://github.com/acme/infra.git': Get \"https://github.com/acme/infra.git/info/refs?service=git-upload-pack\": dial tcp: lookup github.com: i/o timeout'",
  ],
  ['dns-failure', 'Unable to connect to the server: dial tcp: lookup ... on ...: no such host'],
  ['dns-failure', 'Could not connect to the endpoint: getaddrinfo failed (coredns pending)'],
  [
    'dns-failure',
    'failed to do request: Head "https://111122223333.dkr.ecr.eu-west-1.amazonaws.com/v2/web/manifests/1": dial tcp: lookup 111122223333.dkr.ecr.eu-west-1.amazonaws.com on 10.100.0.10:53: server misbehaving',
  ],
  ['dns-failure', 'Temporary failure in name resolution'],
  ['dns-failure', 'dial tcp: lookup source-controller.flux-system.svc.cluster.local.: no such host'],
]
