import { raw, shell } from '../../domain/shell.ts'
import { certain, likely, near, possible, symptom, type Cause } from '../cause.ts'
import { DENIED_ELSEWHERE, ECR_HOST, NODE_SESSION, TROUBLE } from '../phrases.ts'

// Accounts may be masked in what people paste: then nothing is certain.
const ACTION_DENIED =
  /arn:[\w-]+:(?:sts|iam)::([^:\s]*):\S+ is not authorized to perform:? (ecr:\w+) on resource:? arn:[\w-]+:ecr:[^:\s]*:([^:\s]*):repository\/\S+/i
const PULLING = /ecr:(?:ListImages|BatchGetImage|GetDownloadUrlForLayer|BatchCheckLayerAvailability|DescribeImages|DescribeRepositories)/i
/** What a pull through the cache asks for besides; the role of who pulls needs it, mostly that of the node. */
const CACHING = /ecr:(?:BatchImportUpstreamImage|CreateRepository)/i
const NOT_ROLE = new RegExp(`${DENIED_ELSEWHERE.source}|${NODE_SESSION.source}`, 'i')

/** The denied call where the repository is in the account of the caller, or is not. */
function denied(sameAccount: boolean, pattern = PULLING) {
  return (text: string): string | undefined => {
    const [words, caller, action = '', owner] = ACTION_DENIED.exec(text) ?? []
    return words && (pattern !== PULLING || /^\d{12}$/.test(`${caller}`)) && pattern.test(action) && (caller === owner) === sameAccount
      ? words
      : undefined
  }
}

const because = (policy: string, found: (text: string) => string | undefined) => (text: string) =>
  new RegExp(`because no ${policy} policy allows`, 'i').test(text) ? found(text) : undefined

