import type { Wording } from './wording.ts'

const NO_TOKEN =
  'failed to create provider access token for the controller: failed to refresh cached credentials, no EC2 IMDS role found, operation error ec2imds: GetMetadata, canceled, context deadline exceeded'
const NO_LOGIN = `failed to get access token for artifact registry: ${NO_TOKEN}`

export const IDENTITY: Wording[] = [
  ['irsa-not-injected', `scan failed: Get "https://111122223333.dkr.ecr.eu-west-1.amazonaws.com/v2/web/tags/list?n=1000": ${NO_LOGIN}`],
  [
    'irsa-not-injected',
    `failed to determine artifact digest: Get "https://111122223333.dkr.ecr.eu-west-1.amazonaws.com/v2/manifests/manifests/1.0.0": ${NO_LOGIN}`,
  ],
  ['irsa-not-injected', `unknown build error: unable to get authentication data from OIDC: ${NO_LOGIN}`],
  ['irsa-not-injected', `AWS authentication failed: ${NO_TOKEN}`],
  [
    'irsa-not-injected',
    'scan failed: failed to get access token for artifact registry: failed to create provider access token for the controller: failed to refresh cached credentials, no EC2 IMDS role found, operation error ec2imds: GetMetadata, exceeded maximum number of attempts, 3',
  ],
  [
    'irsa-not-injected',
    'WebIdentityErr: failed fetching WebIdentity token: caused by: WebIdentityErr: unable to read file at /var/run/secrets/eks.amazonaws.com/serviceaccount/token caused by: open /var/run/secrets/eks.amazonaws.com/serviceaccount/token: no such file or directory',
  ],
  [
    'irsa-not-injected',
    'records retrieval failed: failed to list hosted zones: AccessDenied: User: arn:aws:sts::111122223333:assumed-role/eksctl-prod-nodegroup-ng-1-NodeInstanceRole-1ABC/i-0123456789abcdef0 is not authorized to perform: route53:ListHostedZones',
  ],
  [
    'irsa-not-injected',
    'software.amazon.awssdk.core.exception.SdkClientException: Unable to load credentials from any of the providers in the chain AwsCredentialsProviderChain(credentialsProviders=[SystemPropertyCredentialsProvider(), WebIdentityTokenCredentialsProvider()]) : WebIdentityTokenCredentialsProvider(): Either the environment variable AWS_WEB_IDENTITY_TOKEN_FILE or the javaproperty aws.webIdentityTokenFile must be set.',
  ],
  [
    'irsa-not-injected',
    'AWS_REGION environment variable is not set in the Flux controller. if you have properly configured IAM Roles for Service Accounts (IRSA) or EKS Pod Identity, please delete/replace the controller pod',
  ],
  [
    'irsa-not-injected',
    'MountVolume.SetUp failed for volume "secrets" : rpc error: code = Unknown desc = failed to mount secrets store objects: An IAM role must be associated with service account web (namespace: apps)',
  ],
  [
    'irsa-not-injected',
    'com.amazonaws.SdkClientException: Unable to load AWS credentials from any provider in the chain: [EnvironmentVariableCredentialsProvider: Unable to load AWS credentials from environment variables, WebIdentityTokenCredentialsProvider: You must specify a value for roleArn and roleSessionName, EC2ContainerCredentialsProviderWrapper: Failed to connect to service endpoint: ]',
  ],
  [
    'irsa-not-injected',
    'error: the credential provider was not enabled: no providers in chain provided credentials (CredentialsNotLoaded)',
  ],
  ['irsa-not-injected', 'ec2 api connectivity check failed: NoCredentialProviders: no valid providers in chain. Deprecated.'],
  ['irsa-not-injected', "Error: ENOENT: no such file or directory, open '/var/run/secrets/eks.amazonaws.com/serviceaccount/token'"],
  [
    'irsa-not-injected',
    '$ kubectl exec -it web-0 -- aws s3 ls\nUnable to locate credentials. You can configure credentials by running "aws configure".\ncommand terminated with exit code 253',
  ],
  [
    'irsa-not-injected',
    'could not create volume in EC2: NoCredentialProviders: no valid providers in chain\ncaused by: EnvAccessKeyNotFound: failed to find credentials in the environment.\nSharedCredsLoad: failed to load profile, .\nEC2RoleRequestError: no EC2 instance role found',
  ],
  [
    'irsa-not-injected',
    '{\n    "UserId": "AROAEXAMPLE:i-0123456789abcdef0",\n    "Account": "111122223333",\n    "Arn": "arn:aws:sts::111122223333:assumed-role/eksctl-prod-nodegroup-ng-NodeInstanceRole-1/i-0123456789abcdef0"\n}',
  ],
  ['irsa-not-injected', 'SESSION_ERR: WebIdentityErr: role ARN is not set'],
  [
    'irsa-not-injected',
    'An error occurred (AccessDeniedException) when calling the DescribeRepositories operation: \nUser: arn:aws:sts::111122223333:assumed-role/AmazonLightsailInstanceRole/i-06d8d267e33c9648\na is not authorized to perform: ecr:DescribeRepositories on resource: arn:aws:ecr:us-east-1\n:111122223333:repository/*',
  ],
  [
    'irsa-not-injected',
    'operation error STS: AssumeRole, get identity: get credentials: failed to refresh cached credentials, no EC2 IMDS role found, operation error ec2imds: GetMetadata, http response error StatusCode: 404, request to EC2 IMDS failed',
  ],
  ['irsa-not-injected', 'failed to resolve credential: operation error ECR: GetAuthorizationToken, ... no EC2 IMDS role found'],
  [
    'irsa-not-injected',
    'time="2024-04-01T15:46:53Z" level=fatal msg="records retrieval failed: failed to list hosted zones: NoCredentialProviders: no valid providers in chain. Deprecated.\\n\\tFor verbose messaging see aws.Config.CredentialsChainVerboseErrors"',
  ],
  [
    'irsa-not-injected',
    'time="2020-07-24T06:41:05Z" level=error msg="AccessDenied: User: arn:aws:sts::111122223333:assumed-role/eks-NodeInstanceRole-1ABC/i-0123456789abcdef0 is not authorized to perform: route53:ListHostedZones\\n\\tstatus code: 403, request id: 44d1b36c"',
  ],
  [
    'irsa-not-injected',
    'E0427 driver.go:120] "GRPC error" err=< rpc error: code = Internal desc = Could not create volume "pvc-5ff": could not create volume in EC2: NoCredentialProviders: no valid providers in chain\n\tcaused by: EnvAccessKeyNotFound: failed to find credentials in the environment.\n\tSharedCredsLoad: failed to load profile, .\n\tEC2RoleRequestError: no EC2 instance role found\n\tcaused by: RequestError: send request failed\n\tcaused by: Get "http://169.254.169.254/latest/meta-data/iam/security-credentials/": context deadline exceeded (Client.Timeout exceeded while awaiting headers)',
  ],
  [
    'irsa-not-injected',
    'rpc error: code = Internal desc = Could not create volume: could not create volume in EC2: operation error EC2: CreateVolume, get identity: get credentials: request canceled, context canceled',
  ],
  [
    'irsa-not-injected',
    'managed/s3 cannot get terraform setup: failed to retrieve aws credentials from aws config: open .: unable to read web identity token file: read .: is a directory',
  ],
  [
    'irsa-not-injected',
    'Error presenting challenge: error instantiating route53 challenge solver: unable to assume role: AccessDenied: User: arn:aws:sts::111122223333:assumed-role/eksctl-prod-node-NodeInstanceRole-1Q018K4TZEAIC/i-07014edbf556cb4ce is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::111122223333:role/cert-manager status code: 403',
  ],
  [
    'irsa-not-injected',
    'TypeError [ERR_INVALID_ARG_TYPE]: The "path" argument must be of type string or an instance of Buffer or URL. Received undefined\n    at TokenFileWebIdentityCredentials.load (/node_modules/aws-sdk/lib/credentials/token_file_web_identity_credentials.js:163:28)',
  ],
  [
    'irsa-not-injected',
    'java.lang.IllegalStateException: Either the environment variable AWS_WEB_IDENTITY_TOKEN_FILE or the javaproperty aws.webIdentityTokenFile must be set.',
  ],
  [
    'irsa-not-injected',
    "FileNotFoundError: [Errno 2] No such file or directory: '/var/run/secrets/eks.amazonaws.com/serviceaccount/token'",
  ],
  ['irsa-not-injected', 'could not find AWS_ROLE_ARN in the environment'],
  ['irsa-not-injected', 'The pod uses the node instance profile instead of its role'],
  ['token-file-permission', "PermissionError: [Errno 13] Permission denied: '/var/run/secrets/eks.amazonaws.com/serviceaccount/token'"],
  [
    'token-file-permission',
    'time="2020-01-01T00:00:00Z" level=error msg="WebIdentityErr: unable to read file at /var/run/secrets/eks.amazonaws.com/serviceaccount/token\\ncaused by: open /var/run/secrets/eks.amazonaws.com/serviceaccount/token: permission denied"',
  ],
  [
    'token-file-permission',
    'WebIdentityErr: failed fetching WebIdentity token: caused by: WebIdentityErr: unable to read file at /var/run/secrets/eks.amazonaws.com/serviceaccount/token caused by: open /var/run/secrets/eks.amazonaws.com/serviceaccount/token: permission denied',
  ],
  ['token-file-permission', '[WebIdentityToken] must be a string or an object that implements __toString(). Found bool(false) (0)'],
  ['token-file-permission', 'open /var/run/secrets/eks.amazonaws.com/serviceaccount/token: permission denied'],
  ['wrong-service-account', 'pods "app-5f" is forbidden: error looking up service account apps/web: serviceaccount "web" not found'],
  ['wrong-service-account', 'error looking up service account monitoring/grafana: serviceaccount "grafana" not found'],
]
