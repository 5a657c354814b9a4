import { shell } from '../../domain/shell.ts'
import { certain, likely, possible, symptom, type Cause } from '../cause.ts'

/** What IAM refuses to store, and kubeconfigs that cannot log in. */
export const IAM: Cause[] = [
  {
    id: 'iam-already-exists',
    title: 'an IAM entity of that name or URL exists already',
    signs: [
      likely(/iamserviceaccount\(?s?\)?[^]{0,80}(?:already exist|was excluded|will be excluded)|AlreadyExistsException/i, {
        rank: 7,
        unless: /will be updated/i,
      }),
      certain(/EntityAlreadyExists/i),
      likely([/existing iamserviceaccount|already exists in stack|DuplicateIam/i, /EntityAlreadyExist/i], {
        rank: 4,
      }),
      likely(
        [
          /(?:Role with name [\w+=,.@-]+|policy called [\w+=,.@-]+|Provider with url \S+) already exists/i,
          /(?:IAM )?(?:role|policy|OpenID ?Connect ?provider|OIDC provider|iamserviceaccount)[^.]{0,100}already exists/i,
        ],
        { rank: 9 },
      ),
      likely(/(?:stack|AlreadyExistsException|access entry|ResourceInUseException)[^]{0,100}already (?:exists|in use)/i, {
        rank: 6,
        unless: /pod identity|Association already/i,
      }),
    ],
    fix: ({ cluster }) => shell`flux-irsa install --cluster ${cluster} --adopt`,
    example: 'EntityAlreadyExists: Role with name prod-flux-imgctrl-irsa already exists.',
  },
  {
    id: 'iam-limit-exceeded',
    title: 'a quota of IAM is reached',
    signs: [
      symptom(/(?:role|policy|name)[^.]{0,40}(?:too long|longer than|exceeds?|limit)\b/i, /rate|pull|retry|request|chart|timeout/i),
      likely(
        /(?:PolicySize|RolesPerAccount|PoliciesPerRole|ACLSizePerRole|AttachedPolicies|VersionsPerPolicy|OpenIDConnectProviders)\w*|name is limited to \d+|policy (?:is too (?:large|long)|size)[^.]{0,40}(?:exceed|limit|max)/i,
        { rank: 8 },
      ),
      certain([/Cannot exceed quota for|Maximum policy size of \d+ bytes exceeded/i, /managed policy can have up to \d+ versions/i]),
      likely(
        [
          /(?:expected length of name|name_prefix)[^]{0,60}(?:range|longer than)/i,
          /Member must have length less than or equal to (?:64|128|6144|2048)|cannot be longer than \d+ characters/i,
        ],
        { rank: 5 },
      ),
      likely(
        [
          /\bLimitExceeded|ServiceQuotaExceeded|(?:exceed\w*|reached)[^.]{0,40}(?:quota|limit)|quota[^.]{0,40}exceeded/i,
          /maximum number of (?:policies|roles|versions)/i,
        ],
        { rank: 7, unless: /rate|pull|request(?! id)|throttl|retry|toomany|Backoff|deadline|quota exceeded, requested/i },
      ),
    ],
    fix: () =>
      "aws service-quotas list-service-quotas --region us-east-1 --service-code iam --query 'Quotas[].[QuotaName,Value]' --output text",
    example: 'LimitExceeded: Cannot exceed quota for ACLSizePerRole: 2048',
  },
  {
    id: 'malformed-policy',
    title: 'a policy document, or a principal in it, is invalid',
    signs: [
      likely(
        /policy (?:document )?(?:contains|has|is)[^.]{0,40}(?:invalid|malformed|error|prohibited)|PolicyText|should not specify a principal|no principals|Missing required field (?:Principal|Action|Resource)|Resource \S+ must be in ARN format/i,
        { rank: 7 },
      ),
      certain(/MalformedPolicyDocument/i, { unless: /principal/i }),
      likely(
        [
          /invalid principal|Partition "[^"]+" is not valid for resource|must be in ARN format|Statement is empty/i,
          /Unknown field [^]{0,40}polic|Invalid Action:|Action does not exist/i,
        ],
        { rank: 6 },
      ),
      likely(/MalformedPolicyDocument/i, { rank: 9 }),
      likely(
        [
          /Invalid principal in policy|Syntax errors? (?:at position|in policy)|has prohibited field|legacy parsing/i,
          /invalid JSON policy|contains an invalid JSON|Federated principals must be/i,
          /policy document[^.]{0,60}(?:invalid|malformed|must|should)|Invalid parameter at 'PolicyText'/i,
          /vendor must be|InvalidPolicyDocument|Invalid repository policy/i,
        ],
        { rank: 9 },
      ),
      likely(/(?:policy|JSON)[^.]{0,40}(?:malformed|is not valid|syntax error)/i, { rank: 5, unless: /index|docker/i }),
    ],
    differs: 'whether the principal that it names exists: IAM checks that',
    fix: () => 'aws accessanalyzer validate-policy --policy-type IDENTITY_POLICY --policy-document file://policy.json',
    example: 'MalformedPolicyDocument: Invalid principal in policy: "FEDERATED":"arn:aws:iam::111122223333:oidc-provider/"',
  },
  {
    id: 'kubeconfig-exec-plugin',
    title: "the kubeconfig's exec plugin is missing or outdated",
    signs: [
      likely(/credential plugin that is not installed|no kind "(?:Config|ExecCredential)" is registered|exec format error/i, { rank: 9 }),
      certain(/exec plugin: invalid apiVersion/i),
      certain([/exec: executable [^ ]+ not found|exec: "(?:aws|aws-iam-authenticator)": executable file not found/i]),
      likely(
        [
          /no kind "ExecCredential" is registered|exec plugin didn'?t return|interactiveMode must be specified/i,
          /'NoneType' object is not iterable|exec: fork\/exec|getting credentials: decoding stdout/i,
        ],
        { rank: 9 },
      ),
      likely(
        [
          /exec plugin[^.]{0,100}(?:not|invalid|version|fail|error)/i,
          /client\.authentication\.k8s\.io\/v1(?:alpha|beta)1[^]{0,80}(?:not|invalid|removed|mismatch|returned|deprecated)/i,
          /no Auth Provider found for name|argument (?:command|operation): Invalid choice/i,
          /aws-iam-authenticator[^.]{0,40}not found|decoding stdout|getting credentials:? exec[^.]{0,80}not found/i,
        ],
        { rank: 8, unless: /failed with exit code/i },
      ),
      possible(/getting credentials: exec: exit status/i, { rank: 7 }),
      possible([/exec: executable [^ ]+ failed with exit code|getting credentials: exec|client\.authentication\.k8s\.io/i], { rank: 6 }),
    ],
    fix: ({ cluster, region }) => shell`aws eks update-kubeconfig --region ${region} --name ${cluster}`,
    example: 'Unable to connect to the server: getting credentials: exec: executable aws not found',
  },
]
