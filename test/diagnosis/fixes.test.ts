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
  ['a namespace that is not of Flux', 'namespaces "team-a" not found', 'kubectl get namespace team-a || kubectl create namespace team-a'],
]

test.each(FIXES)('the fix has the names of the input: %s', async (_, input, fix) => {
  expect((await findings(input))[0]?.fix).toBe(fix)
})
