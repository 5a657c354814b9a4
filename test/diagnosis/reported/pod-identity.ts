import type { Reported } from './reported.ts'

export const POD_IDENTITY: Reported[] = [
  [
    'pod-identity-agent',
    'https://github.com/aws/eks-pod-identity-agent/issues/50',
    '{"client-addr":"10.10.5.179:53244","cluster-name":"eks-cluster-qa","level":"error","msg":"Error fetching credentials: error getting credentials to cache: unable to fetch credentials from EKS Auth: operation error EKS Auth: AssumeRoleForPodIdentity, https response error StatusCode: 0, RequestID: , canceled, context canceled","operation":"AssumeRoleForPodIdentity","request-id":"","service":"EKS Auth","time":"2025-07-09T02:52:10Z"}',
  ],
  [
    'pod-identity-agent',
    'https://github.com/aws/secrets-store-csi-driver-provider-aws/issues/465',
    'W0527 16:24:25.831530       1 pod_identity_credential_provider.go:142] IPv4 endpoint attempt failed: HTTP request to pod identity agent failed: Get "http://169.254.170.23/v1/credentials": context deadline exceeded (Client.Timeout exceeded while awaiting headers)',
  ],
  [
    'pod-identity-agent',
    'https://github.com/n8n-io/n8n/issues/23584',
    'Error fetching credentials: Service account token cannot be parsed: token is malformed: could not base64 decode header: illegal base64 data at input byte 6',
  ],
  [
    'pod-identity-association',
    'https://github.com/aws/eks-pod-identity-agent/issues/139',
    'failed to refresh cached credentials, failed to load credentials,\nUnauthorized Exception! EKS does not have permissions to assume the associated role., fault: client',
  ],
  [
    'pod-identity-association',
    'https://github.com/mattrobinsonsre/terrapod/pull/1546',
    'operation error STS: AssumeRole, https response error StatusCode: 403, RequestID: 1111, api error AccessDenied: User: arn:aws:sts::111122223333:assumed-role/runner/eks-prod-runner-0a1b is not authorized to perform: sts:TagSession on resource: arn:aws:iam::444455556666:role/automation',
  ],
  [
    'pod-identity-agent',
    'https://github.com/eksctl-io/eksctl/issues/8346',
    'Error: the "eks-pod-identity-agent" addon must be installed to create pod identity associations; please enable it using `eksctl create addon`',
  ],
]
