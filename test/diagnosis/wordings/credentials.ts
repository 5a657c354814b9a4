import type { Wording } from './wording.ts'

export const CREDENTIALS: Wording[] = [
  ['no-aws-credentials', 'Unable to locate credentials. You can configure credentials by running "aws configure".'],
  ['no-aws-credentials', 'The config profile (prod) could not be found'],
  [
    'no-aws-credentials',
    'Error: error configuring Terraform AWS Provider: no valid credential sources for Terraform AWS Provider found. Error: NoCredentialProviders: no valid providers in chain. Deprecated.',
  ],
  ['no-aws-credentials', 'Error: failed to get shared config profile, prod'],
  [
    'no-aws-credentials',
    'Error: Credentials could not be loaded, please check your action inputs: Could not load credentials from any providers',
  ],
  [
    'no-aws-credentials',
    'Error: checking AWS STS access – cannot get role ARN for current session: NoCredentialProviders: no valid providers in chain. Deprecated.',
  ],
  ['no-aws-credentials', 'Partial credentials found in env, missing: AWS_SECRET_ACCESS_KEY'],
  [
    'no-aws-credentials',
    'The config profile (acme-demo) could not be found\nerror: getting credentials: exec: executable aws failed with exit code 255',
  ],
  [
    'no-aws-credentials',
    'Error: failed to refresh cached credentials, no EC2 IMDS role found, operation error ec2imds: GetMetadata, exceeded maximum number of attempts, 3 with provider["registry.terraform.io/hashicorp/aws"]',
  ],
  ['no-aws-credentials', 'No valid credential sources found for AWS Provider.'],
  ['no-aws-credentials', 'CredentialsProviderError: Could not load credentials from any providers'],
  ['no-aws-credentials', 'botocore.exceptions.NoCredentialsError: Unable to locate credentials'],
  ['no-aws-credentials', 'botocore.exceptions.ProfileNotFound: The config profile (prod) could not be found'],
  [
    'expired-token',
    'An error occurred (ExpiredTokenException) when calling the GetAuthorizationToken operation: The security token included in the request is expired',
  ],
  ['expired-token', 'Unauthorized: invalid bearer token, service account token has expired'],
  ['expired-token', 'The provided token has expired'],
  ['expired-token', 'ExpiredTokenException: The security token included in the request is expired'],
  ['expired-token', 'InvalidIdentityToken: Token expired'],
  ['clock-skew', 'RequestTimeTooSkewed: The difference between the request time and the current time is too large.'],
  [
    'clock-skew',
    'tls: failed to verify certificate: x509: certificate has expired or is not yet valid: current time 2020-01-01T00:00:00Z is before 2024-01-01T00:00:00Z',
  ],
  [
    'clock-skew',
    'An error occurred (InvalidSignatureException) when calling the DescribeCluster operation: Signature not yet current: 20240101T120000Z is still later than 20240101T110000Z (20240101T105500Z + 5 min.)',
  ],
  [
    'clock-skew',
    'Unable to connect to the server: x509: certificate has expired or is not yet valid: current time 2020-01-01T00:00:00Z is before 2023-05-01T00:00:00Z',
  ],
  [
    'clock-skew',
    'AuthFailure: AWS was not able to validate the provided access credentials. Check that the clock is synchronised (clock skew)',
  ],
  ['clock-skew', 'docker pull: x509: certificate has expired or is not yet valid'],
  ['clock-skew', 'error validating token: Validation failed: token used before issued'],
  ['clock-skew', 'x509: certificate has expired or is not yet valid: current time 2024-01-01T00:00:00Z is before 2025-01-01T00:00:00Z'],
  ['invalid-aws-credentials', 'UnrecognizedClientException: The security token included in the request is invalid.'],
  [
    'invalid-aws-credentials',
    'SignatureDoesNotMatch: The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method.',
  ],
  [
    'invalid-aws-credentials',
    'An error occurred (AuthFailure) when calling the DescribeInstances operation: AWS was not able to validate the provided access credentials',
  ],
  [
    'invalid-aws-credentials',
    'An error occurred (InvalidClientTokenId) when calling the AssumeRole operation: The security token included in the request is invalid',
  ],
  ['invalid-aws-credentials', "IncompleteSignature: Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header"],
  [
    'invalid-aws-credentials',
    'Error: operation error STS: GetCallerIdentity, failed to sign request: failed to retrieve credentials: failed to refresh cached credentials, operation error STS: AssumeRole, https response error StatusCode: 403, RequestID: a1028f7b, api error InvalidClientTokenId: The security token included in the request is invalid.',
  ],
  [
    'invalid-aws-credentials',
    'could not init cloud provider "aws": error finding instance i-0: error listing AWS instances: "InvalidClientTokenId: The security token included in the request is invalid. status code: 403"',
  ],
  ['sso-expired', 'Error loading SSO Token: Token for https://acme.awsapps.com/start does not exist'],
  [
    'sso-expired',
    'The SSO session associated with this profile has expired or is otherwise invalid. To refresh this SSO session run aws sso login with the corresponding profile.',
  ],
  [
    'sso-expired',
    'refresh cached SSO token failed, unable to refresh SSO token, operation error SSO OIDC: CreateToken, https response error StatusCode: 400, InvalidGrantException',
  ],
  ['sso-expired', 'failed to read cached SSO token file, open /home/me/.aws/sso/cache/abc.json: no such file or directory'],
  [
    'sso-expired',
    'An error occurred (UnauthorizedException) when calling the GetRoleCredentials operation: Session token not found or invalid',
  ],
  [
    'sso-expired',
    "CredentialsProviderError: Token is expired. To refresh this SSO session run 'aws sso login' with the corresponding profile.",
  ],
  ['sso-expired', 'botocore.exceptions.TokenRetrievalError: Error when retrieving token from sso: Token has expired and refresh failed'],
  ['sso-expired', '{"error":"invalid_grant","error_description":"Invalid refresh token provided"}'],
  [
    'sso-expired',
    'Error: error configuring S3 Backend: no valid credential sources for S3 Backend found. Error: SSOProviderInvalidToken: the SSO session has expired or is invalid',
  ],
  ['sso-expired', 'SSOTokenProviderFailure: SSO Token refresh failed. Please log in using "aws sso login"'],
  ['mfa-exec', 'AssumeRoleTokenProviderNotSetError: assume role with MFA enabled, but AssumeRoleTokenProvider session option not set.'],
  [
    'mfa-exec',
    'An error occurred (AccessDenied) when calling the AssumeRole operation: MultiFactorAuthentication failed with invalid MFA one time pass code.',
  ],
  ['mfa-exec', 'Enter MFA code for arn:aws:iam::111122223333:mfa/me: EOFError: EOF when reading a line'],
  ['mfa-exec', 'Enter MFA code for arn:aws:iam::111122223333:mfa/x: EOF when reading a line'],
  [
    'mfa-exec',
    'aws-iam-authenticator: could not get token: AccessDenied: MultiFactorAuthentication failed, must provide both MFA serial number and one time pass code',
  ],
]
