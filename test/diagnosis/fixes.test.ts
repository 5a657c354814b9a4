import { expect, test } from 'vitest'
import { findings } from './explained.ts'

/** What somebody gives to explain, and the fix that comes first: with the names of the input, CAPITALS where it has none. */
const FIXES: [what: string, input: string, fix: string][] = [
  [
    'a line of flux logs: the host',
    "2026-05-30T04:58:13.273Z error GitRepository/fleet.apps - Reconciler error unable to clone 'ssh://git@git.acme.com/fleet': knownhosts: key mismatch",
    'ssh-keyscan git.acme.com > known_hosts # compare with what the host publishes, then: flux-irsa install --cluster CLUSTER --git-ssh-key-file ~/.ssh/id_ed25519 --git-known-hosts-file known_hosts',
  ],
  [
    'kubectl describe: kind, name and namespace',
    `Name:         web
Namespace:    apps
API Version:  image.toolkit.fluxcd.io/v1
Kind:         ImageRepository
Spec:
  Image:  111122223333.dkr.ecr.eu-west-1.amazonaws.com/apps/web
Status:
  Conditions:
    Message:  scan failed: GET https://111122223333.dkr.ecr.eu-west-1.amazonaws.com/v2/apps/web/tags/list?n=1000: unexpected status code 401 Unauthorized: Not Authorized
    Reason:   ReadOperationFailed
    Status:   False
    Type:     Ready
`,
    `kubectl --namespace apps patch imagerepository web --type merge --patch '{"spec":{"provider":"aws"}}'`,
  ],
  [
    'a table of events: the namespace',
    `NAMESPACE   LAST SEEN   TYPE      REASON            OBJECT          MESSAGE
apps        5m          Warning   ArtifactFailed    helmchart/web   chart pull error: could not load ghcr.io/acme/web: denied: denied`,
    'kubectl --namespace apps create secret docker-registry registry-login --docker-server=ghcr.io --docker-username=USER --docker-password="$REGISTRY_TOKEN"',
  ],
  [
    'a JSON log without controllerKind: the object that bears its kind',
    '{"level":"error","msg":"Reconciler error","controller":"kustomization","Kustomization":{"name":"web","namespace":"team-a"},"error":"timed out waiting for the condition"}\n{}',
    'kubectl --namespace team-a get pods && kubectl --namespace team-a get events --field-selector type=Warning --sort-by .lastTimestamp',
  ],
  [
    'an event in a log: its object',
    '{"level":"debug","logger":"events","msg":"install retries exhausted: timed out waiting for the condition","type":"Warning","object":{"kind":"HelmRelease","namespace":"team-b","name":"web"}}\n{}',
    'kubectl --namespace team-b get pods && kubectl --namespace team-b get events --field-selector type=Warning --sort-by .lastTimestamp',
  ],
  [
    'AccessDenied of EKS: who, what, which cluster',
    'An error occurred (AccessDeniedException) when calling the DescribeCluster operation: User: arn:aws:iam::111122223333:user/ada is not authorized to perform: eks:DescribeCluster on resource: arn:aws:eks:eu-west-1:111122223333:cluster/prod',
    'Ask who manages IAM to allow arn:aws:iam::111122223333:user/ada eks:DescribeCluster on cluster prod.',
  ],
  [
    'AccessDenied of ECR: the repository',
    'User: arn:aws:sts::111122223333:assumed-role/prod-flux/1719 is not authorized to perform: ecr:ListImages on resource: arn:aws:ecr:eu-west-1:111122223333:repository/apps/web because no identity-based policy allows the ecr:ListImages action',
    'flux-irsa install --cluster CLUSTER --repository apps/web',
  ],
  [
    'AccessDenied of KMS: key and region',
    'api error AccessDeniedException: User: arn:aws:sts::111122223333:assumed-role/kustomize/x is not authorized to perform: kms:Decrypt on resource: arn:aws:kms:eu-west-1:111122223333:key/1a2b-3c',
    'aws kms get-key-policy --region eu-west-1 --key-id arn:aws:kms:eu-west-1:111122223333:key/1a2b-3c --policy-name default --output text',
  ],
  [
    'RBAC: verb, resource, namespace and ServiceAccount',
    'deployments.apps "web" is forbidden: User "system:serviceaccount:apps:deployer" cannot patch resource "deployments" in API group "apps" in the namespace "apps"',
    'kubectl auth can-i patch deployments --namespace apps --as system:serviceaccount:apps:deployer',
  ],
  [
    'Helm: release and namespace',
    'HelmRelease/apps/web: Helm upgrade failed for release apps/web with chart web@1.0.0: another operation (install/upgrade/rollback) is in progress',
    'helm --namespace apps history web && flux-irsa install --cluster CLUSTER',
  ],
  [
    'a source borrows the role of the node: its controller is named',
    '{"level":"error","msg":"Reconciler error","controllerKind":"HelmChart","namespace":"apps","name":"web","error":"chart pull error: User: arn:aws:sts::111122223333:assumed-role/eks-nodegroup-NodeInstanceRole-1/i-0a1b2c3d4e5f60718 is not authorized to perform: ecr:ListImages on resource: arn:aws:ecr:eu-west-1:111122223333:repository/charts/web because no identity-based policy allows the ecr:ListImages action"}\n{}',
    'flux-irsa install --cluster CLUSTER --service-account image-reflector-controller --service-account image-automation-controller --service-account source-controller',
  ],
  [
    'an index that is not reached: its URL',
    'failed to fetch Helm repository index: failed to cache index to temporary file: Get "https://charts.example.com/stable/index.yaml": dial tcp 192.0.2.1:443: i/o timeout',
    "kubectl --namespace flux-system run registry-reach --rm -i --restart=Never --image=curlimages/curl -- -sS -m 10 -o /dev/null -w '%{http_code}\\n' https://charts.example.com/stable/index.yaml",
  ],
  [
    'a role of another account: its owner',
    'User: arn:aws:sts::111122223333:assumed-role/runner/1 is not authorized to perform: sts:TagSession on resource: arn:aws:iam::444455556666:role/automation',
    'Ask the owner of arn:aws:iam::444455556666:role/automation to allow sts:TagSession beside sts:AssumeRole to arn:aws:iam::111122223333:role/runner in its trust policy; the policy of arn:aws:iam::111122223333:role/runner must allow both on it.',
  ],
  [
    'a cluster of another account: its owner',
    "failed to describe EKS cluster 'arn:aws:eks:eu-central-1:444455556666:cluster/poc': operation error EKS: DescribeCluster, ResourceNotFoundException: No cluster found for name: poc.",
    'Ask the owner of account 444455556666 for a role there that trusts the issuer of this cluster and may eks:DescribeCluster on poc; annotate a ServiceAccount with it and name that one as serviceAccountName in the ConfigMap of spec.kubeConfig.',
  ],
  [
    'a proxy before the API server: its address',
    'failed to get server groups: Get "https://10.96.0.1:443/api": authenticationrequired',
    'kubectl --namespace flux-system set env deployment/image-reflector-controller NO_PROXY=.cluster.local.,.cluster.local,.svc,10.96.0.1 # for good: in the patch that sets the proxy',
  ],
  [
    'a registry that this Flux does not know: the release that does',
    "invalid AWS registry: '111122223333.dkr-ecr.us-west-2.on.aws'. must match ([0-9+]*).dkr.ecr",
    'flux-irsa install --cluster CLUSTER --flux-version 2.8.x # Flux 2.8.0 or newer',
  ],
  [
    'a registry that is not of AWS: provider generic',
    "invalid AWS registry: 'ghcr.io'. must match ([0-9+]*).dkr.ecr",
    'kubectl --namespace flux-system patch KIND NAME --type merge --patch \'{"spec":{"provider":"generic"}}\'',
  ],
  [
    'an annotation of a tenant: its ServiceAccount',
    "failed to get provider identity from service account 'apps/tenant' annotations: invalid eks.amazonaws.com/role-arn annotation: 'arn:aws:iam::111122223333:policy/x'. must match ^arn:aws",
    'kubectl --namespace apps annotate serviceaccount tenant --overwrite eks.amazonaws.com/role-arn=ROLE_ARN',
  ],
  [
    'charts without a strict version: the repository of tags',
    'could not get tags for "web": unable to locate any tags in provided repository: oci://harbor.example.com/devops/web',
    'oras repo tags harbor.example.com/devops/web # charts want strict versions: 1.2.3, not v1.2 and not latest',
  ],
  [
    'a bucket: its name',
    "failed to confirm existence of 'fleet' bucket: Access Denied.",
    'aws iam put-role-policy --role-name ROLE --policy-name flux-s3-read --policy-document \'{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:ListBucket","Resource":"arn:aws:s3:::fleet"},{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::fleet/*"}]}\'',
  ],
  ['a namespace that is not of Flux', 'namespaces "team-a" not found', 'kubectl get namespace team-a || kubectl create namespace team-a'],
]

test.each(FIXES)('the fix has the names of the input: %s', async (_, input, fix) => {
  expect((await findings(input))[0]?.fix).toBe(fix)
})
