import { shell } from '../../domain/shell.ts'
import { certain, likely, near, possible, type Cause } from '../cause.ts'
import { DENIED_ELSEWHERE, NODE_SESSION, TROUBLE } from '../phrases.ts'

const K8S_WORDS = [
  'kubectl',
  'kubernetes',
  'server api group',
  'memcache\\.go',
  '\\.eks\\.amazonaws\\.com',
  'cluster',
  'logged in to the server',
  'helm',
  '/api',
].join('|')

/** EKS looks a cluster up in the account of who asks, whatever its ARN says. Source: https://github.com/fluxcd/flux2/issues/5709 */
function inThatAccount(account: string, cluster: string): string {
  return shell`Ask the owner of account ${account} for a role there that trusts the issuer of this cluster and may eks:DescribeCluster on ${cluster}; annotate a ServiceAccount with it and name that one as serviceAccountName in the ConfigMap of spec.kubeConfig.`
}

/** What is between who runs a tool and the cluster or its IAM: identity, region, rights, quotas. */
export const CALLER: Cause[] = [
  {
    id: 'kube-auth-unauthorized',
    title: 'AWS knows the identity, but the cluster does not',
    topics: ['kustomize', 'helm', 'operator'],
    signs: [
      certain(/does(?:n't| not) have access to Kubernetes objects on this (?:EKS )?cluster|ARN is not mapped/i),
      likely(
        [
          /Error: (?:[\w ]+: )?Unauthorized\b|failed to query with labels: Unauthorized/i,
          /(?:get|list|watch|create|patch)[^:]{0,60}: Unauthorized$/i,
        ],
        { rank: 7, unless: /dkr|ghcr|registry|\bgit|v2\//i },
      ),
      likely(/the server doesn'?t have a resource type "(?:svc|services?|pods?|po|nodes?|no|namespaces?|ns|deployments?)"/i, { rank: 9 }),
      likely(/IAM (?:principal|identity|user|role)[^.]{0,80}(?:access to Kubernetes|not mapped|not authorized in the cluster)/i, {
        rank: 7,
      }),
      likely(/You must be logged in to the server|the server has asked for the client to provide credentials/i, { rank: 8 }),
      likely(
        [
          /access ?entr(?:y|ies)[^.]{0,60}(?:not|missing|no )|aws-auth[^.]{0,80}(?:not|missing|mapped|error|denied)/i,
          /could not get token: AccessDenied|ERROR[^.]{0,30}access denied[^.]{0,60}arn/i,
        ],
        { rank: 7, unless: /already exists/i },
      ),
      likely(near(K8S_WORDS, '\\bUnauthorized\\b|invalid bearer token'), {
        rank: 7,
        unless: /dkr|ghcr|registry|git|v2\/|forbidden: User/i,
      }),
      likely(/User "system:anonymous" cannot/i, { rank: 9 }),
      likely(/^(?:[^:]{0,60}: )?(?:Error: )?Unauthorized\.?$/i, { rank: 6 }),
      possible(/Unauthorized/i, { rank: 4, unless: /registry|dkr|ghcr|v2\/|git|manifests|notification/i }),
      possible(/exec: executable [^ ]*aws/i, { rank: 3 }),
    ],
    fix: ({ cluster, region, role }) =>
      shell`aws eks create-access-entry --region ${region} --cluster-name ${cluster} --principal-arn ${role}`,
    example: 'error: You must be logged in to the server (Unauthorized)',
  },
  {
    id: 'rbac-forbidden',
    title: 'the cluster knows the identity, but RBAC forbids the call',
    signs: [
      certain(/is forbidden: User "system:serviceaccount:[^"]+" cannot \w+ resource/i),
      certain(/attempting to grant RBAC permissions not currently held/i),
      likely(/is forbidden: User "(?!system:anonymous)[^"]+" cannot \w+ resource/i, { rank: 9 }),
      likely(
        [
          /forbidden: User "|cannot (?:get|list|watch|create|update|patch|delete|impersonate) resource/i,
          /is forbidden:? |\bForbidden\b[^]{0,60}(?:RBAC|clusterrole)/i,
          /cannot (?:get|list|watch|create|patch|delete) [\w.]+ (?:in the namespace|at the cluster scope)/i,
        ],
        { rank: 7, unless: /service account|403 Forbidden|exceeded quota|PodSecurity|being terminated/i },
      ),
      possible(/\bforbidden\b/i, { unless: /403 Forbidden/ }),
    ],
    fix: ({ user, verb, resource, namespace }) => shell`kubectl auth can-i ${verb} ${resource} --namespace ${namespace} --as ${user}`,
    example:
      'secrets is forbidden: User "system:serviceaccount:apps:deployer" cannot list resource "secrets" in API group "" in the namespace "flux-system"',
  },
  {
    id: 'no-region',
    title: 'no AWS region is set',
    signs: [
      likely(
        /metadata\.region must be set|Missing region in config|NoRegionError|region (?:must|has to|needs to) be (?:set|specified|given)/i,
        { rank: 9 },
      ),
      certain([/You must specify a region\. You can also configure your region|MissingRegion: could not find region/i]),
      likely(
        [
          /region(?:s)?['"]?[ :]*(?:not (?:specified|set|found|configured|provided)|undefined|null|unset|missing)/i,
          /missing (?:required )?(?:argument|keyword|option|value|field)[^.]{0,30}\bregion\b/i,
          /"region"[^.]{0,30}(?:required|not set|not found)|\bregion\b[^.]{0,30}required field/i,
        ],
        { rank: 7 },
      ),
      likely(/Could not connect to the endpoint URL: "https:\/\/(?:eks|iam|ecr|api\.ecr)\.[^"]*"/i, { rank: 3 }),
      likely(
        [
          /You must specify a region|MissingRegion|could not find region|Missing Region/i,
          /(?:an? )?(?:AWS )?region[^.]{0,40}(?:is|was|must be|be) (?:required|missing|not (?:set|specified|found|configured|provided)|set|empty)/i,
          /(?:no|unable to (?:find|load|determine)(?: a)?|cannot (?:find|determine)|invalid) (?:AWS )?region/i,
          /AWS_(?:DEFAULT_)?REGION[^.]{0,40}(?:not set|missing|required|must|empty)|Invalid region/i,
        ],
        { rank: 8, unless: /metadata|scoped to|not activated/i },
      ),
      possible(near('\\bregion\\b', TROUBLE, 120), { rank: 1 }),
      possible(/region: ""|sts\.\.amazonaws|\.\.amazonaws\.com/i, { rank: 7 }),
    ],
    fix: ({ cluster }) => shell`export AWS_REGION=REGION && flux-irsa verify --cluster ${cluster}`,
    example: 'You must specify a region. You can also configure your region by running "aws configure".',
  },
  {
    id: 'cluster-not-found',
    title: 'there is no such cluster in this account and region',
    signs: [
      likely(
        /cluster ["'`]?[\w-]+["'`]? (?:was |is |could )?not (?:be )?(?:found|exist)|couldn't find (?:the )?cluster|EKS cluster[^.]{0,60}(?:not found|does not exist|deleted)/i,
        {
          rank: 7,
          unless: /not authorized|AccessDenied|OIDC|provider|context|clusterrole/i,
        },
      ),
      certain(/No cluster found for name/i, { unless: /describe EKS cluster/i }),
      likely(/describe EKS cluster[^]{0,300}No cluster found for name/i, { rank: 10 }),
      likely(
        [
          /EKS Cluster \([^)]*\)[^]{0,60}(?:couldn't find|not found|empty result)/i,
          /reading EKS Cluster[^]{0,80}(?:couldn't find resource|not found|empty)/i,
        ],
        { rank: 8 },
      ),
      likely(
        [
          /ResourceNotFoundException[^]{0,120}cluster|DescribeCluster[^]{0,160}ResourceNotFound/i,
          /(?:EKS )?cluster [^ ]{1,100} (?:(?:was |is )?not found|does not exist|could not be found|not exist)/i,
          /could ?n[o']t find (?:EKS )?cluster|unable to (?:find|describe) cluster/i,
          /no (?:such|eksctl-managed) (?:EKS )?(?:cluster|CloudFormation stacks)/i,
        ],
        { rank: 8, unless: /not authorized|AccessDenied|IAM OIDC/i },
      ),
    ],
    fix: ({ region, cluster, remoteAccount }) =>
      remoteAccount === 'ACCOUNT'
        ? shell`aws eks list-clusters --region ${region} && aws sts get-caller-identity`
        : inThatAccount(remoteAccount, cluster),
    example: 'An error occurred (ResourceNotFoundException) when calling the DescribeCluster operation: No cluster found for name: prod.',
  },
  {
    id: 'eks-api-denied',
    title: 'the caller may not describe the cluster',
    signs: [
      likely(
        /(?:unable|failed|cannot) to (?:describe|list) (?:the )?(?:EKS )?clusters?[^]{0,160}(?:AccessDenied|not authorized|forbidden)/i,
        { rank: 8, unless: DENIED_ELSEWHERE },
      ),
      certain(/not authorized to perform:? eks:DescribeCluster\b/i, {
        unless: new RegExp(`${DENIED_ELSEWHERE.source}|${NODE_SESSION.source}`, 'i'),
      }),
      likely(/not authorized to perform:? eks:(?:Describe|List)/i, { rank: 8, unless: DENIED_ELSEWHERE }),
      likely([/DescribeCluster[^]{0,160}AccessDenied|AccessDenied[^]{0,160}DescribeCluster|AccessDenied[^]{0,80}eks:/i], {
        rank: 8,
        unless: DENIED_ELSEWHERE,
      }),
      possible(/not authorized to perform:? eks:/i, { rank: 7 }),
    ],
    fix: ({ cluster, role, remoteAccount }) =>
      remoteAccount === 'ACCOUNT' || remoteAccount === role.split(':')[4]
        ? shell`Ask who manages IAM to allow ${role} eks:DescribeCluster on cluster ${cluster}.`
        : inThatAccount(remoteAccount, cluster),
    example:
      'AccessDeniedException: User: arn:aws:iam::111122223333:user/ci is not authorized to perform: eks:DescribeCluster on resource: arn:aws:eks:eu-west-1:111122223333:cluster/prod',
  },
  {
    id: 'iam-passrole-denied',
    title: 'the caller may not pass the role',
    signs: [
      certain(/not authorized to perform:? iam:PassRole/i, { unless: DENIED_ELSEWHERE }),
      likely(
        [
          /iam:PassRole|PassRole[^.]{0,60}(?:denied|not authorized|required|permission)/i,
          /(?:not authorized|cannot|unable) to pass (?:the )?role/i,
        ],
        { rank: 9, unless: DENIED_ELSEWHERE },
      ),
    ],
    fix: ({ role }) => shell`Ask who manages IAM to allow iam:PassRole on ${role}.`,
    example:
      'AccessDenied: User: arn:aws:iam::111122223333:user/ci is not authorized to perform: iam:PassRole on resource: arn:aws:iam::111122223333:role/node',
  },
  {
    id: 'installer-iam-denied',
    title: 'the caller lacks an IAM right that the installation needs',
    signs: [
      likely(/You are not authorized to (?:perform this operation|use launch template)|API: (?:iam|ec2|autoscaling|cloudformation):\w+/i, {
        rank: 7,
        unless: DENIED_ELSEWHERE,
      }),
      certain(/not authorized to perform:? iam:(?!PassRole)\w+/i, {
        unless: new RegExp(`${DENIED_ELSEWHERE.source}|${NODE_SESSION.source}`, 'i'),
      }),
      likely(/not authorized to perform:? iam:(?!PassRole)\w+/i, { rank: 7, unless: DENIED_ELSEWHERE }),
      likely(/not authorized to perform:? (?!sts:|kms:|ecr:|s3:|eks-auth:|codecommit:Git|iam:PassRole|eks:(?:Describe|List))[\w-]+:\w+/i, {
        rank: 4,
        unless: new RegExp(`${DENIED_ELSEWHERE.source}|${NODE_SESSION.source}|resource-based`, 'i'),
      }),
      likely(
        /not authorized to perform:? (?:cloudformation|ec2|eks|organizations|ssm|logs|autoscaling|servicequotas|elasticloadbalancing):(?!DescribeCluster|ListClusters|AccessKubernetesApi)\w+/i,
        { rank: 7, unless: DENIED_ELSEWHERE },
      ),
      likely(/not authorized to perform:? sts:AssumeRole\b[^]{0,300}no (?:identity-based|session) policy/i, { rank: 7 }),
      likely(
        [
          /UnauthorizedOperation|AccessDenied[^]{0,100}\biam:(?!PassRole)/i,
          /(?:Create|Get|Attach|Tag|Update|Delete|List)(?:Role|Policy|OpenIDConnectProvider|RolePolicy)\w*[^]{0,120}AccessDenied/i,
          /AccessDenied[^]{0,120}(?:Create|Get|Attach|Tag|Update|Delete|List)(?:Role|Policy|OpenIDConnectProvider)/i,
        ],
        { rank: 7, unless: new RegExp(`${DENIED_ELSEWHERE.source}|PassRole`, 'i') },
      ),
      possible(/AccessDenied|not authorized|UnauthorizedOperation|access denied/i, { rank: 1 }),
      possible(/not authorized to perform:? [\w-]+:\w+/i, {
        rank: 6,
        unless: new RegExp(`${DENIED_ELSEWHERE.source}|PassRole|AssumeRoleWithWebIdentity|${NODE_SESSION.source}|ecr:|kms:`, 'i'),
      }),
    ],
    fix: ({ action, role }) => shell`Ask who manages IAM to allow ${role} the action ${action}; all that is needed: docs/permissions.md`,
    example:
      'operation error IAM: CreateRole, https response error StatusCode: 403, api error AccessDenied: User: arn:aws:iam::111122223333:user/ci is not authorized to perform: iam:CreateRole on resource: arn:aws:iam::111122223333:role/prod-flux-imgctrl-irsa because no identity-based policy allows the iam:CreateRole action',
  },
]
