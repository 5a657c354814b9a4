import type { Reported } from './reported.ts'

export const WEBHOOK: Reported[] = [
  [
    'webhook-down',
    'https://github.com/rancher/rke2/issues/2269',
    'W1214 23:48:33.374702       1 dispatcher.go:170] Failed calling webhook, failing open pod-identity-webhook.amazonaws.com: failed calling webhook "pod-identity-webhook.amazonaws.com": Post "https://pod-identity-webhook.kube-system.svc:443/mutate?timeout=30s": x509: certificate signed by unknown authority',
  ],
  [
    'webhook-down',
    'https://github.com/kubernetes/kops/issues/13176',
    'Feb 20 04:36:47 ip-172-20-37-9 kubelet[5300]: E0220 04:36:47.392591    5300 kubelet.go:1711] "Failed creating a mirror pod for" err="Internal error occurred: failed calling webhook \\"pod-identity-webhook.amazonaws.com\\": failed to call webhook: Post \\"https://pod-identity-webhook.kube-system.svc:443/mutate?timeout=10s\\": dial tcp 100.64.59.214:443: connect: connection refused" pod="kube-system/kube-controller-manager"',
  ],
]
