import type { Wording } from './wording.ts'

export const ECR: Wording[] = [
  [
    'missing-ecr-get-authorization-token',
    'An error occurred (AccessDeniedException) when calling the GetAuthorizationToken operation: User: arn:aws:iam::111122223333:user/ci is not authorized to perform: ecr:GetAuthorizationToken on resource: *',
  ],
  [
    'missing-ecr-get-authorization-token',
    'A client error (AccessDeniedException) occurred when calling the GetAuthorizationToken operation: User: arn:aws:iam::111122223333:user/dev is not authorized to perform: ecr:GetAuthorizationToken on resource: *',
  ],
  ['missing-ecr-get-authorization-token', 'User: arn:aws:iam::xxx:user/xxx is not authorized to perform: ecr:GetAuthorizationToken'],
  [
    'missing-ecr-get-authorization-token',
    'Stopped reason: ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: unable to retrieve ecr registry auth: service call has been retried 1 time(s): operation error ECR: GetAuthorizationToken, https response error StatusCode: 400, RequestID: 24460c33, api error AccessDeniedException: User: arn:aws:sts::***:assumed-role/mcfpipe-tester-TesterExecutionRole-aWok1pIh26Gk/a5209a25 is not authorized to perform: ecr:GetAuthorizationToken on resource: *',
  ],
  [
    'missing-ecr-get-authorization-token',
    'ecr: Failed to get authorization token: AccessDeniedException: User: arn:aws:sts::111122223333:assumed-role/flux/x is not authorized to perform: ecr:GetAuthorizationToken on resource: *',
  ],
  [
    'missing-ecr-get-authorization-token',
    'no basic auth credentials: error getting ECR authorization token: not authorized to perform: ecr:GetAuthorizationToken on resource: *',
  ],
  [
    'missing-ecr-get-authorization-token',
    'ecr:GetAuthorizationToken denied: because no identity-based policy allows the ecr:GetAuthorizationToken action',
  ],
  [
    'missing-repository-permission',
    'denied: User: arn:aws:sts::111122223333:assumed-role/ci/x is not authorized to perform: ecr:InitiateLayerUpload on resource: arn:aws:ecr:eu-west-1:111122223333:repository/web because no identity-based policy allows the ecr:InitiateLayerUpload action',
  ],
  [
    'missing-repository-permission',
    'scan failed: GET https://111122223333.dkr.ecr.eu-west-1.amazonaws.com/v2/web/tags/list?n=1000: unexpected status code 403 Forbidden: DENIED',
  ],
  ['missing-repository-permission', 'denied: User is not authorized to perform: ecr:PutImage'],
  [
    'missing-repository-permission',
    'https response error StatusCode: 400, RequestID: 805c2a67, api error AccessDeniedException: User: arn:aws:sts::############:assumed-role/GitHubAction-Role/GitHub_to_AWS_via_FederatedOIDC is not authorized to perform: ecr:CreateRepository on resource: arn:aws:ecr:us-east-1:############:repository/app_ecr because no identity-based policy allows the ecr:CreateRepository action',
  ],
  [
    'missing-repository-permission',
    'failed to push: denied: User: arn:aws:sts::111122223333:assumed-role/ci/x is not authorized to perform: ecr:InitiateLayerUpload on resource: arn:aws:ecr:eu-west-1:111122223333:repository/web because no identity-based policy allows the ecr:InitiateLayerUpload action',
  ],
  [
    'missing-repository-permission',
    'denied: User: arn:aws:sts::111122223333:assumed-role/dev/x is not authorized to perform: ecr:BatchGetImage on resource: arn:aws:ecr:us-east-1:111122223333:repository/web',
  ],
  [
    'missing-repository-permission',
    'CannotPullContainerError: AccessDeniedException: User: arn:aws:sts::111122223333:assumed-role/exec/x is not authorized to perform: ecr:GetDownloadUrlForLayer',
  ],
  [
    'cross-account-repo',
    'failed to resolve reference "444455556666.dkr.ecr.eu-west-1.amazonaws.com/web:1": pulling from host failed with status code [manifests 1]: 403 Forbidden: User: arn:aws:sts::111122223333:assumed-role/r/s is not authorized to perform: ecr:BatchGetImage on resource: arn:aws:ecr:eu-west-1:444455556666:repository/web because no resource-based policy allows the ecr:BatchGetImage action',
  ],
  [
    'cross-account-repo',
    'denied: User: arn:aws:sts::111122223333:assumed-role/node/i-0abc is not authorized to perform: ecr:BatchGetImage on resource: arn:aws:ecr:eu-west-1:444455556666:repository/web because no resource-based policy allows the ecr:BatchGetImage action',
  ],
  [
    'cross-account-repo',
    'denied: User: arn:aws:iam::111122223333:user/tacos\nis not authorized to perform: ecr:InitiateLayerUpload\non resource: arn:aws:ecr:ap-northeast-2:444455556666:repository/gateway-api',
  ],
  [
    'cross-account-repo',
    'Failed to pull image: denied: User: arn:aws:iam::111122223333:user/admin \nis not authorized to perform: ecr:BatchGetImage on resource: \narn:aws:ecr:us-east-1:444455556666:repository/consultingfirm/frontend',
  ],
  [
    'cross-account-repo',
    'is not authorized to perform: ecr:BatchGetImage on resource: arn:aws:ecr:eu-west-1:444455556666:repository/web because no resource-based policy allows the ecr:BatchGetImage action',
  ],
  [
    'cross-account-repo',
    'User: arn:aws:sts::111122223333:assumed-role/flux/1 is not authorized to perform: ecr:BatchGetImage on resource: arn:aws:ecr:eu-west-1:444455556666:repository/web',
  ],
  [
    'explicit-deny',
    'User: arn:aws:sts::111122223333:assumed-role/r/s is not authorized to perform: iam:CreateRole on resource: arn:aws:iam::111122223333:role/x because no permissions boundary allows the iam:CreateRole action',
  ],
  [
    'explicit-deny',
    'User: arn:aws:iam::111122223333:user/JohnDoe is not authorized to perform: codecommit:ListRepositories because no session policy allows the codecommit:ListRepositories action',
  ],
  [
    'explicit-deny',
    'User: arn:aws:iam::777788889999:user/JohnDoe is not authorized to perform: secretsmanager:GetSecretValue because no permissions boundary allows the secretsmanager:GetSecretValue action',
  ],
  [
    'explicit-deny',
    'User: arn:aws:iam::777788889999:user/JohnDoe is not authorized to perform: codecommit:ListDeployments with an explicit deny in a VPC endpoint policy',
  ],
  [
    'explicit-deny',
    'AccessDenied: not authorized to perform: sts:AssumeRoleWithWebIdentity with an explicit deny in a resource control policy',
  ],
  [
    'explicit-deny',
    'User: arn:aws:iam::111122223333:user/ada is not authorized to perform: ecr:GetAuthorizationToken with an explicit deny in a permissions boundary',
  ],
  ['explicit-deny', 'because no session policy allows the codecommit:GitPull action'],
  [
    'kms-access',
    'KmsException: AccessDeniedException: The ciphertext refers to a customer master key that does not exist, does not exist in this region, or you are not allowed to access.',
  ],
  [
    'kms-access',
    'AccessDeniedException: User: arn:aws:sts::111122223333:assumed-role/kustomize/1 is not authorized to perform: kms:Decrypt on resource: arn:aws:kms:eu-west-1:111122223333:key/1',
  ],
  ['kms-access', 'KMSAccessDeniedException: The ciphertext refers to a key that you may not use'],
  [
    'kms-access',
    'arn:aws:kms:eu-west-1:111122223333:key/1: FAILED - | Error decrypting key: AccessDeniedException: status code: 400, request id: 1',
  ],
  ['kms-access', 'InvalidStateException: arn:aws:kms:eu-west-1:111122223333:key/1 is pending deletion.'],
  [
    'kms-access',
    'CannotPullContainerError: failed to register layer: KMS: AccessDeniedException the key arn:aws:kms:eu-west-1:111122223333:key/1 is disabled',
  ],
  [
    'kms-access',
    'Failed to decrypt and decode data with age/kms: error decrypting key: AccessDeniedException: User: arn:aws:sts::1:assumed-role/kustomize-controller/x is not authorized to perform: kms:Decrypt on resource: arn:aws:kms:eu-west-1:111122223333:key/1',
  ],
  [
    'kms-access',
    'Group 0: FAILED arn:aws:kms:eu-west-1:111122223333:key/1: FAILED - AWS-SDK | error KMS: Decrypt, api error AccessDeniedException: User: arn:aws:sts::111122223333:assumed-role/kustomize/x is not authorized to perform: kms:Decrypt',
  ],
  [
    'kms-access',
    'KMSAccessDeniedException: The ciphertext refers to a customer master key that does not exist, does not exist in this region, or you are not allowed to access.',
  ],
  ['kms-access', 'IncorrectKeyException: The key ID in the request does not identify a CMK that can perform this operation'],
  [
    'kms-access',
    'sops: Error decrypting key: error decrypting data key: KMSInvalidStateException: arn:aws:kms:eu-west-1:111122223333:key/1 is pending deletion.',
  ],
]
