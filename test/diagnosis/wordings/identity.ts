import type { Wording } from './wording.ts'

export const IDENTITY: Wording[] = [
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
  ['token-file-permission', "PermissionError: [Errno 13] Permission denied: '/var/run/secrets/eks.amazonaws.com/serviceaccount/token'"],
  [
    'token-file-permission',
    'time="2020-01-01T00:00:00Z" level=error msg="WebIdentityErr: unable to read file at /var/run/secrets/eks.amazonaws.com/serviceaccount/token\\ncaused by: open /var/run/secrets/eks.amazonaws.com/serviceaccount/token: permission denied"',
  ],
  ['wrong-service-account', 'pods "app-5f" is forbidden: error looking up service account apps/web: serviceaccount "web" not found'],
]
