import { shell } from '../../domain/shell.ts'
import { certain, likely, near, possible, symptom, type Cause } from '../cause.ts'
import { DENIED_ELSEWHERE, TROUBLE } from '../phrases.ts'
import { missingRole, newerRole, REFUSED_ROLE, refusedRole } from '../quoted.ts'
const install = ({ install: command }: { install: string }) => command

/** What STS says between the token and the role: provider, audience, subject, ARN, existence. */
export const TRUST: Cause[] = [
  {
    id: 'oidc-provider-missing',
    title: "IAM has no OIDC provider for this cluster's issuer in this account",
    signs: [
      symptom(
        /OIDC[^.]{0,40}(?:provider|issuer)[^.]{0,60}(?:re-?created|deleted|another account|other account|new cluster)|(?:re-?created|new) cluster[^.]{0,80}(?:OIDC|IRSA)/i,
      ),
      certain(/No OpenIDConnect provider found in your account/i),
      certain(/without IAM OIDC provider enabled|no IAM OIDC provider associated with (?:the )?cluster/i),
      likely(/NoSuchEntity[^]{0,120}OpenIDConnect ?Provider|OpenIDConnect ?Provider not found/i, { rank: 9 }),
      likely(
        [
          /(?:OIDC|OpenID ?Connect)[ -]provider[^.]{0,80}(?:not found|does not exist|missing|not exist|not enabled|no match)/i,
          /no (?:matching )?(?:IAM )?(?:OIDC|OpenID ?Connect) provider/i,
        ],
        { rank: 7 },
      ),
      likely(/web identity token (?:that was )?provided could not be validated|InvalidIdentityToken/i, {
        rank: 5,
        unless: /audience|claim|thumbprint|verification key|expired/i,
      }),
      possible(near('\\boidc\\b|openid', TROUBLE, 120), { rank: 2 }),
      possible(/verification key from your identity provider/i, { rank: 7 }),
      possible(/InvalidIdentityToken/i, { rank: 4 }),
      possible(/not authorized to perform:? sts:AssumeRoleWithWebIdentity/i, { rank: 1 }),
    ],
    differs: 'aws iam list-open-id-connect-providers: the id at the end of the issuer of aws eks describe-cluster is not among them',
    fix: install,
    example:
      'InvalidIdentityToken: No OpenIDConnect provider found in your account for https://oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE',
  },
  {
    id: 'oidc-thumbprint',
    title: "the OIDC provider's thumbprint or certificate chain does not match the issuer's",
    signs: [
      likely(/(?:issuer|oidc\.eks\.)[^]{0,120}(?:x509:|certificate signed by|unknown authority|certificate verify)/i, { rank: 7 }),
      certain(/certificate doesn'?t match configured thumbprint/i),
      likely(/IDPCommunicationError|identity provider (?:could not be|cannot be) reached/i, { rank: 4 }),
      likely(/thumbprint/i, { rank: 7 }),
      likely(/verification key from your identity provider/i, { rank: 6 }),
      likely(/(?:oidc|openid|issuer)[^.]{0,80}certificate[^.]{0,60}(?:expired|unknown authority|not match|invalid)/i, { rank: 5 }),
      possible(/\b400 error\b|unspecified 400|InvalidIdentityToken/i, { rank: 2 }),
    ],
    fix: ({ account, issuer }) =>
      shell`aws iam update-open-id-connect-provider-thumbprint --open-id-connect-provider-arn arn:aws:iam::${account}:oidc-provider/${issuer} --thumbprint-list THUMBPRINT`,
    example: "InvalidIdentityToken: OpenIDConnect provider's HTTPS certificate doesn't match configured thumbprint",
  },
  {
    id: 'trust-policy-mismatch',
    title: "the role's trust policy does not fit the token: issuer, subject or account",
    signs: [
      symptom(
        /trust (?:policy|relationship)[^.]{0,60}(?:wrong|not|mismatch|differ|namespace|service ?account)|wrong namespace[^.]{0,60}(?:trust|role|sub)/i,
      ),
      likely(/AssumeRoleUnauthorizedAccess|EC2 cannot assume the role/i, { rank: 9 }),
      likely(/AccessDenied: Access denied[^]{0,80}(?:assume|role)|error fetching credentials: rpc error[^]{0,60}AccessDenied/i, {
        rank: 5,
      }),
      likely(/because no role trust policy allows|in the role trust policy/i, { rank: 9 }),
      likely(/not authorized to perform:? sts:AssumeRoleWithWebIdentity/i, { rank: 8, unless: DENIED_ELSEWHERE }),
      likely(/AccessDenied[^]{0,80}AssumeRoleWithWebIdentity|AssumeRoleWithWebIdentity[^]{0,200}AccessDenied/i, {
        rank: 7,
        unless: DENIED_ELSEWHERE,
      }),
      likely(/not authorized to perform:? sts:AssumeRole\b/i, {
        rank: 6,
        unless: /explicit deny|no (?:identity-based|session) policy|sts:AssumeRoleWith/i,
      }),
      likely(
        [
          /cannot assume IAM role|IAM Role \([^)]*\) cannot be assumed/i,
          /(?:not allowed|unable|failed) to assume (?:the )?role|AssumeRole[^a-zA-Z][^]{0,120}AccessDenied/i,
        ],
        {
          rank: 5,
          unless:
            /AssumeRoleWithWebIdentity|expired|explicit deny|IMDS|no such host|invalid AWS region|PodIdentity|MFA|because it does not exist/i,
        },
      ),
      possible(near('assume[- ]?role|assum(?:e|ed|ing) (?:the )?(?:IAM )?role', TROUBLE, 120), { rank: 2 }),
      possible(/not authorized to perform:? sts:AssumeRole\b|trust (?:policy|relationship)|WebIdentityErr/i, { rank: 7 }),
      possible(/AssumeRoleWithWebIdentity/i, { rank: 3 }),
    ],
    differs:
      'CloudTrail, event AssumeRoleWithWebIdentity: userIdentity.userName is the subject that came; STS gives the same answer when the role does not exist',
    fix: ({ targetRole, role, install: command }) =>
      targetRole === 'TARGET_ROLE'
        ? command
        : shell`Ask the owner of ${targetRole} to allow sts:AssumeRole to ${role} in its trust policy; the policy of ${role} must allow it too.`,
    example:
      'operation error STS: AssumeRoleWithWebIdentity, https response error StatusCode: 403, RequestID: 5c3f, api error AccessDenied: Not authorized to perform sts:AssumeRoleWithWebIdentity',
  },
  {
    id: 'trust-wrong-audience',
    title: 'audience of the token, client id of the provider and aud of the trust policy differ',
    signs: [
      likely(
        /\baud(?:ience)?\b (?:claim )?(?:is )?(?:missing|not (?:allowed|valid|accepted)|mismatch)|(?:missing|invalid|wrong) (?:aud|audience)\b/i,
        {
          rank: 8,
        },
      ),
      likely(/token audiences? [^]{0,120}(?:is|are) invalid for the target audiences?/i, { rank: 8 }),
      certain(/Incorrect token audience/i),
      certain(/Missing a required claim: aud/i),
      likely(
        [
          /(?:token|jwt)[^.]{0,60}audience[^.]{0,60}(?:invalid|incorrect|not match|mismatch|wrong|not allowed)/i,
          /(?:invalid|wrong|unexpected) (?:token )?audience|audience[^.]{0,30}(?:not valid|does not match)/i,
        ],
        { rank: 7 },
      ),
      likely(/client ?id[^.]{0,60}(?:not found|not match|invalid)[^]{0,80}(?:oidc|OpenID)/i),
    ],
    fix: install,
    example: 'WebIdentityErr: failed to retrieve credentials caused by: InvalidIdentityToken: Incorrect token audience status code: 400',
  },
  {
    id: 'trust-stringequals-wildcard',
    title: 'the trust policy compares with StringEquals, for which * is a plain character',
    signs: [
      likely(/StringEquals"?:? ?\{[^}]{0,300}:sub"?:? ?\[? ?"?[^"\s]*\*/i, { rank: 10 }),
      likely(/StringEquals[^]{0,400}(?::sub|system:serviceaccount:)[^]{0,120}\*/, { rank: 7, unless: /StringLike/ }),
      certain(/test = "StringEquals" variable = "[^"]*:sub" values = \[[^\]]*\*/),
      certain(/"?StringEquals"?\s*[:=]\s*\{[^{}]{0,600}:sub"?\s*[:=]\s*(?:\[[^\]]{0,400})?"[^"]*\*/),
      likely([
        /StringEquals[^]{0,300}(?:wildcard|:\*|"\*")|wildcard[^]{0,200}StringEquals/i,
        /StringEquals (?:instead of|should be|vs) StringLike/i,
      ]),
      possible(/not authorized to perform:? sts:AssumeRoleWithWebIdentity/i, { rank: 2, unless: DENIED_ELSEWHERE }),
    ],
    differs: 'aws iam get-role: a * in a value under StringEquals',
    fix: install,
    example: '"Condition": {"StringEquals": {"oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLE:sub": "system:serviceaccount:flux-system:*"}}',
  },
  {
    id: 'malformed-role-arn',
    title: 'what stands where a role ARN should be is none',
    signs: [
      likely(
        /\barn\b[^]{0,120}(?:was|is) not a valid (?:role )?arn\b|'arn:aws:iam::[^']*' format|(?:role|ARN) format is not valid|must be a (?:valid )?(?:role )?ARN\b/i,
        {
          rank: 7,
          unless: /principal|\bis invalid: \[?spec\./i,
        },
      ),
      certain(/Request ARN is invalid/i),
      certain((text) => refusedRole(text)?.words, { hint: REFUSED_ROLE }),
      likely((text) => (newerRole(text) || missingRole(text) ? undefined : REFUSED_ROLE.exec(text)?.[0]), { rank: 7, hint: REFUSED_ROLE }),
      likely(
        [
          /(?:value|length)[^]{0,120}'?roleArn'?[^]{0,40}(?:failed to satisfy|valid min length|constraint|length)/i,
          /Invalid length for parameter RoleArn/i,
        ],
        { rank: 9 },
      ),
      likely(
        [
          /\barn: (?:invalid prefix|not enough sections)|(?:invalid|malformed) (?:role )?ARN\b/i,
          /(?:role|rolearn)[^.]{0,60}(?:is not a valid|is an invalid|invalid|malformed) ?(?:role )?(?:ARN)?/i,
          /ARN [^ ]{0,100} is (?:not valid|invalid)|is an invalid ARN|\binvalid ARN/i,
        ],
        {
          rank: 6,
          unless: /principal|MalformedPolicy|InvalidIdentityToken|cannot be assumed|\bis invalid: \[?spec\./i,
        },
      ),
      possible(near('\\bARN\\b', 'invalid|malformed|not valid|wrong|expected|must', 120), { rank: 3 }),
    ],
    fix: ({ tenant, install: command }) =>
      tenant === ''
        ? command
        : shell`kubectl --namespace ${tenant.split('/')[0]} annotate serviceaccount ${tenant.split('/')[1]} --overwrite eks.amazonaws.com/role-arn=ROLE_ARN`,
    example:
      'operation error STS: AssumeRoleWithWebIdentity, https response error StatusCode: 400, RequestID: 9d1c, api error ValidationError: Request ARN is invalid',
  },
  {
    id: 'role-missing',
    title: 'the role does not exist, or not yet',
    signs: [
      likely(/\brole\b[^.]{0,100}is invalid or cannot be assumed/i, { rank: 7, unless: /not authorized/i }),
      likely(/reading IAM Role \([^)]*\): (?:couldn't find|not found|empty)|IAM Role \([^)]*\) not found/i, { rank: 9 }),
      certain(/The role with name [\w+=,.@-]+ cannot be found/i),
      likely(/could not be assumed because it does not exist/i, { rank: 8 }),
      likely(/Invalid principal in policy[^]{0,60}:role\//i, { rank: 4 }),
      likely(/\brole\b[^.]{0,100}(?:doesn't exist|no longer exists|was deleted|not exist)/i, {
        rank: 7,
        unless: /clusterrole|principal|EC2/i,
      }),
      likely([/NoSuchEntity[^]{0,120}\brole\b/i, /\brole\b[^.]{0,100}(?:does not exist|not found|cannot be found|couldn't be found)/i], {
        rank: 8,
        unless: /clusterroles?\.|\broles?\.rbac|EC2 (?:IMDS|instance) role|execution role|principal/i,
      }),
      likely(/The specified principalArn is invalid/i, { rank: 6 }),
      likely(/NoSuchEntity/i, { rank: 4, unless: /OpenIDConnect|policy|user/i }),
      possible(near('\\brole\\b', 'not found|not exist|missing|no such', 120), { rank: 2 }),
      possible(/invalid principal/i, { rank: 8 }),
      possible(/not authorized to perform:? sts:AssumeRoleWithWebIdentity/i, { rank: 6, unless: DENIED_ELSEWHERE }),
      possible(/NoSuchEntity/i, { rank: 4 }),
    ],
    differs: 'aws iam get-role: NoSuchEntity',
    fix: install,
    example:
      'An error occurred (NoSuchEntity) when calling the GetRole operation: The role with name prod-flux-imgctrl-irsa cannot be found.',
  },
]
