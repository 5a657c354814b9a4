import type { Reported } from './reported.ts'

export const TRUST: Reported[] = [
  [
    'oidc-provider-missing',
    'https://github.com/terraform-aws-modules/terraform-aws-eks/issues/965',
    'Group 0: FAILED\n arn:aws:kms:us-east-2:111122223333:alias/sandbox-cluster-secrets: FAILED\n   - | Error decrypting key: WebIdentityErr: failed to retrieve\n     | credentials\n     | caused by: InvalidIdentityToken: No OpenIDConnect provider\n     | found in your account for\n     | https://oidc.eks.us-east-2.amazonaws.com/id/REDACTED\n     |     status code: 400, request id:',
  ],
  [
    'oidc-thumbprint',
    'https://github.com/aws/aws-sdk-php/issues/1725',
    "couldn't retrieve verification key from your identity provider,  please reference AssumeRoleWithWebIdentity documentation for requirements",
  ],
  [
    'oidc-thumbprint',
    'https://github.com/hashicorp-education/learn-terraform-dynamic-credentials/issues/2',
    "Error: failed to refresh cached credentials, failed to retrieve credentials, operation error STS: AssumeRoleWithWebIdentity, exceeded maximum number of attempts, 1, https response error StatusCode: 400, RequestID: 60b974d0, InvalidIdentityToken: OpenIDConnect provider's HTTPS certificate doesn't match configured thumbprint",
  ],
  [
    'trust-policy-mismatch',
    'https://github.com/crossplane/crossplane/issues/5578',
    'cannot initialize the Terraform plugin SDK async external client: cannot get terraform setup: failed to retrieve aws credentials from aws config: failed to refresh cached credentials, failed to retrieve credentials, operation error STS: AssumeRoleWithWebIdentity, https response error StatusCode: 403, RequestID: 4a8524d5, api error AccessDenied: Not authorized to perform sts:AssumeRoleWithWebIdentity',
  ],
  [
    'trust-policy-mismatch',
    'https://github.com/aws/amazon-eks-pod-identity-webhook/issues/30',
    'An error occurred (AccessDenied) when calling the AssumeRoleWithWebIdentity operation: Not authorized to perform sts:AssumeRoleWithWebIdentity\ncommand terminated with exit code 254',
  ],
  [
    'malformed-role-arn',
    'https://github.com/crossplane-contrib/provider-aws/issues/517',
    'cannot get ECR repository: WebIdentityErr: failed to retrieve credentials\ncaused by: ValidationError: Request ARN is invalid\n\tstatus code: 400, request id: 7a1b',
  ],
  [
    'malformed-role-arn',
    'https://github.com/physera/onelogin-aws-cli/issues/12',
    'botocore.exceptions.ClientError: An error occurred (ValidationError) when calling the AssumeRoleWithSAML operation: Request ARN is invalid',
  ],
  [
    'malformed-role-arn',
    'https://github.com/mmmorris1975/aws-runas/issues/80',
    "operation error STS: AssumeRoleWithSAML, https response error StatusCode: 400, RequestID: a02e53a0, api error ValidationError: 4 validation errors detected: Value '' at 'roleArn' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\u0009\\u000A]+; Value '' at 'roleArn' failed to satisfy constraint: Member must have length greater than or equal to 20",
  ],
  [
    'malformed-role-arn',
    'https://github.com/LeanerCloud/CUDly/issues/413',
    "The arn arn:aws:iam::111122223333:user/admin was not a valid arn in 'arn:aws:iam::(.*?):role/(.*)' format",
  ],
  [
    'role-missing',
    'https://github.com/terraform-aws-modules/terraform-aws-eks/issues/2406',
    'Error: creating EKS Cluster (eks-cluster): InvalidParameterException: Role with arn: arn:aws:iam::111122223333:role/eks-cluster-2023, could not be assumed because it does not exist or the trusted entity is not correct',
  ],
  [
    'role-missing',
    'https://github.com/aws-samples/eks-workshop-v2/issues/1224',
    '│ Error: putting IAM Role (eks-workshop-ide-role) Policy (eks-workshop-ide-s3-put-access): operation error IAM: PutRolePolicy, https response error StatusCode: 404, NoSuchEntity: The role with name eks-workshop-ide-role cannot be found.',
  ],
]
