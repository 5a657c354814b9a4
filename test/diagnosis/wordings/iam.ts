import type { Wording } from './wording.ts'

export const IAM: Wording[] = [
  [
    'iam-already-exists',
    'Error: creating IAM OIDC Provider: EntityAlreadyExists: Provider with url https://oidc.eks.eu-west-1.amazonaws.com/id/ABC already exists.',
  ],
  ['iam-already-exists', 'Error: creating EKS Pod Identity Association: EntityAlreadyExists: Role with name flux already exists.'],
  [
    'iam-already-exists',
    'AlreadyExistsException: Stack [eksctl-prod-addon-iamserviceaccount-flux-system-source-controller] already exists',
  ],
  [
    'iam-already-exists',
    'Error: creating IAM Role (flux-ecr): operation error IAM: CreateRole, https response error StatusCode: 409, EntityAlreadyExists: Role with name flux-ecr already exists.',
  ],
  ['iam-already-exists', 'EntityAlreadyExistsException: Provider with url https://oidc.eks.eu-west-1.amazonaws.com/id/ABC already exists.'],
  ['iam-limit-exceeded', 'LimitExceeded: Cannot exceed quota for PoliciesPerRole: 10'],
  ['iam-limit-exceeded', 'LimitExceeded: Cannot exceed quota for OpenIDConnectProvidersPerAccount: 100'],
  [
    'iam-limit-exceeded',
    "1 validation error detected: Value at 'roleName' failed to satisfy constraint: Member must have length less than or equal to 64",
  ],
  [
    'iam-limit-exceeded',
    'A managed policy can have up to 5 versions. Before you create a new version, you must delete an existing version.',
  ],
  ['iam-limit-exceeded', 'Error: creating OIDC provider: LimitExceeded: Cannot exceed quota for OpenIdConnectProvidersPerAccount: 100'],
  ['iam-limit-exceeded', 'failed to create iam: failed to create OIDC Role: LimitExceeded: Cannot exceed quota for RolesPerAccount: 5000'],
  ['iam-limit-exceeded', 'ServiceQuotaExceeded / LimitExceeded: Cannot exceed quota for ACLSizePerRole: 2048'],
  ['malformed-policy', 'MalformedPolicyDocument: The policy failed legacy parsing'],
  ['malformed-policy', 'MalformedPolicyDocument: Syntax errors in policy. status code: 400'],
  [
    'malformed-policy',
    "InvalidParameterException: Invalid parameter at 'PolicyText' failed to satisfy constraint: 'Invalid repository policy provided'",
  ],
  ['malformed-policy', 'MalformedPolicyDocument: Has prohibited field Resource'],
  [
    'malformed-policy',
    'An error occurred (MalformedPolicyDocument) when calling the CreateRole operation: Federated principals must be valid domain names or SAML metadata ARNs',
  ],
  ['malformed-policy', 'MalformedPolicyDocument: This policy contains invalid Json'],
  [
    'malformed-policy',
    'An error occurred (MalformedPolicyDocument) when calling the UpdateAssumeRolePolicy operation: AssumeRole policy may only specify STS AssumeRole actions.',
  ],
  ['malformed-policy', 'MalformedPolicyDocument: Syntax errors in policy.'],
  ['kubeconfig-exec-plugin', 'Unable to connect to the server: getting credentials: exec: executable aws-iam-authenticator not found'],
  ['kubeconfig-exec-plugin', 'error: exec plugin: invalid apiVersion "client.authentication.k8s.io/v1alpha1"'],
  [
    'kubeconfig-exec-plugin',
    'Unable to connect to the server: getting credentials: decoding stdout: no kind "ExecCredential" is registered for version "client.authentication.k8s.io/v1alpha1" in scheme',
  ],
  ['kubeconfig-exec-plugin', 'error: exec: "aws": executable file not found in $PATH'],
  ['kubeconfig-exec-plugin', 'It looks like you are trying to use a client-go credential plugin that is not installed.'],
  ['kubeconfig-exec-plugin', 'aws: error: argument operation: Invalid choice, valid choices are: create-cluster | delete-cluster'],
  ['kubeconfig-exec-plugin', 'Unable to connect to the server: getting credentials: exec: executable\nkubelogin not found'],
  [
    'kubeconfig-exec-plugin',
    'Unable to connect to the server: getting credentials: exec: fork/exec /usr/local/bin/aws-iam-authenticator: no such file or directory',
  ],
  ['kubeconfig-exec-plugin', 'Unable to connect to the server: getting credentials: exec: executable aws not found'],
  [
    'kubeconfig-exec-plugin',
    'Unable to connect to the server: getting credentials: exec plugin is configured to use API version client.authentication.k8s.io/v1beta1, plugin returned version client.authentication.k8s.io/v1alpha1',
  ],
  [
    'kubeconfig-exec-plugin',
    'Unable to connect to the server: getting credentials: exec: exec: "heptio-authenticator-aws": executable file not found in $PATH',
  ],
  [
    'kubeconfig-exec-plugin',
    'couldn\'t get current server API group list: Get "https://x.gr7.eu-west-1.eks.amazonaws.com/api": getting credentials: decoding stdout: no kind "ExecCredential" is registered for version "client.authentication.k8s.io/v1alpha1"',
  ],
  ['kubeconfig-exec-plugin', "Unable to connect to the server: getting credentials: exec plugin didn't return a token or cert/key pair"],
]
