import { shell, words } from '../../domain/shell.ts'
import { certain, likely, near, possible, symptom, type Cause } from '../cause.ts'
import type { Subject } from '../names.ts'
import { DENIED_ELSEWHERE, ECR_HOST, UNREACHED, UNRESOLVED } from '../phrases.ts'
import { foreignRegistry, newerRegistry, REFUSED_REGISTRY } from '../quoted.ts'
const REFUSED = /i?nvalid (?:AWS registry|ECR (?:image|registry|repository))/i
/** The object says provider aws already, for a registry of ECR: then it is not that. */
function logsInToEcr({ spec = {} }: Subject): boolean {
  const address = [spec['image'], spec['url']].find((value) => typeof value === 'string') ?? ''
  return spec['provider'] === 'aws' && (address === '' || /dkr[.-]ecr|public\.ecr\.aws/.test(address))
}

/** How the registry is called, and what it says to those who may not. */
export const REGISTRY: Cause[] = [
  {
    id: 'wrong-provider',
    title: 'the object does not log in to ECR with provider aws, or uses a provider that does not fit its registry',
    topics: ['registry'],
    isContradictedBy: logsInToEcr,
    signs: [
      likely(
        /(?:invalid|unsupported|unknown) provider ['"]?(?:aws|azure|gcp|generic)\b|provider ['"]?(?:aws|azure|gcp|generic)['"]? (?:is )?not supported/i,
        {
          rank: 8,
          unless: /terraform|hashicorp/i,
        },
      ),
      symptom(
        /(?:flux|image-?reflector|ImageRepository|source-controller)[^.]{0,80}(?:permission|access|login|log in|authenticate|credential)\w*[^.]{0,30}\bECR\b|\bECR\b[^.]{0,40}(?:not logged in|without login|autologin|provider)/i,
      ),
      likely(/(?:ECR|GCR|ACR|AWS|GCP|Azure|registry) authentication failed|registry provider not configured for login/i, { rank: 7 }),
      likely(near(ECR_HOST, 'credential required for basic auth', 300), { rank: 9, unless: /docker|containerd|helm (?:pull|install)/i }),
      certain((text) => foreignRegistry(text)?.words, { hint: REFUSED_REGISTRY }),
      // Public images want no login, and Flux 2.6.0 and 2.6.1 cannot make one there: generic mends it in every release.
      likely(/nvalid AWS registry: '(?:public\.ecr\.aws|ecr-public\.aws\.com)'/i, { rank: 11 }),
      likely((text) => (newerRegistry(text) ? undefined : REFUSED.exec(text)?.[0]), { rank: 9, hint: REFUSED }),
      likely(near(ECR_HOST, '401|Unauthorized|authentication required'), {
        rank: 7,
        unless:
          /^(?!.*(?:chart pull error|artifact digest)).*unexpected status from (?:HEAD|GET)|no basic auth|docker login|containerd|rpc error|pull and unpack|Error response from daemon|helm registry login|expired/i,
      }),
      likely(/(?:401|Unauthorized)[^]{0,120}Not Authorized\b/i, {
        rank: 5,
        unless: /Bitbucket|kubernetes|EKS|no basic auth|is not authorized/i,
      }),
      likely(
        [
          /(?:azure|gcp|generic)[^.]{0,60}provider/i,
          /provider[^.]{0,60}(?:not (?:supported|set|specified)|unsupported|unknown|invalid|mismatch)/i,
          /unsupported (?:OCI )?provider|spec\.provider/i,
        ],
        { rank: 6, unless: /terraform|OIDC|OpenID|credential sources|sops|decryption|identity provider|EKS|provider config/i },
      ),
      likely(/autologin|auto-?login[^.]{0,60}(?:not|deprecated|removed|flag)|aws-autologin-for-ecr/i, { rank: 6 }),
      likely(
        [
          /failed to get credential from '(?:azure|gcp|generic)'/i,
          /(?:ACR|GCR|GCP|Azure)[^.]{0,40}(?:login|authentication|credential)[^.]{0,20} failed/i,
          /credential(?:s)? for (?:azure|gcp)/i,
        ],
        { rank: 7 },
      ),
      possible(near('\\bprovider\\b', 'aws|generic|azure|gcp', 120), { rank: 1 }),
      possible(near(ECR_HOST, '401|403|no basic auth|Unauthorized|denied'), { rank: 6 }),
      possible(/failed to get credential from 'aws'/i),
    ],
    differs: 'spec.provider of the object: without "aws" no login is made since Flux 2.7; a login that was refused says AccessDenied',
    fix: ({ namespace, kind, name, source, foreignRegistry: foreign }) => {
      const provider = foreign === '' ? 'aws' : 'generic'
      const object = /^helm(?:chart|release)/.test(kind) ? words('helmrepository', source) : words(kind, name)
      return shell`kubectl --namespace ${namespace} patch ${object} --type merge --patch ${JSON.stringify({ spec: { provider } })}`
    },
    example:
      'scan failed: GET https://111122223333.dkr.ecr.eu-west-1.amazonaws.com/v2/apps/web/tags/list?n=1000: unexpected status code 401 Unauthorized: Not Authorized',
  },
  {
    id: 'registry-denied',
    title: 'the registry refuses the credentials that were presented, or wants some',
    topics: ['registry'],
    signs: [
      likely(
        /basic credential not found|credential(?:s)? (?:is |are )?required|no auth(?:entication)? (?:info|credentials?) (?:found|for)/i,
        { rank: 8, unless: /dkr\.ecr|git/i },
      ),
      likely(/unexpected status (?:code \[manifests [^\]]+\]|from (?:HEAD|GET) request to [^ ]+): 40[13]/i, {
        rank: 6,
        unless: /chart pull error|dkr\.ecr[^]{0,300}403/i,
      }),
      possible(
        /(?:failed to|error|unable to|cannot)[^.]{0,40}(?:pull|resolve|fetch|log ?in)|ErrImagePull|ImagePullBackOff|chart pull error|scan failed/i,
        { rank: 2, unless: new RegExp(UNREACHED, 'i') },
      ),
      certain(/permission_denied: (?:read_package|write_package|create_package|The token provided does not match)/i),
      likely(
        [
          /Cannot perform an interactive login from a non TTY|no such credential|error getting credentials/i,
          /credentials? (?:not found|store)[^.]{0,40}(?:docker|registry|keychain)|read:packages/i,
        ],
        { rank: 5, unless: /exec|IMDS|STS|aws/i },
      ),
      likely(/failed to get chart version for remote reference[^]{0,200}(?:401|403|credential|denied|unauthorized)/i, { rank: 6 }),
      likely(/no basic auth credentials|credential required for basic auth|Authorization Token is invalid/i, { rank: 9 }),
      likely(/Your authorization token has expired\. Reauthenticate/i, { rank: 9 }),
      likely(
        [
          /failed to fetch (?:anonymous|oauth) token[^]{0,120}(?:401|403|Forbidden|Unauthorized)|insufficient_scope/i,
          /failed to authorize: /i,
        ],
        { rank: 8, unless: new RegExp(`${UNRESOLVED}|timeout|\\bEOF|connection|429|toomany`, 'i') },
      ),
      likely(
        [
          /pull access denied|requested access to the resource is denied|denied: denied|installation not allowed to/i,
          /unauthorized: (?:authentication required|incorrect username|access to|HTTP Basic|you are not|The client does not)/i,
        ],
        { rank: 7, unless: new RegExp(`${DENIED_ELSEWHERE.source}|is not authorized to perform`, 'i') },
      ),
      likely(/\b(?:DENIED|UNAUTHORIZED): (?!Not Authorized\b)/, { rank: 6, unless: /is not authorized to perform/i }),
      likely(/(?:docker|helm registry|oras|podman) login|incorrect username or password/i, { rank: 5, unless: /git|bitbucket/i }),
      likely(
        near(
          '(?:ghcr\\.io|docker\\.io|quay\\.io|gcr\\.io|pkg\\.dev|azurecr\\.io|harbor[\\w.]*|registry\\.[\\w.]+|jfrog\\.io|/v2/)',
          '401|403 Forbidden|Unauthorized|denied|forbidden',
          300,
        ),
        { rank: 5, unless: /amazonaws\.com|is not authorized to perform|429/i },
      ),
      likely(near('index\\.yaml|chart repository|chart pull', '401|403|Unauthorized'), { rank: 5 }),
      possible(near(ECR_HOST, '401|403|Unauthorized|denied'), { rank: 6 }),
      possible(/\b401\b|Unauthorized|\bdenied\b/i, {
        rank: 1,
        unless: /git|kube|cluster|AccessDenied|not authorized to perform|permission denied/i,
      }),
    ],
    differs: 'whether the same pull works without a login elsewhere: then the login is stale; a private package needs one that may read it',
    fix: ({ namespace, host }) =>
      shell`kubectl --namespace ${namespace} create secret docker-registry registry-login --docker-server=${host} --docker-username=USER --docker-password="$REGISTRY_TOKEN"`,
    example:
      'Failed to pull image "ghcr.io/acme/app:1.0": failed to authorize: failed to fetch anonymous token: unexpected status from GET request to https://ghcr.io/token: 401 Unauthorized',
  },
  {
    id: 'signature-invalid',
    title: 'the artifact or chart has no signature that spec.verify of its source accepts',
    topics: ['registry', 'git'],
    signs: [
      likely(
        /failed to verify the signature using provider|no matching signatures were found|signature verification (?:of '[^']*' )?failed|\bVerificationError\b/i,
        {
          rank: 9,
        },
      ),
      likely(/unable to verify (?:commit|tag|Git commit)[^]{0,80}(?:key|keyring)|no signatures found for image/i, { rank: 8 }),
    ],
    differs:
      'cosign verify on the same artifact with the key or identity of spec.verify: signed by another one, or in a newer format than this Flux reads',
    fix: ({ namespace, kind, name }) => shell`kubectl --namespace ${namespace} get ${kind} ${name} -o ${'jsonpath={.spec.verify}'}`,
    example: "failed to verify the signature using provider 'cosign': no matching signatures were found for 'ghcr.io/acme/web:1.0.0'",
  },
  {
    id: 'registry-secret-invalid',
    title: 'the pull Secret has the wrong key or format',
    topics: ['registry'],
    signs: [
      likely(/(?:couldn't|could not|cannot) find key '?\.dockerconfigjson/i, { rank: 9 }),
      likely(
        /unable to retrieve credentials|error getting credentials - err|docker-credential-\w+[^.]{0,60}(?:not found|exit status|error)/i,
        {
          rank: 8,
          unless: /aws_?cli|sts\b|IMDS|DestinationUnauth/i,
        },
      ),
      certain(/auth for "(?!https?:")[\w.:-]+" not found in secret/i),
      likely(/\bauth secret error\b|reading \.dockerconfigjson field|expected username and password concatenated/i, { rank: 8 }),
      likely(/skipping: secrets "[^"]+" not found/i, { rank: 6 }),
      certain(/no auth config for '[^']+' in the docker-?(?:registry|config) secret/i),
      likely(
        [
          /invalid script output, must be single line|illegal base64 data[^]{0,80}docker/i,
          /(?:docker|registry)[^]{0,80}illegal base64|auths?[^.]{0,30}(?:missing|invalid|malformed)/i,
        ],
        { rank: 6, unless: /author|authen/i },
      ),
      likely(
        [
          /dockerconfig(?:json)?[^]{0,120}(?:invalid|missing|not found|required|parse|unmarshal|doesn'?t|does not|expected|key|illegal)/i,
          /(?:invalid|missing|parse|unmarshal|required|no key)[^]{0,80}dockerconfig(?:json)?|invalid docker config/i,
        ],
        { rank: 9 },
      ),
      likely(
        /(?:image ?pull|registry|auth|helm ?repository|oci) ?secret[^.]{0,80}(?:invalid|missing|malformed|no |not found|wrong|does not contain|required fields)/i,
        { rank: 6, unless: /git|ssh|identity/i },
      ),
      likely(
        [
          /Unable to retrieve some image pull secrets|FailedToRetrieveImagePullSecret|unable to read config\.json/i,
          /auth config|invalid docker-registry/i,
        ],
        { rank: 6 },
      ),
      likely(/invalid '[^']+' secret data: required fields 'username' and 'password'/i, { rank: 7, unless: /git|ssh/i }),
    ],
    fix: ({ namespace, secret, host }) =>
      shell`kubectl --namespace ${namespace} create secret docker-registry ${secret} --docker-server=${host} --docker-username=USER --docker-password="$REGISTRY_TOKEN" --dry-run=client -o yaml | kubectl apply --server-side --force-conflicts -f -`,
    example: "failed to configure authentication options: no auth config for 'ghcr.io' in the docker-registry Secret 'ghcr-login'",
  },
]
