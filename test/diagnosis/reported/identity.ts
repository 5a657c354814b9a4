import type { Reported } from './reported.ts'

export const IDENTITY: Reported[] = [
  [
    'irsa-not-injected',
    'https://github.com/doitintl/gtoken/issues/23',
    'Unable to locate credentials. You can configure credentials by running "aws configure".',
  ],
  [
    'irsa-not-injected',
    'https://github.com/hashicorp/aws-sdk-go-base/issues/15',
    'Error: AccessDenied: User: arn:aws:sts::111122223333:assumed-role/stg-eks-worker/i-013c3bef03023133c is not authorized to perform: iam:GetGroup on resource: group admin\n        status code: 403, request id: d26dd587',
  ],
  [
    'irsa-not-injected',
    'https://github.com/activeloopai/deeplake/issues/3161',
    'StorageAccessDenied: [S3] Access denied: ...\nUser: arn:aws:sts::111122223333:assumed-role/eks_node_groups/i-0xxxxxxxxxxxxxxxx\nis not authorized to perform: s3:ListBucket on <BUCKET>',
  ],
  [
    'irsa-not-injected',
    'https://github.com/aws/aws-sdk-php/issues/2565',
    'AccessDeniedException (client): User: arn:aws:sts::xxxxxxxxxx:assumed-role/eks-nodes-sandbox/i-076b0f0634dsabdbf is not authorized to perform: secretsmanager:GetSecretValue on resource: sandbox/app1 because no identity-based policy allows the secretsmanager:GetSecretValue action',
  ],
  [
    'irsa-not-injected',
    'https://github.com/fluxcd/flux2/issues/2405',
    "NAME READY STATUS AGE\nmgmt-dep False decryption failed for 'cloud-creds': DataWithFormat: GetDataKey: Failed to get the data key required to decrypt the SOPS file.\n\nGroup 0: FAILED\narn:aws:kms:ID*: FAILED\n- | Error decrypting key: NoCredentialProviders: no valid\n| providers in chain. Deprecated.\n| For verbose messaging see\n| aws.Config.CredentialsChainVerboseErrors\n\nRecovery failed because no master key was able to decrypt the file. In\norder for SOPS to recover the file, at least one key has to be successful,\nbut none were. 11m",
  ],
  [
    'irsa-not-injected',
    'https://github.com/jkroepke/helm-secrets/issues/432',
    'Group 0: FAILED\n  arn:aws:kms:us-west-2:111122223333:alias/otg-example-app-sops: FAILED\n    - | failed to decrypt sops data key with AWS KMS: operation\n      | error KMS: Decrypt, failed to sign request: failed to\n      | retrieve credentials: failed to refresh cached credentials,\n      | no EC2 IMDS role found, operation error ec2imds:\n      | GetMetadata, canceled, context deadline exceeded',
  ],
  [
    'token-file-permission',
    'https://github.com/fluxcd/source-controller/issues/284',
    "cat: can't open '/var/run/secrets/eks.amazonaws.com/serviceaccount/token': Permission denied",
  ],
  [
    'token-file-permission',
    'https://github.com/amazon-archives/k8s-cloudwatch-adapter/issues/46',
    'unable to read file at /var/run/secrets/eks.amazonaws.com/serviceaccount/token: permission denied',
  ],
  [
    'token-file-permission',
    'https://github.com/mumoshu/aws-secret-operator/issues/37',
    'failed to compute secret for cr: failed to get json secret as map: WebIdentityErr: failed fetching WebIdentity token: \ncaused by: WebIdentityErr: unable to read file at /var/run/secrets/eks.amazonaws.com/serviceaccount/token\ncaused by: open /var/run/secrets/eks.amazonaws.com/serviceaccount/token: permission denied',
  ],
  [
    'token-file-permission',
    'https://github.com/rancher/fleet/issues/790',
    'time="2022-06-08T11:46:40Z" level=fatal msg="open /var/run/secrets/kubernetes.io/serviceaccount/token: permission denied"',
  ],
  [
    'token-file-permission',
    'https://github.com/kubernetes-sigs/external-dns/issues/1185',
    'time="2019-09-11T07:31:53Z" level=error msg="WebIdentityErr: unable to read file at /var/run/secrets/eks.amazonaws.com/serviceaccount/token\\ncaused by: open /var/run/secrets/eks.amazonaws.com/serviceaccount/token: permission denied"',
  ],
  [
    'wrong-service-account',
    'https://github.com/camptocamp/bivac/issues/279',
    'pods "bivac-agent-" is forbidden: error looking up service account bivac/bivac-bivac: serviceaccount "bivac-bivac" not found',
  ],
  [
    'wrong-service-account',
    'https://github.com/kubernetes/kubernetes/issues/20556',
    'unable to create pod replica: Pod "kube-ui-v4-" is forbidden: service account kube-system/default was not found, retry after the service account is created',
  ],
  [
    'wrong-service-account',
    'https://github.com/giantswarm/kube-stresscheck/issues/7',
    'Warning  FailedCreate  2m45s (x17 over 8m13s)  replicaset-controller  Error creating: pods "kube-stresscheck-7f75dbbcb7-" is forbidden: error looking up service account kube-system/kube-stresscheck: serviceaccount "kube-stresscheck" not found.',
  ],
  [
    'irsa-not-injected',
    'https://github.com/fluxcd/flux2/issues/1042',
    "decryption failed for 'db': cannot get sops data key: Group 0: FAILED arn:aws:kms:eu-west-1:111122223333:key/1a: FAILED - | AccessDeniedException: User: arn:aws:sts::111122223333:assumed-role/eksctl-prod-nodegroup-NodeInstanceRole-1/i-0a1b2c3d4e5f60718 is not authorized to perform: kms:Decrypt on resource: arn:aws:kms:eu-west-1:111122223333:key/1a",
  ],
]
