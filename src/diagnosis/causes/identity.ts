import { shell } from '../../domain/shell.ts'
import { certain, likely, near, possible, symptom, type Cause } from '../cause.ts'
import { IMDS, NODE_SESSION, TROUBLE } from '../phrases.ts'
import { missingRole, REFUSED_ROLE } from '../quoted.ts'

const TOKEN_FILE =
  '(?:web identity token file|WebIdentity token|web-identity-token|secrets/eks\\.amazonaws\\.com/serviceaccount/token|AWS_WEB_IDENTITY_TOKEN_FILE)'
const CONTROLLER = [
  'ecr',
  'ImageRepository',
  'GetAuthorizationToken',
  'image-reflector',
  'fluxcd',
  'HelmRepository',
  'OCIRepository',
  'KMS',
  'sops',
  'get identity',
  'WebIdentity',
].join('|')
const WORKSTATION = /terraform|eksctl|vpc.?id|region from|introspect|ec2metadata\/|instance identity|aws configure|caller identity/i
/** An answer of AWS: then there were credentials, or a token. */
const REFUSED = /api error (?!.*IMDS)|InvalidIdentityToken|not authorized to perform|AssumeRoleUnauthorizedAccess/i
const NO_CREDENTIALS = [
  'NoCredentialProviders',
  'no valid providers in chain',
  'Unable to load (?:AWS )?credentials from any',
  'could not load credentials from any providers',
  'Unable to locate credentials',
  'no providers in chain provided credentials',
  'Failed to resolve AWS credentials',
  'Error retrieving credentials from the instance profile',
  'Missing credentials in config',
  'Unable to get IAM security credentials',
  'NoCredentialsError',
  'credential provider was not enabled',
  'static credentials are empty',
].join('|')

