import type { Wording } from './wording.ts'

export const CALLER: Wording[] = [
  ['kube-auth-unauthorized', 'error: You must be logged in to the server (the server has asked for the client to provide credentials)'],
  ['kube-auth-unauthorized', "Your current IAM principal doesn't have access to Kubernetes objects on this cluster."],
  ['kube-auth-unauthorized', 'error: the server doesn\'t have a resource type "svc"'],
  [
    'kube-auth-unauthorized',
    'time="2024-01-01T00:00:00Z" level=warning msg="access denied" arn="arn:aws:iam::111122223333:role/dev" error="ARN is not mapped"',
  ],
  ['kube-auth-unauthorized', "couldn't get resource list for metrics.k8s.io/v1beta1: Unauthorized"],
  ['kube-auth-unauthorized', 'Error loading Namespaces. Unauthorized: Verify you have access to the Kubernetes cluster'],
  [
    'kube-auth-unauthorized',
    "Your current user or role does not have access to Kubernetes objects on this EKS cluster. This may be due to the current user or role not having Kubernetes RBAC permissions to describe cluster resources or not having an entry in the cluster's auth config map.",
  ],
  [
    'kube-auth-unauthorized',
    '│ Error: Unauthorized\n│ \n│   with module.eks.kubernetes_config_map.aws_auth[0],\n│   on .terraform/modules/eks/main.tf line 510, in resource "kubernetes_config_map" "aws_auth":',
  ],
  [
    'kube-auth-unauthorized',
    'forbidden: User "system:anonymous" cannot get resource "configmaps" in API group "" in the namespace "kube-system"',
  ],
  ['kube-auth-unauthorized', 'error: You must be logged in to the server (Unauthorized)'],
  [
    'rbac-forbidden',
    'pods is forbidden: User "arn:aws:iam::111122223333:user/dev" cannot list resource "pods" in API group "" in the namespace "flux-system"',
  ],
  [
    'rbac-forbidden',
    'clusterroles.rbac.authorization.k8s.io "x" is forbidden: user "dev" (groups=["system:authenticated"]) is attempting to grant RBAC permissions not currently held',
  ],
  [
    'rbac-forbidden',
    'Error: query: failed to query with labels: secrets is forbidden: User "dev" cannot list resource "secrets" in API group "" in the namespace "flux-system"',
  ],
  [
    'rbac-forbidden',
    'roles.rbac.authorization.k8s.io "x" is forbidden: user "dev" is attempting to grant RBAC permissions not currently held',
  ],
  [
    'rbac-forbidden',
    'tenants\t\tFalse\tFalse\tNamespace/apps dry-run failed, reason: Forbidden, error: namespaces "apps" is forbidden: User "system:serviceaccount:flux-system:default" cannot patch resource "namespaces" in API group "" in the namespace "apps"',
  ],
  [
    'rbac-forbidden',
    'Error from server (Forbidden): error when creating "STDIN": clusterroles.rbac.authorization.k8s.io "x-editor" is forbidden: attempt to grant extra privileges: [PolicyRule{Resources:["pods"], APIGroups:[""], Verbs:["get"]}]',
  ],
  [
    'rbac-forbidden',
    'Error from server (Forbidden): namespaces is forbidden: User "ada" cannot list resource "namespaces" in API group "" at the cluster scope',
  ],
  ['no-region', 'Error: Invalid provider configuration: invalid AWS Region: '],
  [
    'no-region',
    'operation error EKS: DescribeCluster, failed to resolve service endpoint, endpoint rule error, Invalid Configuration: Missing Region',
  ],
  ['no-region', 'ConfigError: Missing region in config'],
  ['no-region', 'botocore.exceptions.NoRegionError: You must specify a region.'],
  ['no-region', 'Error: AWS_REGION environment variable is not set and no region was given'],
  [
    'no-region',
    'Error: operation error CloudFront: ListDistributions, failed to sign request: failed to retrieve credentials: failed to refresh cached credentials, operation error STS: AssumeRole, failed to resolve service endpoint, an AWS region is required, but was not found',
  ],
  [
    'no-region',
    'operation error ECR: GetAuthorizationToken, failed to resolve service endpoint, an AWS region is required, but was not found',
  ],
  [
    'no-region',
    'failed to get Role with name: operation error IAM: GetRole, failed to resolve service endpoint, an AWS region is required, but was not found',
  ],
  ['no-region', 'Error: Invalid provider configuration: Missing region'],
  ['no-region', 'Error: Missing Configuration: The configuration parameter "region" is required'],
  [
    'cluster-not-found',
    'operation error EKS: DescribeCluster, https response error StatusCode: 404, ResourceNotFoundException: No cluster found for name: prod.',
  ],
  ['cluster-not-found', "Error: reading EKS Cluster (prod): couldn't find resource"],
  ['cluster-not-found', 'Error: no eksctl-managed CloudFormation stacks found for "prod"'],
  [
    'cluster-not-found',
    "Error: Error running command 'aws eks update-kubeconfig --name Ethereum-LwixD3tN': exit status 255. Output:\nAn error occurred (ResourceNotFoundException) when calling the DescribeCluster operation: No cluster found for name: Ethereum-LwixD3tN.",
  ],
  [
    'cluster-not-found',
    'An error occurred (ResourceNotFoundException) when calling the DescribeCluster operation: No cluster found for name: prod.',
  ],
  ['cluster-not-found', 'Error: unable to describe cluster control plane: ResourceNotFoundException: No cluster found for name: prod'],
  [
    'eks-api-denied',
    'An error occurred (AccessDeniedException) when calling the DescribeCluster operation: User: arn:aws:iam::111122223333:user/ci is not authorized to perform: eks:DescribeCluster on resource: arn:aws:eks:eu-west-1:111122223333:cluster/prod',
  ],
  [
    'eks-api-denied',
    'An error occurred (AccessDeniedException) when calling the DescribeCluster operation: User: arn:aws:sts::111122223333:assumed-role/ci/1 is not authorized to perform: eks:DescribeCluster',
  ],
  [
    'eks-api-denied',
    'An error occurred (AccessDeniedException) when calling the DescribeCluster operation: \nUser: arn:aws:iam::111122223333:user/user_name is not authorized to perform: \neks:DescribeCluster on resource: arn:aws:eks:region:111122223333:cluster/my-cluster',
  ],
  [
    'eks-api-denied',
    'ERROR: operation error EKS: ListClusters, https response error StatusCode: 403, api error AccessDeniedException: no identity-based policy allows the eks:ListClusters action',
  ],
  [
    'eks-api-denied',
    'An error occurred (AccessDeniedException) when calling the DescribeCluster operation: User: arn:aws:iam::111122223333:user/x is not authorized to perform: eks:DescribeCluster on resource: arn:aws:eks:eu-west-1:111122223333:cluster/prod',
  ],
  ['eks-api-denied', 'AccessDeniedException: not authorized to perform: eks:ListPodIdentityAssociations'],
  [
    'iam-passrole-denied',
    'AccessDeniedException: User: arn:aws:iam::111122223333:user/ci is not authorized to perform: iam:PassRole on resource: arn:aws:iam::111122223333:role/node',
  ],
  ['iam-passrole-denied', 'User: arn:aws:iam::123456789012:user/marymajor is not authorized to perform: iam:PassRole'],
  [
    'iam-passrole-denied',
    'User: arn:aws:iam::111122223333:user/x is not authorized to perform: iam:PassRole on resource: arn:aws:iam::111122223333:role/flux',
  ],
  ['iam-passrole-denied', 'is not authorized to perform: iam:PassRole'],
  [
    'installer-iam-denied',
    'Error: creating IAM OIDC Provider: AccessDenied: User: arn:aws:iam::111122223333:user/ci is not authorized to perform: iam:CreateOpenIDConnectProvider on resource: arn:aws:iam::111122223333:oidc-provider/oidc.eks',
  ],
  [
    'installer-iam-denied',
    'UnauthorizedOperation: You are not authorized to perform this operation. Encoded authorization failure message: abc',
  ],
  [
    'installer-iam-denied',
    'error creating CloudFormation stack: AccessDenied: User: arn:aws:iam::111122223333:user/ci is not authorized to perform: cloudformation:CreateStack on resource',
  ],
  [
    'installer-iam-denied',
    'Error: creating IAM OIDC Provider: AccessDenied: User: arn:aws:iam::111122223333:user/ci is not authorized to perform: iam:CreateOpenIDConnectProvider on resource: arn:aws:iam::111122223333:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/ABC',
  ],
  [
    'installer-iam-denied',
    'User: arn:aws:iam::111122223333:user/ci is not authorized to perform: iam:CreateRole on resource: arn:aws:iam::111122223333:role/prod-flux because no identity-based policy allows the iam:CreateRole action',
  ],
]
