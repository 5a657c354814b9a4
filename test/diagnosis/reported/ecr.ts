import type { Reported } from './reported.ts'

export const ECR: Reported[] = [
  [
    'missing-ecr-get-authorization-token',
    'https://github.com/OvertureMaps/overture-tiles/issues/20',
    'CannotPullECRContainerError: AccessDeniedException: User: arn:aws:sts::111122223333:assumed-role/OvertureTilesCdkStack-Container/1 is not authorized to perform: ecr:GetAuthorizationToken on r',
  ],
  [
    'missing-ecr-get-authorization-token',
    'https://github.com/awsdocs/amazon-ecr-user-guide/issues/19',
    'An error occurred (AccessDeniedException) when calling the GetAuthorizationToken operation: User: arn:aws:iam::111122223333:user/dev is not authorized to perform: ecr:GetAuthorizationToken on resource: *',
  ],
  [
    'missing-repository-permission',
    'https://github.com/aws/copilot-cli/issues/3518',
    "pull access denied for 111122223333.dkr.ecr.eu-west-1.amazonaws.com/redis, repository does not exist or may require 'docker login': denied: User: arn:aws:sts::111122223333:assumed-role/pipeline-BuildProjectRole/AWSCodeBuild-1 is not authorized to perform: ecr:BatchGetImage on resource: arn:aws:ecr:eu-west-1:111122223333:repository/redis because no identity-based policy allows the ecr:BatchGetImage action",
  ],
  [
    'cross-account-repo',
    'https://github.com/abronin/ecr-retag-action/issues/5',
    'User: arn:aws:sts::222233334444:assumed-role/***/deploy-application-staging is not authorized to perform: ecr:BatchGetImage on resource: arn:aws:ecr:us-east-1:111122223333:repository/web',
  ],
  [
    'explicit-deny',
    'https://github.com/eksctl-io/eksctl/issues/5831',
    'Error: unable to describe cluster control plane: operation error EKS: DescribeCluster, https response error StatusCode: 403, RequestID: 8e10d6df, api error AccessDeniedException: User: arn:aws:iam::111122223333:user/me is not authorized to perform: eks:DescribeCluster on resource: arn:aws:eks:ap-northeast-2:111122223333:cluster/my-cluster with an explicit deny',
  ],
  [
    'explicit-deny',
    'https://github.com/kubernetes-sigs/cluster-api-provider-aws/issues/2117',
    '`API: iam:CreateRole User: arn:aws:sts::111122223333:assumed-role/Admin/me is not authorized to perform: iam:CreateRole on resource: arn:aws:iam::111122223333:role/nodes.example.io with an explicit deny`',
  ],
  [
    'kms-access',
    'https://github.com/fluxcd/kustomize-controller/issues/673',
    "✗ decryption failed for 'cluster-secrets': failed to decrypt and format 'flux-system/cluster-secrets' Secret data: cannot get sops data key: Failed to get the data key required to decrypt the SOPS file.\n\nGroup 0: FAILED\n  arn:aws:kms:eu-west-1:111122223333:key/1: FAILED\n    - | failed to decrypt sops data key with AWS KMS: operation\n      | error KMS: Decrypt, https response error StatusCode: 400,\n      | RequestID: 1, api error\n      | AccessDeniedException: The ciphertext refers to a customer\n      | master key that does not exist, does not exist in this\n      | region, or you are not allowed to access.",
  ],
  [
    'missing-repository-permission',
    'https://github.com/aws/containers-roadmap/issues/1614',
    'Failed to pull image "111122223333.dkr.ecr.us-east-1.amazonaws.com/quay/exporter:v1.3.0": rpc error: code = Unknown desc = pull access denied: denied: User: arn:aws:sts::111122223333:assumed-role/eks-NodeInstanceRole-0A/i-0a1b2c3d4e5f60718 is not authorized to perform: ecr:BatchImportUpstreamImage on resource: arn:aws:ecr:us-east-1:111122223333:repository/quay/exporter because no identity-based policy allows the ecr:BatchImportUpstreamImage action',
  ],
]
