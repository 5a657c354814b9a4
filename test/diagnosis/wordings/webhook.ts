import type { Wording } from './wording.ts'

export const WEBHOOK: Wording[] = [
  [
    'webhook-down',
    'Error from server (NotFound): mutatingwebhookconfigurations.admissionregistration.k8s.io "pod-identity-webhook" not found',
  ],
  [
    'webhook-down',
    'failed calling webhook, failing open iam-for-pods.amazonaws.com: failed calling webhook "iam-for-pods.amazonaws.com": Post https://127.0.0.1:23443/mutate?timeout=10s: x509: certificate has expired or is not yet valid',
  ],
  ['webhook-down', '2024/01/01 00:00:00 http: TLS handshake error from 10.0.12.4:41942: remote error: tls: bad certificate'],
  [
    'webhook-down',
    'Internal error occurred: failed calling webhook "pod-identity-webhook.amazonaws.com": failed to call webhook: Post "https://pod-identity-webhook.default.svc:443/mutate?timeout=10s": x509: certificate has expired or is not yet valid',
  ],
  ['webhook-down', 'failed calling webhook "pod-identity-webhook.amazonaws.com": x509: certificate signed by unknown authority'],
]
