import type { Reported } from './reported.ts'

export const IAM: Reported[] = [
  [
    'iam-already-exists',
    'https://github.com/eksctl-io/eksctl/issues/1333',
    '[ℹ]  1 iamserviceaccount(s) that already exist (amazon-cloudwatch/cloudwatch) will be excluded\n[ℹ]  1 iamserviceaccount (amazon-cloudwatch/cloudwatch-agent) was excluded (based on the include/exclude rules)\n[ℹ]  no tasks',
  ],
  [
    'iam-limit-exceeded',
    'https://github.com/GSA/terraform-kubernetes-aws-load-balancer-controller/issues/10',
    '│ Error: expected length of name to be in the range (1 - 64), got k8s-a-very-long-cluster-name-aws-load-balancer-controller\n│ \n│   with module.eks-tools.module.alb_controller.aws_iam_role.this,',
  ],
  [
    'iam-limit-exceeded',
    'https://github.com/IBM/ibm-spectrum-scale-cloud-install/issues/41',
    'Error: "name_prefix" cannot be longer than 32 characters, name is limited to 64',
  ],
  [
    'iam-limit-exceeded',
    'https://github.com/ExpediaGroup/apiary-data-lake/issues/173',
    'Error putting IAM role policy s3: LimitExceeded: Maximum policy size of 10240 bytes exceeded for role apiary-hms-readwrite-us-east-1',
  ],
  [
    'malformed-policy',
    'https://github.com/terraform-aws-modules/terraform-aws-iam/issues/202',
    '│ Error: failed creating IAM Role (tutorialcluster): MalformedPolicyDocument: Federated principals must be valid domain names or SAML metadata ARNs\n│       status code: 400, request id: 2a43ba14\n│ \n│   with module.iam_eks_role.aws_iam_role.this[0],',
  ],
  [
    'malformed-policy',
    'https://github.com/hashicorp/terraform-provider-aws/issues/10419',
    'Error: Error putting IAM group policy iac-access: MalformedPolicyDocument: Policy document should not specify a principal.\n\tstatus code: 400, request id: 77540964',
  ],
  [
    'malformed-policy',
    'https://github.com/hashicorp/terraform-provider-aws/issues/7756',
    '* aws_iam_role.this: Error creating IAM Role support_role: MalformedPolicyDocument: Invalid principal in policy: com.amazon.balsa.error.InvalidPolicyException: The passed in policy has a statement with no principals!\n        status code: 400, request id: 6fffffae',
  ],
  [
    'kubeconfig-exec-plugin',
    'https://github.com/terraform-aws-modules/terraform-aws-eks/issues/2587',
    'Flag --short has been deprecated, and will be removed in the future. The --short output will become the default.\nerror: exec plugin: invalid apiVersion "client.authentication.k8s.io/v1alpha1"',
  ],
  [
    'kubeconfig-exec-plugin',
    'https://github.com/kodermax/kubectl-aws-eks/issues/6',
    'error: exec plugin is configured to use API version client.authentication.k8s.io/v1alpha1, plugin returned version client.authentication.k8s.io/v1beta1',
  ],
  [
    'kubeconfig-exec-plugin',
    'https://github.com/kodermax/kubectl-aws-eks/issues/6',
    'no kind "Config" is registered for version "client.authentication.k8s.io/v1beta1" in scheme "k8s.io/client-go/tools/clientcmd/api/latest/latest.go:50"',
  ],
  [
    'kubeconfig-exec-plugin',
    'https://github.com/pulumi/pulumi-kubernetes/issues/2092',
    'getting credentials: exec plugin is configured to use API version client.authentication.k8s.io/v1beta1, plugin returned version client.authentication.k8s.io/v1alpha1',
  ],
]
