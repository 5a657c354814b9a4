import type { Wording } from './wording.ts'

export const POD_IDENTITY: Wording[] = [
  [
    'pod-identity-agent',
    'failed to refresh cached credentials, failed to load credentials, : Get "http://169.254.170.23/v1/credentials": context deadline exceeded',
  ],
  [
    'pod-identity-agent',
    'Ignoring, HTTP credential provider invalid endpoint host, "169.254.170.23", only loopback hosts are allowed. <nil>',
  ],
  [
    'pod-identity-agent',
    '{"level":"error","msg":"Unable to configure family {0a 666430303a6563323a3a32332f313238}: unable to create route for addr fd00:ec2::23/128: permission denied"}',
  ],
  [
    'pod-identity-agent',
    "ValueError: Unsupported host '169.254.170.23'. Can only retrieve metadata from these hosts: 169.254.170.2, localhost, 127.0.0.1",
  ],
  [
    'pod-identity-agent',
    'The full URI (http://169.254.170.23/v1/credentials) contained within environment variable AWS_CONTAINER_CREDENTIALS_FULL_URI has an invalid host. Host should resolve to a loopback address or have the full URI be HTTPS.',
  ],
  [
    'pod-identity-agent',
    '{"level":"fatal","msg":"Unable to start server: listen tcp [fd00:ec2::23]:80: bind: cannot assign requested address"}',
  ],
  ['pod-identity-agent', 'CredentialsProviderError: 169.254.170.23 is not a valid container metadata service hostname'],
  [
    'pod-identity-agent',
    '2024/04/01 15:46:53 Ignoring, HTTP credential provider invalid endpoint host, "169.254.170.23", only loopback hosts are allowed. <nil>',
  ],
  [
    'pod-identity-agent',
    '{"client-addr":"10.0.146.19:36642","cluster-name":"prod","level":"error","msg":"Error fetching credentials: error getting credentials to cache: unable to fetch credentials from EKS Auth: operation error EKS Auth: AssumeRoleForPodIdentity, https response error StatusCode: 0, RequestID: , canceled, context canceled","operation":"AssumeRoleForPodIdentity"}',
  ],
  [
    'pod-identity-agent',
    'pod_identity_credential_provider.go:142] IPv4 endpoint attempt failed: HTTP request to pod identity agent failed: Get "http://169.254.170.23/v1/credentials": context deadline exceeded (Client.Timeout exceeded while awaiting headers)',
  ],
  ['pod-identity-agent', 'dial tcp 169.254.170.23:80: connect: connection refused'],
  [
    'pod-identity-association',
    'operation error EKS Auth: AssumeRoleForPodIdentity, https response error StatusCode: 404, ResourceNotFoundException: No association found for service account web in namespace apps',
  ],
  [
    'pod-identity-association',
    'operation error EKS: CreatePodIdentityAssociation, https response error StatusCode: 409, ResourceInUseException: Association already exists: a-abcdefghijklmnop1',
  ],
  [
    'pod-identity-association',
    'Error fetching credentials: error getting credentials to cache: unable to fetch credentials from EKS Auth: operation error EKS Auth: AssumeRoleForPodIdentity, https response error StatusCode: 404, ResourceNotFoundException: No association found for service account',
  ],
  [
    'pod-identity-association',
    'InvalidParameterException: Role provided in the request arn:aws:iam::111122223333:role/app does not have a trust policy that allows pods.eks.amazonaws.com',
  ],
  ['pod-identity-association', 'ResourceInUseException: Association already exists: a-abcdefghijklmnop1'],
  [
    'pod-identity-association',
    'AccessDeniedException: EKS pod identity association not found: Unauthorized Exception! EKS does not have permissions to assume the associated role.',
  ],
  [
    'pod-identity-association',
    'failed to refresh cached credentials, failed to load credentials, Unauthorized Exception! EKS does not have permissions to assume the associated role., fault: client',
  ],
  ['pod-identity-association', 'No pod identity association found for service account image-reflector-controller in namespace flux-system'],
]
