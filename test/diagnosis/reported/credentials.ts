import type { Reported } from './reported.ts'

export const CREDENTIALS: Reported[] = [
  [
    'no-aws-credentials',
    'https://github.com/clong/DetectionLab/issues/818',
    '╷\n│ Error: error configuring Terraform AWS Provider: no valid credential sources for Terraform AWS Provider found.\n│ \n│ Please see https://registry.terraform.io/providers/hashicorp/aws\n│ for more information about providing credentials.\n│ \n│ Error: failed to refresh cached credentials, no EC2 IMDS role found, operation error ec2imds: GetMetadata, http response error StatusCode: 404, request to EC2 IMDS failed\n│ \n│   with provider["registry.terraform.io/hashicorp/aws"],\n╵',
  ],
  [
    'no-aws-credentials',
    'https://github.com/GoogleCloudPlatform/anthos-samples/issues/401',
    '│ Error: error configuring Terraform AWS Provider: no valid credential sources for Terraform AWS Provider found.\n│\n│ Error: failed to refresh cached credentials, no EC2 IMDS role found, operation error ec2imds: GetMetadata, request send failed, Get "http://169.254.169.254/latest/meta-data/iam/security-credentials/": dial tcp 169.254.169.254:80: i/o timeout',
  ],
  [
    'no-aws-credentials',
    'https://github.com/pulumi/pulumi/issues/10303',
    '    Error: invocation of aws:lb/getLoadBalancer:getLoadBalancer returned an error: 1 error occurred:\n    \t* error configuring Terraform AWS Provider: no valid credential sources for Terraform AWS Provider found.\n    \n    Error: no EC2 IMDS role found, operation error ec2imds: GetMetadata, canceled, context deadline exceeded',
  ],
  [
    'expired-token',
    'https://github.com/parseablehq/parseable/issues/604',
    'UnhandledError(Error { retries: 0, message: "<ErrorResponse xmlns=\\"https://sts.amazonaws.com/doc/2011-06-15/\\">\\n  <Error>\\n    <Type>Sender</Type>\\n    <Code>ExpiredTokenException</Code>\\n    <Message>Token expired: current date/time 1704727025 must be before the expiration date/time 1704574064</Message>',
  ],
  [
    'expired-token',
    'https://github.com/aws-controllers-k8s/community/issues/2435',
    '{"level":"error","ts":"2025-04-25T07:32:34.971Z","msg":"Reconciler error","controller":"dbcluster","controllerKind":"DBCluster","namespace":"apps","name":"db-1","error":"operation error RDS: DescribeDBClusters, https response error StatusCode: 403, RequestID: 3b127269, api error ExpiredToken: The security token included in the request is expired"}',
  ],
  [
    'expired-token',
    'https://github.com/boto/botocore/issues/3117',
    'Error when retrieving credentials from container-role: Error retrieving metadata: Received non 200 response 400 from container metadata: [18b9740f]: (ExpiredTokenException): The token included in the request is expired: current date/time 2024-02-10T08:38:55.284028Z must be before the expiration date/time 2024-02-09T10:47:44Z., fault: client',
  ],
  [
    'expired-token',
    'https://github.com/aws/eks-pod-identity-agent/issues/89',
    'Removing credentials from cache, got non recoverable error: error getting credentials to cache: unable to fetch credentials from EKS Auth: operation error EKS Auth: AssumeRoleForPodIdentity, https response error StatusCode: 400, RequestID: 3c5a77b1, ExpiredTokenException: The token included in the request is expired: current date/time 2025-07-06T07:02:09Z must be before the expiration date/time 2025-07-06T04:16:18Z.',
  ],
  [
    'expired-token',
    'https://github.com/uswitch/kiam/issues/90',
    'com.amazonaws.services.dynamodbv2.model.AmazonDynamoDBException: The security token included in the request is expired (Service: AmazonDynamoDBv2; Status Code: 400; Error Code: ExpiredTokenException; Request ID: 1)',
  ],
  [
    'expired-token',
    'https://github.com/aws/aws-sdk-js-v3/issues/3052',
    'ExpiredTokenException: The security token included in the request is expired    at deserializeAws_json1_0UpdateItemCommandError (/app/node_modules/@aws-sdk/client-dynamodb/dist-cjs/protocols/Aws_json1_0.js:4014:41)',
  ],
  [
    'expired-token',
    'https://github.com/aws/aws-cli/issues/5971',
    'An error occurred (ExpiredToken) when calling the AssumeRole operation: The security token included in the request is expired',
  ],
  [
    'expired-token',
    'https://github.com/aws/aws-cli/issues/5877',
    'could not get token: ExpiredToken: The security token included in the request is expired\n\tstatus code: 403, request id: 2c433568',
  ],
  [
    'clock-skew',
    'https://github.com/aws/aws-sdk-js/issues/527',
    'InvalidSignatureException: Signature expired: 20150307T194740Z is now earlier than 20150309T203545Z (20150309T204045Z - 5 min.)',
  ],
  [
    'clock-skew',
    'https://github.com/boot2docker/boot2docker/issues/469',
    'boto.exception.S3ResponseError: S3ResponseError: 403 Forbidden\n<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>RequestTimeTooSkewed</Code><Message>The difference between the request time and the current time is too large.</Message><MaxAllowedSkewMilliseconds>900000</MaxAllowedSkewMilliseconds>',
  ],
  [
    'clock-skew',
    'https://github.com/cloudposse/docs/issues/203',
    'aws-vault: error: Failed to get credentials for example (source profile for example-staging-admin): SignatureDoesNotMatch: Signature expired: 20180806T044229Z is now earlier than 20180806T191638Z (20180806T193138Z - 15 min.)\n    status code: 403, request id: 56541f26',
  ],
  [
    'clock-skew',
    'https://github.com/JuliaCloud/AWS.jl/issues/206',
    '{"__type":"InvalidSignatureException","message":"Signature not yet current: 20201002T065532Z is still later than 20201002T062118Z (20201002T061618Z + 5 min.)"}',
  ],
  [
    'invalid-aws-credentials',
    'https://github.com/GoogleCloudPlatform/terraformer/issues/940',
    '2021/07/21 11:04:11 aws error initializing resources in service ec2_instance, err: operation error EC2: DescribeInstances, https response error StatusCode: 401, RequestID: 5e55e966, api error AuthFailure: AWS was not able to validate the provided access credentials',
  ],
  [
    'invalid-aws-credentials',
    'https://github.com/hashicorp/terraform/issues/2693',
    'UnrecognizedClientException: The security token included in the request is invalid\n\tstatus code: 400, request id: []',
  ],
  [
    'invalid-aws-credentials',
    'https://github.com/aws/aws-cli/issues/5823',
    'An error occurred (UnrecognizedClientException) when calling the DescribeCluster operation: The security token included in the request is invalid.',
  ],
  [
    'invalid-aws-credentials',
    'https://github.com/rusoto/rusoto/issues/350',
    '<Error><Code>SignatureDoesNotMatch</Code><Message>The request signature we calculated does not match the signature you provided. Check your key and signing method.</Message>',
  ],
  [
    'sso-expired',
    'https://github.com/telepresenceio/telepresence/issues/2793',
    '2022-09-23 10:48:11.3119 info    stderr : Error loading SSO Token: The SSO access token has either expired or is otherwise invalid.\n2022-09-23 10:48:11.3446 error   connector/session : unable to track k8s cluster: initial cluster check failed: Get "https://ABCDEF.sk1.us-east-1.eks.amazonaws.com/version": getting credentials: exec: executable aws failed with exit code 255',
  ],
  [
    'sso-expired',
    'https://github.com/lensapp/lens/issues/5605',
    'Error loading SSO Token: The SSO access token has either expired or is otherwise invalid.\n\nE0613 11:32:13.891906 78622 proxy_server.go:147] Error while proxying request: getting credentials: exec: executable aws failed with exit code 255',
  ],
  [
    'sso-expired',
    'https://github.com/gruntwork-io/kubergrunt/issues/254',
    'ERROR: Error finding AWS credentials. Did you set the AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY environment variables or configure an AWS profile? Underlying error: SSOProviderInvalidToken: the SSO session has expired or is invalid',
  ],
  [
    'sso-expired',
    'https://github.com/ryansonshine/aws-sso-creds-helper/issues/59',
    'Cached SSO login is expired/invalid, try running `aws sso login` and try again',
  ],
  [
    'mfa-exec',
    'https://github.com/kubernetes-sigs/aws-iam-authenticator/issues/42',
    'could not get token: could not create session: AssumeRoleTokenProviderNotSetError: assume role with MFA enabled, but AssumeRoleTokenProvider session option not set.',
  ],
  [
    'mfa-exec',
    'https://github.com/jenkins-x/jx/issues/1822',
    'running command: eksctl create cluster --full-ecr-access --name gitops-test --region eu-west-1 --profile work-dev\nAssume Role MFA token code: 2018-09-28T14:58:45+01:00 [✖]  checking AWS STS access – cannot get role ARN for current session: EOF\nError: Command failed  eksctl create cluster\nerror: exit status 1',
  ],
]