/** How a pod comes by its web identity, and what happens where it did not. */
export const IDENTITY: Cause[] = [
  {
    id: 'irsa-not-injected',
    title: 'the pod carries no web identity: its ServiceAccount is not annotated, or the pod is older than the annotation',
    signs: [
      likely(/(?:could not find|missing|no|without|unset|requires?) (?:the )?(?:env\w* )?(?:var\w* )?AWS_ROLE_ARN\b/i, { rank: 9 }),
      likely(near('\\bAWS_ROLE_ARN\\b', 'not found|not set|unset|missing|empty|undefined|required', 60), { rank: 9 }),
      likely(/TokenFileWebIdentityCredentials[^]{0,200}undefined|undefined[^]{0,300}TokenFileWebIdentityCredentials/i, { rank: 9 }),
      likely(near('web identity token|token file', 'read \\.: is a directory|open \\.: '), { rank: 10 }),
      symptom(
        /(?:not|ignor|instead|without)[^.]{0,60}(?:service ?account(?:'s)?(?: IAM)? role|IRSA|web identity|app(?:lication)? role)|(?:instance profile|node(?:'s)? (?:IAM )?role)[^.]{0,60}(?:instead|used|rather)/i,
      ),
      likely(/(?:ENOENT|no such file)[^]{0,60}secrets\/eks\.amazonaws\.com\/serviceaccount/i, { rank: 9 }),
      certain(/IAM role must be associated with service account (?!default\b)/i),
      certain((text) => missingRole(text), { hint: REFUSED_ROLE }),
      likely(/AWS_REGION environment variable is not set in the Flux controller/i, { rank: 9 }),
      likely((text) => (NODE_SESSION.test(text) && !/not authorized|AccessDenied/i.test(text) ? NODE_SESSION.exec(text)?.[0] : undefined), {
        rank: 4,
      }),
      likely([/To use web identity tokens, the 'sts' service module must be on the class ?path/i, /WebIdentityErr: role ARN is not set/i], {
        rank: 6,
      }),
      likely(
        /operation error (?:ECR|ECR PUBLIC|KMS|S3|CodeCommit)[^]{0,120}(?:get identity: get credentials|failed to sign request: failed to retrieve credentials)/i,
        { rank: 7, unless: /AssumeRoleWithWebIdentity|SSO|expired|170\.23/i },
      ),
      likely(near(TOKEN_FILE, 'no such file|not found|empty|must be set|is not set|ENOENT|not specified'), { rank: 9 }),
      likely(
        /Unable to locate credentials[^]{0,300}(?:command terminated|kubectl exec|serviceaccount|\bpods?\b)|(?:kubectl exec|in (?:the |a )?pod)[^]{0,300}Unable to locate credentials/i,
        { rank: 9 },
      ),
      likely(/no EC2 IMDS role found|no EC2 instance role found/i, { rank: 8, unless: /terraform|eksctl|No valid credential sources/i }),
      likely(
        (text) =>
          NODE_SESSION.test(text) ? /(?:[^ ]*assumed-role[^ ]+) is not authorized to perform:? [\w:-]+/i.exec(text)?.[0] : undefined,
        {
          rank: 8,
          unless: /pull(?:ing)? (?:image|access denied)|kubelet|eks-auth|ErrImagePull|eks:DescribeCluster/i,
        },
      ),
      likely(near(CONTROLLER, `${IMDS}|${NO_CREDENTIALS}`), { rank: 7, unless: REFUSED }),
      likely(near(`${IMDS}|${NO_CREDENTIALS}`, CONTROLLER), { rank: 7, unless: REFUSED }),
      likely(
        [
          /NoCredentialProviders: no valid providers|Unable to load (AWS )?credentials from any( of the providers)?/i,
          /no providers in chain provided credentials/i,
        ],
        { rank: 6, unless: WORKSTATION },
      ),
      likely(
        [
          /(service ?account)[^.]{0,80}(no|missing|not annotated|without|lacks)[^.]{0,30}(role-arn|annotation|IAM role)/i,
          /missing[^.]{0,20}eks\.amazonaws\.com\/role-arn/i,
        ],
        { rank: 7 },
      ),
      likely(/AWS_(ROLE_ARN|WEB_IDENTITY_TOKEN_FILE)[^.]{0,40}(not set|missing|undefined|unset|not found|must be)/i, { rank: 6 }),
      likely([/WebIdentityTokenProvider(.{0,60})(invalid|empty|missing)/i, /web ?identity[^.]{0,40}not (?:present|configured|injected)/i]),
      possible(near('service ?account|\\bIRSA\\b|web ?identity', TROUBLE, 120), { rank: 1 }),
      possible(
        [
          /\bIRSA\b[^]{0,120}(?:not work|ignored|not used|does ?n[o']t|fail)/i,
          /(?:uses|using|falls? back to|instead)[^.]{0,30}(?:node|instance)(?:'s)? (?:role|profile)/i,
        ],
        { rank: 8 },
      ),
      possible(new RegExp(NO_CREDENTIALS, 'i'), { rank: 7 }),
      possible(new RegExp(IMDS, 'i'), { rank: 6 }),
      possible(
        [/failed to refresh cached credentials|failed to retrieve credentials|get credentials:/i, /failed to get credential from 'aws'/i],
        { rank: 3, unless: /AssumeRoleWithWebIdentity|InvalidIdentityToken/i },
      ),
    ],
    differs:
      'kubectl get pod -o yaml: AWS_ROLE_ARN and AWS_WEB_IDENTITY_TOKEN_FILE are absent here; if both are there, it is trust or network',
    fix: ({ tenant, cluster, install }) =>
      tenant === '' ? install : shell`flux-irsa bind ${tenant} --cluster ${cluster} --policy policy.json`,
    example:
      'failed to configure authentication options: operation error ECR: GetAuthorizationToken, get identity: get credentials: failed to refresh cached credentials, no EC2 IMDS role found',
  },
  {
    id: 'token-file-permission',
    title: 'the projected token is there, but the process may not read it',
    signs: [
      likely(/\[?WebIdentityToken\]? must be a string|file_get_contents\([^)]*serviceaccount[^]{0,80}(?:failed|denied)/i, { rank: 8 }),
      symptom(
        /permission denied[^]{0,60}(?:service ?account )?token|non-root[^]{0,80}token|(?:cannot|can't|fails? to|unable to) read[^.]{0,40}token file/i,
      ),
      certain(
        near(
          'secrets/(?:pods\\.)?eks\\.amazonaws\\.com/serviceaccount/',
          'permission denied|EACCES|Errno 13|access ?denied ?exception',
          120,
        ),
      ),
      certain(/(?:permission denied|EACCES|AccessDeniedException)[^]{0,40}\/secrets\/(?:pods\.)?eks\.amazonaws\.com\/serviceaccount/i),
      likely(near(TOKEN_FILE, 'permission denied|EACCES|not readable')),
      likely(
        /permission denied[^]{0,80}(serviceaccount\/token|web ?identity)|serviceaccount\/(?:eks-pod-identity-)?token\W{0,6}permission denied/i,
        {
          rank: 8,
        },
      ),
    ],
    fix: ({ namespace, deployment }) =>
      shell`kubectl --namespace ${namespace} patch deployment ${deployment} --type strategic --patch '{"spec":{"template":{"spec":{"securityContext":{"fsGroup":1337}}}}}'`,
    example:
      'WebIdentityErr: failed fetching WebIdentity token: caused by: unable to read file at /var/run/secrets/eks.amazonaws.com/serviceaccount/token caused by: open /var/run/secrets/eks.amazonaws.com/serviceaccount/token: permission denied',
  },
  {
    id: 'wrong-service-account',
    title: 'the pod runs under another ServiceAccount than the one that the role is bound to',
    signs: [
      likely(/IAM role must be associated with service account default\b/i, { rank: 9 }),
      likely(
        [
          /error looking up service account [^:]+: serviceaccounts? "[^"]+" not found/i,
          /serviceaccounts? "[^"]+" not found|service account [\w-]+\/[\w.-]+ was not found/i,
        ],
        { rank: 7 },
      ),
      likely(
        [
          /AssumeRoleWithWebIdentity[^]{0,400}system:serviceaccount:[\w-]+:default\b/i,
          /system:serviceaccount:[\w-]+:default\b[^]{0,400}AssumeRoleWithWebIdentity/i,
        ],
        { rank: 9 },
      ),
      possible(/(?:wrong|default|another|other|different) service ?account/i, { rank: 9 }),
      possible([/not authorized to perform:? sts:AssumeRoleWithWebIdentity|AccessDenied[^]{0,60}AssumeRoleWithWebIdentity/i], {
        rank: 8,
        unless: DENIED(),
      }),
      possible(/service ?account[^.]{0,40}(does not exist|not found|is wrong|default)/i),
    ],
    differs: 'kubectl get pod -o jsonpath={.spec.serviceAccountName}: another name than the one in the trust policy',
    fix: ({ namespace }) =>
      shell`kubectl --namespace ${namespace} get pods -o custom-columns=POD:.metadata.name,SERVICEACCOUNT:.spec.serviceAccountName`,
    example:
      'Error creating: pods "image-reflector-controller-6d8f9-" is forbidden: error looking up service account flux-system/image-reflector: serviceaccount "image-reflector" not found',
  },
]

function DENIED(): RegExp {
  return /explicit deny/i
}
