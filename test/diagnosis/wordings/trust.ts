import type { Wording } from './wording.ts'

export const TRUST: Wording[] = [
  ['oidc-provider-missing', 'Error: unable to create iamserviceaccount(s) without IAM OIDC provider enabled'],
  [
    'oidc-provider-missing',
    "no IAM OIDC provider associated with cluster, try 'eksctl utils associate-iam-oidc-provider --region=eu-west-1 --cluster=prod'",
  ],
  ['oidc-provider-missing', 'Error: finding IAM OIDC Provider by url (https://oidc.eks.eu-west-1.amazonaws.com/id/ABC): not found'],
  [
    'oidc-provider-missing',
    'An error occurred (NoSuchEntity) when calling the GetOpenIDConnectProvider operation: OpenIDConnect Provider not found for arn arn:aws:iam::111122223333:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/ABC',
  ],
  [
    'oidc-provider-missing',
    '# Warning  FailedBuildModel  ingress  Failed build model due to WebIdentityErr:\n# failed to retrieve credentials caused by: InvalidIdentityToken:\n# The web identity token provided could not be validated.',
  ],
  [
    'oidc-provider-missing',
    'rpc error: code = Internal desc = Failed to fetch File System info: Describe File System failed: WebIdentityErr: failed to retrieve credentials caused by: InvalidIdentityToken: No OpenIDConnect provider found in your account for https://oidc.eks.us-east-1.amazonaws.com/id/1 status code: 400',
  ],
  [
    'oidc-provider-missing',
    'Error: An error occurred (InvalidIdentityToken) when calling the AssumeRoleWithWebIdentity operation: No OpenIDConnect provider found',
  ],
  [
    'oidc-provider-missing',
    'An error occurred (InvalidIdentityToken) when calling the AssumeRoleWithWebIdentity operation: No OpenIDConnect provider found in your account for https://oidc.eks.region.amazonaws.com/id/xxxx',
  ],
  [
    'oidc-provider-missing',
    "[!]  no IAM OIDC provider associated with cluster, try 'eksctl utils associate-iam-oidc-provider --region=us-west-2 --cluster=prod'\nError: unable to create iamserviceaccount(s) without IAM OIDC provider enabled",
  ],
  [
    'oidc-provider-missing',
    'Error from STS: InvalidIdentityToken: No OpenIDConnect provider found in your account for https://oidc.eks.eu-west-1.amazonaws.com/id/ABC',
  ],
  ['oidc-provider-missing', 'No OpenIDConnect provider found in your account'],
  [
    'oidc-thumbprint',
    "An error occurred (InvalidIdentityToken) when calling the AssumeRoleWithWebIdentity operation: Couldn't retrieve verification key from your identity provider,  please reference AssumeRoleWithWebIdentity documentation for requirements",
  ],
  [
    'oidc-thumbprint',
    'Error: connecting to issuer OIDC: Get "https://oidc.eks.eu-west-1.amazonaws.com/id/ABC": x509: certificate signed by unknown authority',
  ],
  ['oidc-thumbprint', 'InvalidInput: Thumbprint must be 40 characters'],
  [
    'oidc-thumbprint',
    "An error occurred (InvalidIdentityToken) when calling the AssumeRoleWithWebIdentity operation: Couldn't retrieve verification key from your identity provider, please reference AssumeRoleWithWebIdentity documentation for requirements",
  ],
  [
    'oidc-thumbprint',
    "failed to list route53 hosted zones: **WebIdentityErr: failed to retrieve credentials caused by: InvalidIdentityToken: Couldn't retrieve verification key from your identity provider,  please reference AssumeRoleWithWebIdentity documentation for requirements**",
  ],
  ['oidc-thumbprint', 'InvalidParameter: Thumbprint list must contain fewer than 5 entries'],
  ['oidc-thumbprint', "InvalidIdentityToken: OpenIDConnect provider's HTTPS certificate doesn't match configured thumbprint"],
  ['oidc-thumbprint', 'ThumbprintList is not valid; certificate thumbprint mismatch for OIDC provider'],
  [
    'trust-policy-mismatch',
    'An error occurred (AccessDenied) when calling the AssumeRole operation: User: arn:aws:sts::111122223333:assumed-role/ci/session is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::444455556666:role/deploy',
  ],
  [
    'trust-policy-mismatch',
    'Error: Cannot assume IAM Role. IAM Role (arn:aws:iam::111122223333:role/deploy) cannot be assumed. There are a number of possible causes of this',
  ],
  [
    'trust-policy-mismatch',
    'Error: IAM Role (arn:aws:iam::111122223333:role/deploy) cannot be assumed. There are a number of possible causes of this - the most common are: * The credentials used in order to assume the role are invalid',
  ],
  [
    'trust-policy-mismatch',
    'User: arn:aws:sts::111122223333:assumed-role/app/1 is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::444455556666:role/ecr-reader',
  ],
  [
    'trust-policy-mismatch',
    'error processing request: error fetching credentials: rpc error: code = Unknown desc = AccessDenied: Access denied status code: 403, assume role web-app',
  ],
  [
    'trust-policy-mismatch',
    'operation error STS: GetCallerIdentity, get identity: get credentials: failed to refresh cached credentials, operation error STS: AssumeRole, https response error StatusCode: 403, RequestID: de0401b8, api error AccessDenied: User: arn:aws:sts::111122223333:assumed-role/pipeline/176892 is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::444455556666:role/demo',
  ],
  [
    'trust-policy-mismatch',
    'Error: operation error Athena: ListWorkGroups, get identity: get credentials: failed to refresh cached credentials, operation error STS: AssumeRole, get identity: get credentials: failed to refresh cached credentials, failed to get BURole EC2 IMDS role credentials, api error AssumeRoleUnauthorizedAccess: EC2 cannot assume the role BURole',
  ],
  [
    'trust-policy-mismatch',
    'ERROR Reconciler error {"controller": "imagepullsecretsrequest",\n"error": "could not retrieve ECR authorization token: operation error ECR: GetAuthorizationToken,\nget identity: get credentials: failed to retrieve credentials,\noperation error STS: AssumeRoleWithWebIdentity, https response error StatusCode: 403,\napi error AccessDenied: Not authorized to perform sts:AssumeRoleWithWebIdentity"}',
  ],
  [
    'trust-policy-mismatch',
    'User: arn:aws:iam::777788889999:user/JohnDoe is not authorized to perform: sts:AssumeRole because no role trust policy allows the sts:AssumeRole action',
  ],
  [
    'trust-policy-mismatch',
    'managed/s3.aws.upbound.io/v1beta1, kind=bucket  cannot initialize the Terraform plugin SDK async external client: cannot get terraform setup: failed to retrieve aws credentials from aws config: failed to refresh cached credentials, failed to retrieve credentials, operation error STS: AssumeRoleWithWebIdentity, https response error StatusCode: 403, RequestID: 4a85, api error AccessDenied: Not authorized to perform sts:AssumeRoleWithWebIdentity',
  ],
  [
    'trust-policy-mismatch',
    '"errorCode": "AccessDenied", "errorMessage": "An unknown error occurred", "eventName": "AssumeRoleWithWebIdentity"',
  ],
  ['trust-policy-mismatch', 'Unable to assume role: AccessDenied (AssumeRoleWithWebIdentity)'],
  [
    'trust-wrong-audience',
    'error: invalid bearer token, token audiences ["https://kubernetes.default.svc"] is invalid for the target audiences ["sts.amazonaws.com"]',
  ],
  [
    'trust-wrong-audience',
    'aws: [ERROR]: An error occurred (InvalidIdentityToken) when calling the AssumeRoleWithWebIdentity operation: Incorrect token audience',
  ],
  [
    'trust-wrong-audience',
    'An error occurred (InvalidIdentityToken) when calling the AssumeRoleWithWebIdentity operation: Incorrect token audience',
  ],
  ['trust-wrong-audience', 'InvalidIdentityToken: Incorrect token audience'],
  ['trust-wrong-audience', 'aud claim missing'],
  [
    'trust-stringequals-wildcard',
    'condition {\n  test     = "StringEquals"\n  variable = "oidc.eks.eu-west-1.amazonaws.com/id/A:sub"\n  values   = ["system:serviceaccount:flux-system:*"]\n}',
  ],
  ['trust-stringequals-wildcard', '"StringEquals": {"oidc.eks.eu-west-1.amazonaws.com/id/ABC:sub": "system:serviceaccount:flux-system:*"}'],
  [
    'malformed-role-arn',
    "ValidationError: 1 validation error detected: Value '' at 'roleArn' failed to satisfy constraint: Member must have length greater than or equal to 20",
  ],
  [
    'malformed-role-arn',
    "invalid eks.amazonaws.com/role-arn annotation: 'flux'. must match ^arn:aws[\\w-]*:iam::[0-9]{1,30}:role/.{1,200}$",
  ],
  ['malformed-role-arn', 'Error: "role_arn" (prod-role) is an invalid ARN: arn: invalid prefix'],
  ['malformed-role-arn', 'Invalid length for parameter RoleArn, value: 0, valid min length: 20'],
  [
    'malformed-role-arn',
    "1 validation error detected: Value 'flux' at 'roleArn' failed to satisfy constraint: Member must have length greater than or equal to 20",
  ],
  [
    'malformed-role-arn',
    "invalid eks.amazonaws.com/role-arn annotation: 'my-role'. must match ^arn:aws[\\w-]*:iam::[0-9]{1,30}:role/.{1,200}$",
  ],
  [
    'malformed-role-arn',
    '"permissions_boundary" (foo) is an invalid ARN: invalid account ID value (expecting to match regular expression: ^(aws|aws-managed|third-party|\\d{12})$)',
  ],
  [
    'malformed-role-arn',
    'An error occurred (ValidationError) when calling the AssumeRoleWithWebIdentity operation: Request ARN is invalid',
  ],
  [
    'malformed-role-arn',
    "1 validation error detected: Value 'flux-role' at 'roleArn' failed to satisfy constraint: Member must have length greater than or equal to 20",
  ],
  ['malformed-role-arn', 'ValidationError: Request ARN is invalid'],
  ['malformed-role-arn', 'ARN flux-role is not valid'],
  ['malformed-role-arn', 'InvalidParameterException: Role arn:aws:iam:111122223333:role/x has an invalid format'],
  [
    'role-missing',
    'operation error IAM: GetRole, https response error StatusCode: 404, RequestID: a, NoSuchEntityException: The role with name flux cannot be found.',
  ],
  ['role-missing', "Error: reading IAM Role (prod-flux): couldn't find resource"],
  ['role-missing', 'The specified principalArn is invalid: invalid principal'],
  ['role-missing', 'Error from server: admission: role arn:aws:iam::111122223333:role/flux does not exist'],
  ['role-missing', 'An error occurred (NoSuchEntity) when calling the GetRole operation: The role with name flux-ecr cannot be found.'],
  ['role-missing', 'Role arn:aws:iam::111122223333:role/flux is invalid or cannot be assumed'],
  ['role-missing', 'NoSuchEntity: The role with name flux cannot be found. status code: 404'],
]