/** What the role may do in ECR and KMS. */
export const ECR: Cause[] = [
  {
    id: 'missing-ecr-get-authorization-token',
    title: 'the role may not log in to ECR: ecr:GetAuthorizationToken must be allowed on *',
    topics: ['registry'],
    signs: [
      certain(/not authorized to perform:? ecr(?:-public)?:GetAuthorizationToken[^]{0,200}because no identity-based policy allows/i, {
        unless: NOT_ROLE,
      }),
      likely(/not authorized to perform:? (?:ecr(?:-public)?:GetAuthorizationToken|sts:GetServiceBearerToken)/i, {
        rank: 9,
        unless: NOT_ROLE,
      }),
      likely(/GetAuthorizationToken[^]{0,200}AccessDenied|AccessDenied[^]{0,200}GetAuthorizationToken/i, { rank: 7, unless: NOT_ROLE }),
      possible(near('\\becr\\b|elastic container registry', 'denied|forbidden|permission|not authorized|log ?in|auth|token', 120), {
        rank: 2,
      }),
      possible(/ecr(?:-public)?:GetAuthorizationToken/i),
    ],
    differs: 'the user in the message: a session named i-… is the node, so the pod has no identity of its own',
    fix: ({ install }) => install,
    example:
      'api error AccessDeniedException: User: arn:aws:sts::111122223333:assumed-role/prod-flux-imgctrl-irsa/1719 is not authorized to perform: ecr:GetAuthorizationToken on resource: * because no identity-based policy allows the ecr:GetAuthorizationToken action',
  },
  {
    id: 'missing-repository-permission',
    title: 'the role may not read this repository: the action is not allowed, or the ARN pattern does not match',
    topics: ['registry'],
    signs: [
      symptom(/\becr\b[^.]{0,60}403|403[^.]{0,60}\becr\b/i),
      certain(because('identity-based', denied(true)), { unless: NOT_ROLE }),
      likely(/not authorized to perform:? ecr:BatchImportUpstreamImage\b/i, { rank: 10, unless: DENIED_ELSEWHERE }),
      likely(
        /not authorized to perform:? (?!sts:|iam:|eks:|kms:|s3:|ecr:GetAuth|eks-auth:)[\w-]+:\w+[^]{0,300}because no identity-based policy allows/i,
        { rank: 3, unless: NODE_SESSION },
      ),
      likely(because('identity-based', denied(false, /./)), { rank: 8, unless: NOT_ROLE }),
      likely(denied(true, /./), { rank: 9, unless: NOT_ROLE }),
      likely(/not authorized to perform:? ecr:(?!GetAuthorizationToken)\w+/i, { rank: 7, unless: NOT_ROLE }),
      likely(near(ECR_HOST, '403 Forbidden|status(?: code)?:? 403|\\bDENIED\\b'), { rank: 5, unless: DENIED_ELSEWHERE }),
      likely(
        [
          /(?:ListImages|BatchGetImage|GetDownloadUrlForLayer|BatchCheckLayerAvailability|DescribeImages)[^]{0,160}AccessDenied/i,
          /AccessDenied[^]{0,80}(?:ListImages|BatchGetImage|GetDownloadUrlForLayer|BatchCheckLayerAvailability)/i,
        ],
        {
          rank: 6,
          unless: NOT_ROLE,
        },
      ),
      likely(/(?:requires|lacks|missing|needs?)[^.]{0,40}ecr:(?:BatchImportUpstreamImage|CreateRepository|BatchGetImage|ListImages)/i),
      possible(near('\\becr\\b|elastic container registry', 'denied|forbidden|permission|not authorized|no access|cannot access', 120), {
        rank: 3,
      }),
      possible(/ecr:(?!GetAuth)\w+/i, { rank: 3 }),
      possible(/not authorized to perform:? ecr:(?!GetAuthorizationToken)\w+/i, { rank: 7, unless: DENIED_ELSEWHERE }),
      possible(near(ECR_HOST, '403|denied'), { rank: 5 }),
    ],
    differs: 'the account in the ARN of the repository: another one than the caller’s needs that account’s repository policy too',
    fix: ({ install, repository, action, role }) =>
      CACHING.test(action)
        ? shell`aws iam attach-role-policy --role-name ${role.split('/').at(-1)} --policy-arn arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryPullOnly # it allows ecr:BatchImportUpstreamImage; a repository that the cache is to make needs ecr:CreateRepository too`
        : shell`${raw(install)} --repository ${repository}`,
    example:
      'AccessDeniedException: User: arn:aws:sts::111122223333:assumed-role/prod-flux-imgctrl-irsa/1719 is not authorized to perform: ecr:ListImages on resource: arn:aws:ecr:eu-west-1:111122223333:repository/apps/web because no identity-based policy allows the ecr:ListImages action',
  },
  {
    id: 'cross-account-repo',
    title: "the repository is another account's, and its repository policy does not allow the role",
    topics: ['registry'],
    signs: [
      likely(/repository policy[^.]{0,80}(?:not allow|denied|missing|does not grant)/i, { rank: 5 }),
      certain(because('resource-based', denied(false)), { unless: /explicit deny/i }),
      likely(/because no resource-based policy allows/i, { rank: 4, unless: /sts:AssumeRole|perform:? kms:/i }),
      likely(denied(false, /./), { rank: 8, unless: DENIED_ELSEWHERE }),
      likely(/ecr:\w+[^]{0,300}because no resource-based policy allows/i, { rank: 10, unless: /explicit deny/i }),
      likely([
        /(?:other|another|different|cross)[- ]account[^.]{0,80}(?:ecr|repository|registry)/i,
        /(?:ecr|repository)[^.]{0,80}(?:cross[- ]account|(?:other|another|different) account)/i,
      ]),
      possible(near(ECR_HOST, '403|denied'), { rank: 4 }),
      possible(/not authorized to perform:? ecr:(?!GetAuthorizationToken)\w+/i, { rank: 5, unless: DENIED_ELSEWHERE }),
      possible(/repository policy/i),
    ],
    differs: 'the account in the host of the image against the account of the role',
    fix: ({ account, repository, role, region }) =>
      shell`Ask the owner of account ${account} to allow ${role} ecr:BatchGetImage, ecr:GetDownloadUrlForLayer, ecr:BatchCheckLayerAvailability and ecr:ListImages: aws ecr set-repository-policy --region ${region} --repository-name ${repository} --policy-text file://policy.json`,
    example:
      'User: arn:aws:sts::111122223333:assumed-role/prod-flux-imgctrl-irsa/1719 is not authorized to perform: ecr:ListImages on resource: arn:aws:ecr:eu-west-1:444455556666:repository/apps/web because no resource-based policy allows the ecr:ListImages action',
  },
  {
    id: 'explicit-deny',
    title: 'a policy denies the call outright, or a boundary, SCP or endpoint policy leaves it out',
    signs: [
      certain(/with an explicit deny(?: in an? [\w -]{3,40}policy)?\b/i, { unless: /deny in the role trust policy|trust policy/i }),
      certain(
        /because no (?:permissions boundary|service control policy|resource control policy|session policy|VPC endpoint policy) allows/i,
      ),
      likely(/with an explicit deny/i, { rank: 9 }),
      likely(/explicit(?:ly)? den(?:y|ied)|explicitDeny/i, { rank: 8 }),
      likely(
        /(?:permissions? boundary|service control policy|\bSCP\b|VPC endpoint policy)[^.]{0,80}(?:den|not allow|block|prevent|restrict)/i,
        { rank: 6 },
      ),
    ],
    fix: ({ action, role, cluster }) =>
      shell`Ask who owns that policy to let ${action} through for ${role}; then: flux-irsa verify --cluster ${cluster}`,
    example:
      'User: arn:aws:sts::111122223333:assumed-role/prod-flux-imgctrl-irsa/1719 is not authorized to perform: ecr:GetAuthorizationToken on resource: * with an explicit deny in a service control policy',
  },
  {
    id: 'kms-access',
    title: 'no access to the KMS key',
    topics: ['sops', 'kustomize'],
    signs: [
      likely(/\bIncorrectKeyException|does not identify a (?:CMK|KMS key)|\bCMK\b[^.]{0,60}(?:not|denied|disabled|deleted)/i, { rank: 8 }),
      likely(
        /KMS ?key[^.]{0,80}(?:not exist|disabled|deleted|denied|cannot|invalid|not found)|LayerInaccessible|failed to decrypt[^]{0,60}\bkms\b/i,
        { rank: 7 },
      ),
      likely(/\bkms\b[^]{0,200}(?:InvalidStateException|InvalidKeyId|is pending|Invalid keyId)|InvalidStateException[^]{0,80}:kms:/i, {
        rank: 8,
      }),
      certain(/not authorized to perform:? kms:\w+/i, { unless: NOT_ROLE }),
      certain(/The ciphertext refers to a customer master key that does not exist/i),
      likely(
        [
          /KMS(?:AccessDenied|InvalidState|Disabled|NotFound|\.AccessDenied|\.DisabledException|\.NotFoundException|KeyNotAccessible)/i,
          /KmsException|KmsInvalidKey/i,
        ],
        { rank: 9 },
      ),
      likely(
        /\bkms\b[^]{0,240}(?:AccessDenied|access denied|not authorized|is disabled|pending deletion|NotFoundException|InvalidKeyUsage|is not allowed|key not found)/i,
        { rank: 8 },
      ),
      likely(/(?:AccessDenied|access denied|not authorized)[^]{0,160}\b(?:kms|cmk|customer master key)\b/i, { rank: 7 }),
      likely(/failed to decrypt sops data key with AWS KMS|failed to (?:call|decrypt)[^.]{0,40}KMS/i, {
        rank: 5,
        unless: /IMDS|no such host|timeout|AssumeRoleWithWebIdentity/i,
      }),
      possible(near('\\bkms\\b|decrypt', TROUBLE, 120), { rank: 3, unless: /\bage1\w|age identit|\bpgp\b|\bgpg\b/i }),
      possible(/arn:aws[\w-]*:kms:|AWS KMS/i),
    ],
    differs:
      'the policy of the key itself, and whether its region and account are those in the ARN; and whether kustomize-controller has a role of its own',
    fix: ({ kmsKey, region }) => shell`aws kms get-key-policy --region ${region} --key-id ${kmsKey} --policy-name default --output text`,
    example:
      'operation error KMS: Decrypt, https response error StatusCode: 400, RequestID: 8f, AccessDeniedException: User: arn:aws:sts::111122223333:assumed-role/kustomize/1 is not authorized to perform: kms:Decrypt on the resource associated with this ciphertext because no identity-based policy allows the kms:Decrypt action',
  },
]
