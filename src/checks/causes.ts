type Causes = [pattern: RegExp, cause: string][]

/**
 * What image-reflector-controller writes into Ready, by the stable parts of it: SDK operation names, registry error codes.
 * Source: pkg/auth/aws of https://github.com/fluxcd/pkg and https://github.com/fluxcd/image-reflector-controller (v0.33 to v1.2)
 */
const IMAGE_CAUSES: Causes = [
  [/should not contain a tag|should not start with URL scheme|could not parse reference/i, 'invalid-image-reference'],
  [/NAME_UNKNOWN|name unknown|RepositoryNotFound/i, 'repository-missing'],
  [/explicit deny|no permissions boundary allows|service control policy/i, 'explicit-deny'],
  [/No OpenIDConnect provider found/i, 'oidc-provider-missing'],
  [/Incorrect token audience/i, 'trust-wrong-audience'],
  [/not authorized to perform:? sts:AssumeRoleWithWebIdentity/i, 'trust-policy-mismatch'],
  [/Request ARN is invalid|invalid eks\.amazonaws\.com\/role-arn annotation/i, 'malformed-role-arn'],
  [/not authorized to perform: ecr:GetAuthorizationToken/i, 'missing-ecr-get-authorization-token'],
  [/not authorized to perform: ecr:|403 Forbidden|DENIED/i, 'missing-repository-permission'],
  [
    /no EC2 IMDS role found|ec2imds|NoCredentialProviders|failed to refresh cached credentials|web identity token file/i,
    'irsa-not-injected',
  ],
  [/invalid AWS registry|invalid ECR image/i, 'wrong-provider'],
  [/401 Unauthorized|no basic auth credentials/i, 'registry-denied'],
  [/429 Too Many Requests|TOOMANYREQUESTS|Throttling/i, 'throttling'],
  [/no such host|server misbehaving/i, 'dns-failure'],
  [/sts\..*(i\/o timeout|connection refused)/i, 'sts-network'],
  [/i\/o timeout|connection refused|deadline exceeded/i, 'image-pull-network'],
]

/** Source: https://github.com/fluxcd/source-controller and its Git client, https://github.com/fluxcd/pkg (git/). */
const GIT_CAUSES: Causes = [
  [/knownhosts|host key|known_hosts/i, 'git-host-key'],
  [/couldn't find remote ref|reference not found|unable to resolve ref/i, 'git-ref-missing'],
  [
    /could not parse private key|'identity' is required|auth method|SSH agent|not found.*secret|secrets? ".*" not found/i,
    'git-secret-invalid',
  ],
  [
    /authentication required|unable to authenticate|authorization failed|invalid credentials|authentication replays|\b4(01|03|10)\b/i,
    'git-auth',
  ],
  [/repository not found|\b404\b/i, 'git-repo-missing'],
  [/no such host|server misbehaving|lookup .* on /i, 'dns-failure'],
  [/i\/o timeout|connection refused|deadline exceeded|no route to host/i, 'git-network'],
]

/** Causes that lie in the identity chain: a broken link of it explains them. */
export const IDENTITY_CAUSES = new Set([
  'oidc-provider-missing',
  'trust-wrong-audience',
  'trust-policy-mismatch',
  'malformed-role-arn',
  'explicit-deny',
  'irsa-not-injected',
  'missing-ecr-get-authorization-token',
  'missing-repository-permission',
  'registry-denied',
])

/** Class id of the diagnosis catalogue for an ImageRepository's message; `undefined` where none is recognised. */
export function imageCause(message: string): string | undefined {
  return IMAGE_CAUSES.find(([pattern]) => pattern.test(message))?.[1]
}

/** The same for a Git source. Bitbucket Cloud refuses retired app passwords with the plain errors of any other login. */
export function gitCause(message: string, bitbucket: boolean): string | undefined {
  const cause = GIT_CAUSES.find(([pattern]) => pattern.test(message))?.[1]
  return cause === 'git-auth' && bitbucket ? 'git-auth-bitbucket' : cause
}
