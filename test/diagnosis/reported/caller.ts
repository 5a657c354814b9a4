import type { Reported } from './reported.ts'

export const CALLER: Reported[] = [
  [
    'kube-auth-unauthorized',
    'https://github.com/banzaicloud/terraform-provider-k8s/issues/55',
    'Error: Unauthorized\n\n  on main.tf line 1, in resource "k8s_manifest" "this":\n   1: resource "k8s_manifest" "this" {',
  ],
  [
    'kube-auth-unauthorized',
    'https://github.com/aws-samples/amazon-eks-machine-learning-with-terraform-and-kubeflow/issues/121',
    '│ Error: Kubernetes cluster unreachable: the server has asked for the client to provide credentials\n│ \n│   with module.kubeflow-components.helm_release.pv_efs,\n│   on kubeflow/main.tf line 24, in resource "helm_release" "pv_efs":\n│   24: resource "helm_release" "pv_efs" {',
  ],
  [
    'kube-auth-unauthorized',
    'https://github.com/terraform-aws-modules/terraform-aws-eks/issues/2422',
    '│ Error: Unauthorized\n│ \n│   with module.eks.kubernetes_config_map.aws_auth[0],\n│   on .terraform/modules/eks/main.tf line 510, in resource "kubernetes_config_map" "aws_auth":\n│  510: resource "kubernetes_config_map" "aws_auth" {',
  ],
  [
    'kube-auth-unauthorized',
    'https://github.com/nextflow-io/nextflow/issues/3222',
    '      "message": "pods is forbidden: User \\"system:anonymous\\" cannot create resource \\"pods\\" in API group \\"\\" in the namespace \\"nextflow\\"",',
  ],
  [
    'rbac-forbidden',
    'https://github.com/terraform-aws-modules/terraform-aws-eks/issues/2481',
    '╷\n│ Error: configmaps "aws-auth" is forbidden: User "system:serviceaccount:actions-runner-system:runner-service-account" cannot get resource "configmaps" in API group "" in the namespace "kube-system"',
  ],
  [
    'rbac-forbidden',
    'https://github.com/fluxcd/flux2-multi-tenancy/issues/69',
    'tenants\t\tFalse\tFalse\tNamespace/apps dry-run failed, reason: Forbidden, error: namespaces "apps" is forbidden: User "system:serviceaccount:flux-system:default" cannot patch resource "namespaces" in API group "" in the namespace "apps"',
  ],
  [
    'rbac-forbidden',
    'https://github.com/fluxcd/kustomize-controller/issues/217',
    '{"msg":"gc query failed for Sidecar: sidecars.networking.istio.io is forbidden: User \\"system:serviceaccount:flux-system:flux-deployer\\" cannot list resource \\"sidecars\\" in API group \\"networking.istio.io\\" in the namespace \\"kafka\\"","level":"info","kustomization":"flux-system/deploy","logger":"controllers.Kustomization","ts":"2020-12-20T19:11:03.822Z"}',
  ],
  [
    'rbac-forbidden',
    'https://github.com/thaum-xyz/ankhmorpork/issues/1436',
    'ClusterRoleBinding/oidc-cluster-admins dry-run failed (Forbidden):\n    User "system:serviceaccount:mealie:flux-reconciler" cannot patch\n    resource "clusterrolebindings" ... at the cluster scope',
  ],
  [
    'rbac-forbidden',
    'https://github.com/kubernetes-sigs/aws-iam-authenticator/issues/197',
    'kubernetes.client.rest.ApiException: (403)\nReason: Forbidden\nHTTP response body: {"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure","message":"pods \\"test\\" is forbidden: User \\"system:serviceaccount:default:default\\" cannot delete pods in the namespace \\"default\\"","reason":"Forbidden"}',
  ],
  [
    'no-region',
    'https://github.com/eksctl-io/eksctl/issues/241',
    '2018-10-10T16:49:14+01:00 [✖]  checking AWS CloudFormation access – cannot list stacks: MissingRegion: could not find region configuration',
  ],
  [
    'no-region',
    'https://github.com/kubernetes-sigs/external-dns/issues/5179',
    'time="2025-03-13T21:46:08Z" level=error msg="Failed to do run once: soft error\\nrecords retrieval failed: soft error\\nfailed to list hosted zones: operation error Route 53: ListHostedZones, failed to resolve service endpoint, endpoint rule error, Invalid Configuration: Missing Region"',
  ],
  ['no-region', 'https://github.com/aws-samples/eks-workshop-v2/issues/844', 'Error: metadata.region must be set'],
  [
    'no-region',
    'https://github.com/Skanyi/terraform-projects/issues/3',
    '│ Error: Invalid provider configuration\n│ \n│ Provider "registry.terraform.io/hashicorp/aws" requires explicit configuration. Add a provider block to the root module and configure the provider\'s\n│ required arguments as described in the provider documentation.\n╷\n│ Error: Invalid AWS Region: \n│ \n│   with provider["registry.terraform.io/hashicorp/aws"],',
  ],
  [
    'cluster-not-found',
    'https://github.com/eksctl-io/eksctl/issues/715',
    '[✖]  unable to describe control plane "demo1": ResourceNotFoundException: No cluster found for name: demo1.\nstatus code: 404, request id: 851e214f',
  ],
  [
    'cluster-not-found',
    'https://github.com/cilium/cilium-cli/issues/1817',
    'Error: unable to describe cluster control plane: operation error EKS: DescribeCluster, https response error StatusCode: 404, RequestID: 007b2aae, ResourceNotFoundException: No cluster found for name: demo-classic.',
  ],
  [
    'eks-api-denied',
    'https://github.com/awslabs/idf-modules/issues/311',
    'Error: describing cluster versions: operation error EKS: DescribeClusterVersions, https response \nerror StatusCode: 403, RequestID: 7e7cf37e, api error \nAccessDeniedException: User: arn:aws:sts::<REDACTED>:assumed-role/core-\neks-us-west-2-masterrole/ops is not authorized to perform: eks:DescribeClusterVersions\n on resource: arn:aws:eks:us-west-2:<REDACTED:*',
  ],
  [
    'eks-api-denied',
    'https://github.com/aws/aws-cli/issues/5823',
    'An error occurred (AccessDeniedException) when calling the ListClusters operation: User: arn:aws:iam::111122223333:user/dev is not authorized to perform: eks:ListClusters on resource: arn:aws:eks:ap-south-1:111122223333:cluster/*',
  ],
  [
    'iam-passrole-denied',
    'https://github.com/kodekloudhub/certified-kubernetes-administrator-course/issues/179',
    'User: arn:aws:iam::111122223333:user/labs_user is not authorized to perform: iam:PassRole on resource: arn:aws:iam::111122223333:role/eks-cluster-role',
  ],
  [
    'iam-passrole-denied',
    'https://github.com/aws/karpenter-provider-aws/issues/6298',
    '{"level":"ERROR","time":"2024-05-30T14:40:34.966Z","logger":"controller","message":"Reconciler error","controller":"nodeclaim.lifecycle","controllerKind":"NodeClaim","namespace":"","name":"bottlerocket-wts6g","error":"launching nodeclaim, creating instance, with fleet error(s), UnauthorizedOperation: You are not authorized to perform this operation. User: arn:aws:sts::111122223333:assumed-role/prod-karpenter/1717079343811266923 is not authorized to perform: iam:PassRole on resource: arn:aws:iam::111122223333:role/KarpenterNodeRole-prod because no identity-based policy allows the iam:PassRole action. Encoded Failure: <encoded-message>"}',
  ],
  [
    'iam-passrole-denied',
    'https://github.com/serverless-operations/serverless-step-functions/issues/189',
    'User: arn:aws:sts::111122223333:assumed-role/my-service-staging-IamRoleStateMachineExecut-HOBG/1 is not authorized to perform: iam:PassRole on resource: arn:aws:iam::111122223333:role/ecsTaskExecutionRole (Service: AmazonECS; Status Code: 400; Error Code: AccessDeniedException; Request ID: 37158697)',
  ],
  [
    'installer-iam-denied',
    'https://github.com/eksctl-io/eksctl/issues/4046',
    'creating OIDC provider: AccessDenied: User: arn:aws:iam::111122223333:user/User is not authorized to perform: iam:TagOpenIDConnectProvider on resource',
  ],
  [
    'installer-iam-denied',
    'https://github.com/eksctl-io/eksctl/issues/365',
    '2018-12-29T00:04:53Z [✖]  AWS::EC2::VPC/VPC: CREATE_FAILED – "API: ec2:DescribeVpcs You are not authorized to perform this operation."',
  ],
  [
    'installer-iam-denied',
    'https://github.com/eksctl-io/eksctl/issues/319',
    'CREATE_FAILED – "API: iam:CreateRole User: arn:aws:iam::111122223333:user/dev is not authorized to perform: iam:CreateRole on resource: arn:aws:iam::111122223333:role/eksctl-new-cluster-ServiceRole-1"',
  ],
  [
    'installer-iam-denied',
    'https://github.com/eksctl-io/eksctl/issues/834',
    ' [✖]  AWS::AutoScaling::AutoScalingGroup/NodeGroup: CREATE_FAILED – "API: autoscaling:CreateAutoScalingGroup You are not authorized to use launch template: eksctl-kube-test-nodegroup-kube-nodes"',
  ],
  [
    'cluster-not-found',
    'https://github.com/fluxcd/flux2/issues/5709',
    "failed to build kube client: failed to describe EKS cluster 'arn:aws:eks:eu-central-1:444455556666:cluster/poc': operation error EKS: DescribeCluster, https response error StatusCode: 404, RequestID: fce39d2b, ResourceNotFoundException: No cluster found for name: poc.",
  ],
]
