import { raw, shell } from '../../domain/shell.ts'
import { certain, likely, near, possible, symptom, type Cause } from '../cause.ts'
import { TROUBLE } from '../phrases.ts'

const login = ({ profile }: { profile: string }) => shell`aws sso login --profile ${profile}`

/** Credentials of AWS that are expired, wrong or not there: mostly those of who runs a tool. */
export const CREDENTIALS: Cause[] = [
  {
    id: 'no-aws-credentials',
    title: 'the process has no AWS credentials at all',
    signs: [
      likely(/no EC2 IMDS role found[^]{0,300}(?:hashicorp\/aws|provider "?aws|provider\[)/i, { rank: 10 }),
      likely(
        [
          /Error when retrieving credentials from (?:container-role|iam-role|custom-process)/i,
          /Credential refresh failed|source_profile/i,
          /(?:aws_access_key_id|AWS_ACCESS_KEY_ID|AWS_SECRET_ACCESS_KEY)[^.]{0,40}(?:missing|not set|required|empty)/i,
        ],
        { rank: 6 },
      ),
      likely([/No valid credential sources|Unable to locate credentials\. You can configure|NoCredentialsError/i], { rank: 9 }),
      likely([/No valid credential sources found|Unable to locate credentials|Unable to find credentials/i, /Partial credentials found/i], {
        rank: 9,
      }),
      likely(
        [
          /config profile \([^)]*\) could not be found|failed to get shared config profile/i,
          /profile "?[\w.-]+"? (?:not found|does not exist|could not be found)|SharedConfigProfileNotExist/i,
        ],
        { rank: 9 },
      ),
      likely(
        [
          /EnvAccessKeyNotFound|SharedCredsLoad|static credentials are empty|EmptyStaticCreds/i,
          /(?:STS access|current session|calling sts:GetCallerIdentity|validating provider credentials)[^]{0,80}NoCredentialProviders/i,
          /could not find any (?:aws )?credentials|no AWS credentials|missing AWS credentials/i,
          /AWS credentials (?:are )?(?:not (?:found|set|configured)|missing)|MissingAuthenticationToken/i,
          /Request is missing Authentication Token/i,
        ],
        { rank: 8 },
      ),
      likely(
        [/Could not load credentials from any providers|CredentialsError|Missing credentials in config/i, /CredentialsProviderError/i],
        {
          rank: 7,
          unless: /SSO|expired/i,
        },
      ),
      likely(/(?:NoCredentialProviders|no EC2 IMDS role found|no EC2 instance role found|failed to refresh cached credentials)/i, {
        rank: 5,
        unless: /\becr\b|ImageRepository|get identity|web identity|169\.254\.170/i,
      }),
      likely(/exec: executable [^ ]*aws failed with exit code 25[35]/i, { rank: 6 }),
      possible(near('credential', TROUBLE, 120), { rank: 2 }),
      possible(/getting credentials: exec: exit status/i, { rank: 8 }),
      possible(/exec: executable [^ ]+ failed with exit code|NoCredentialProviders|getting credentials: exec/i, { rank: 7 }),
      possible([/no EC2 IMDS role found|no valid providers in chain|IMDS|169\.254\.169\.254/i, /failed to refresh cached credentials/i], {
        rank: 4,
      }),
    ],
    differs: 'where it ran: in a pod of Flux it is irsa-not-injected; on a workstation or in CI, these credentials',
    fix: ({ profile }) => shell`aws sts get-caller-identity --profile ${profile}`,
    example:
      'Error: No valid credential sources found. Please see https://registry.terraform.io/providers/hashicorp/aws for more information about providing credentials. Error: failed to refresh cached credentials, no EC2 IMDS role found',
  },
  {
    id: 'expired-token',
    title: 'a token or session expired',
    signs: [
      symptom(
        /tokens?[^.]{0,30}(?:not )?(?:refresh|renew|rotat)\w*[^.]{0,30}(?:issue|fail|problem|error)?|(?:after|every) \d+ ?(?:h|hours?)[^.]{0,40}(?:fail|denied|unauthor|stop)/i,
        /\bSSO\b|csrf/i,
      ),
      // The session of whoever runs a tool may come from SSO or MFA: then logging in there is what it needs.
      certain(
        [/ExpiredToken(?:Exception)?\b|The security token included in the request is expired/i, /Token expired: current date\/time/i],
        {
          // botocore's words come from a person's tool (aws, a script), the SDK for Go's from a controller.
          unless:
            /An error occurred \(|Signature expired|\bSSO\b|\bMFA\b|eksctl|terraform|kubectl|exec:|GetCallerIdentity|DescribeCluster|\bcluster\b/i,
        },
      ),
      certain(/service account token has expired/i),
      likely(
        [
          /(?:x509|certificate) has expired[^]{0,60}kube|credentials? (?:have|has) expired/i,
          /please (?:log ?in|login) again|re-?authenticate/i,
        ],
        { rank: 4, unless: /SSO/i },
      ),
      likely(/The provided token has expired/i, { rank: 9 }),
      likely(
        [
          /ExpiredToken|token (?:is|has) expired/i,
          /(?:token|session|credentials?)[^.]{0,40}(?:has |have |is |are )expired/i,
          /expired (?:token|credentials|session)|session has expired|RequestExpired|Request has expired/i,
        ],
        { rank: 7, unless: /\bSSO\b|Signature expired|refresh failed|not yet valid/i },
      ),
      likely(/Your authorization token has expired/i, { rank: 8 }),
      possible(/\bexpired\b/i, { unless: /Signature expired/i }),
    ],
    differs: 'where the session came from: of an SSO profile it is sso-expired (aws sso login); of a pod, its projected token',
    fix: ({ profile }) =>
      shell`aws sts get-caller-identity --profile ${profile} # log in again; for a pod: kubectl --namespace flux-system delete pod NAME`,
    example:
      'operation error ECR: GetAuthorizationToken, https response error StatusCode: 400, api error ExpiredTokenException: The security token included in the request is expired',
  },
  {
    id: 'clock-skew',
    title: 'the clocks differ: a signature or token is from too early or too late',
    signs: [
      symptom(/(?:clock|system time|time)[^.]{0,30}(?:skew|drift|wrong|out of sync|not synchroni)/i),
      likely(/clock[^]{0,40}(?:synchroni[sz]ed|skew|drift)/i, { rank: 9 }),
      certain(/Signature expired: \w+ is now earlier than|Signature not yet current/i),
      certain([/RequestTimeTooSkewed|difference between the request time and the (?:server'?s?|current) time is too large/i]),
      certain(/is not yet valid: current time \S+ is before/i),
      likely(/certificate has expired or is not yet valid/i, { rank: 2, unless: /current time \S+ is after/i }),
      likely(
        [
          /clock ?skew|clock (?:is|was) (?:not )?(?:wrong|off|behind|ahead|skewed|synchron)|token used before issued/i,
          /token is not (?:yet valid|valid yet)|not yet valid|issued in the future/i,
          /InvalidSignatureException[^]{0,60}(?:expired|current)/i,
        ],
        { rank: 8, unless: /current time \S+ is after/i },
      ),
      possible(/SignatureDoesNotMatch|RequestExpired|has expired or is not yet valid|current time \S+ is after/i),
    ],
    fix: () => 'chronyc tracking || timedatectl status',
    example:
      'InvalidSignatureException: Signature expired: 20260101T101010Z is now earlier than 20260101T110000Z (20260101T111500Z - 15 min.)',
  },
  {
    id: 'invalid-aws-credentials',
    title: 'AWS does not know this access key or session',
    signs: [
      likely(
        [
          /InvalidClientTokenId|UnrecognizedClientException|security token included in the request is invalid/i,
          /InvalidAccessKeyId|AuthFailure|AWS was not able to validate the provided access credentials/i,
        ],
        { rank: 9 },
      ),
      likely(
        [
          /request signature we calculated does not match|IncompleteSignature/i,
          /AWS Access Key Id (?:you provided|needs a subscription)|OptInRequired/i,
          /access key [^.]{0,40}(?:does not exist|inactive|deactivated)|not able to validate the provided/i,
        ],
        { rank: 8 },
      ),
      likely(/SignatureDoesNotMatch|InvalidToken\b/, { rank: 5, unless: /Signature expired|not yet current|scoped to a valid region/i }),
      likely(/validating provider credentials|retrieving caller identity from STS/i, {
        rank: 3,
        unless: /Expired|no such host|timeout|refused|IMDS|region/i,
      }),
    ],
    differs: 'a region that the account has not enabled gives the same answer; so do keys of another partition',
    fix: ({ profile }) => shell`aws sts get-caller-identity --profile ${profile}`,
    example:
      'Error: checking AWS STS access – cannot get role ARN for current session: operation error STS: GetCallerIdentity, api error InvalidClientTokenId: The security token included in the request is invalid.',
  },
  {
    id: 'sso-expired',
    title: 'the SSO login expired or was never made',
    signs: [
      likely(/Invalid refresh token provided|"?invalid_grant\b/i, { rank: 7, unless: /\bgit|azure|google/i }),
      symptom(/sso login|\bSSO\b[^.]{0,60}(?:token|session|login)/i, /SAML/i),
      likely(/SSO ?OIDC|sso\/cache|GetRoleCredentials|Pending authorization expired|\bSSO (?:session|token|access token|login)\b/i, {
        rank: 7,
        unless: /SAML SSO/i,
      }),
      certain([
        /Error when retrieving token from sso|The SSO session (?:associated with this profile )?has expired/i,
        /Error loading SSO Token|SSOProviderInvalidToken|failed to (?:refresh|read) cached SSO token/i,
      ]),
      likely(
        [
          /(?<!SAML )\bSSO\b[^]{0,120}(?:expired|invalid|not found|refresh|login|does not exist|missing|unauthorized)/i,
          /aws sso login|InvalidGrantException|Session token not found or invalid|UnauthorizedSSOToken/i,
          /Token has expired and refresh failed/i,
        ],
        { rank: 9 },
      ),
      possible(/exec: executable [^ ]*aws failed with exit code/i, { rank: 5 }),
    ],
    fix: login,
    example: 'Error when retrieving token from sso: Token has expired and refresh failed',
  },
  {
    id: 'mfa-exec',
    title: 'MFA is asked for where nobody can answer',
    signs: [
      symptom(/\bMFA\b/),
      likely(
        /cannot get role ARN for current session: EOF|MFA token code|Enter MFA code|one time pass code|TokenCode|EOF when reading a line/i,
        { rank: 9 },
      ),
      certain(/AssumeRoleTokenProvider session option not set|Assume Role MFA token code[^]{0,80}EOF/i),
      likely(
        [
          /\bMFA\b[^]{0,120}(?:code|token|required|prompt|EOF|failed|denied|not set|serial)/i,
          /MultiFactorAuthentication|multi-?factor|could not get token: EOF|mfa_serial|TokenCode/i,
        ],
        { rank: 8 },
      ),
      likely(/executable aws-iam-authenticator failed with exit code 1/i, { rank: 4 }),
      possible(/getting credentials: exec: exit status/i, { rank: 6 }),
      possible(/exec: executable [^ ]+ failed with exit code/i, { rank: 6 }),
    ],
    differs: 'mfa_serial in the profile: the plugin asks on a standard input that is not a terminal',
    fix: ({ profile }) => shell`eval "$(${raw(shell`aws configure export-credentials --profile ${profile} --format env`)})"`,
    example: 'Assume Role MFA token code: could not get token: EOF',
  },
]
