import { certain, likely, near, possible, type Cause } from '../cause.ts'
import { DENIED_ELSEWHERE, ECR_HOST, REGION, UNRESOLVED } from '../phrases.ts'

/** An ECR host in a region that AWS does not have. */
function unknownRegion(text: string): string | undefined {
  const [host, region = ''] = /\d{12}\.dkr[.-]ecr(?:-fips)?\.([a-z0-9-]+)\.[a-z.]+/.exec(text) ?? []
  return host && new RegExp(UNRESOLVED, 'i').test(text) && !new RegExp(`^${REGION}$`).test(region) ? host : undefined
}

/** How the registry is called, and what it says to those who may not. */
export const REGISTRY: Cause[] = [
  {
    id: 'wrong-provider',
    title: 'the object does not log in to ECR with provider aws, or uses a provider that does not fit its registry',
    signs: [
      possible(near('\\bprovider\\b', 'aws|generic|azure|gcp', 120), { rank: 1 }),
      likely(/please enable the ObjectLevelWorkloadIdentity feature gate|ObjectLevelWorkloadIdentity/i, { rank: 7 }),
      certain(/invalid AWS registry: '(?!\d{12}\.dkr)/i),
      likely(/(?:invalid|nvalid) (?:AWS registry|ECR (?:image|registry|repository))/i, { rank: 9 }),
      likely(near(ECR_HOST, '401|Unauthorized|authentication required'), {
        rank: 7,
        unless: /no basic auth|docker login|containerd|rpc error|pull and unpack|Error response from daemon|helm registry login|expired/i,
      }),
      likely(/(?:401|Unauthorized)[^]{0,120}Not Authorized\b/i, {
        rank: 5,
        unless: /Bitbucket|kubernetes|EKS|no basic auth|is not authorized/i,
      }),
      likely(
        /(?:azure|gcp|generic)[^.]{0,60}provider|provider[^.]{0,60}(?:not (?:supported|set|specified)|unsupported|unknown|invalid|mismatch)|unsupported (?:OCI )?provider|spec\.provider/i,
        { rank: 6, unless: /terraform|OIDC|OpenID|credential sources|sops|decryption|identity provider|EKS|provider config/i },
      ),
      likely(/autologin|auto-?login[^.]{0,60}(?:not|deprecated|removed|flag)|aws-autologin-for-ecr/i, { rank: 6 }),
      likely(
        /failed to get credential from '(?:azure|gcp|generic)'|(?:ACR|GCR|GCP|Azure)[^.]{0,40}(?:login|authentication|credential)[^.]{0,20} failed|credential(?:s)? for (?:azure|gcp)/i,
        { rank: 7 },
      ),
      possible(near(ECR_HOST, '401|403|no basic auth|Unauthorized|denied'), { rank: 6 }),
      possible(/failed to get credential from 'aws'/i),
    ],
    differs: 'spec.provider of the object: without "aws" no login is made since Flux 2.7; a login that was refused says AccessDenied',
    fix: ({ namespace, kind, name }) =>
      `kubectl --namespace ${namespace} patch ${kind} ${name} --type merge --patch '{"spec":{"provider":"aws"}}'`,
    example:
      'scan failed: GET https://111122223333.dkr.ecr.eu-west-1.amazonaws.com/v2/apps/web/tags/list?n=1000: unexpected status code 401 Unauthorized: Not Authorized',
  },
  {
    id: 'registry-denied',
    title: 'the registry refuses the credentials that were presented, or wants some',
    signs: [
      likely(
        /Cannot perform an interactive login from a non TTY|no such credential|error getting credentials|credentials? (?:not found|store)[^.]{0,40}(?:docker|registry|keychain)|read:packages/i,
        { rank: 5, unless: /exec|IMDS|STS|aws/i },
      ),
      likely(/failed to get chart version for remote reference[^]{0,200}(?:401|403|credential|denied|unauthorized)/i, { rank: 6 }),
      likely(/no basic auth credentials|credential required for basic auth|Authorization Token is invalid/i, { rank: 9 }),
      certain(/permission_denied: (?:read_package|write_package|create_package|The token provided does not match)/i),
      likely(/Your authorization token has expired\. Reauthenticate/i, { rank: 9 }),
      likely(
        /failed to fetch (?:anonymous|oauth) token[^]{0,120}(?:401|403|Forbidden|Unauthorized)|insufficient_scope|failed to authorize: /i,
        { rank: 8, unless: new RegExp(`${UNRESOLVED}|timeout|\\bEOF|connection|429|toomany`, 'i') },
      ),
      likely(
        /pull access denied|requested access to the resource is denied|denied: denied|installation not allowed to|unauthorized: (?:authentication required|incorrect username|access to|HTTP Basic|you are not|The client does not)/i,
        { rank: 7, unless: DENIED_ELSEWHERE },
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
      `kubectl --namespace ${namespace} create secret docker-registry registry-login --docker-server=${host} --docker-username=USER --docker-password="$REGISTRY_TOKEN"`,
    example:
      'Failed to pull image "ghcr.io/acme/app:1.0": failed to authorize: failed to fetch anonymous token: unexpected status from GET request to https://ghcr.io/token: 401 Unauthorized',
  },
  {
    id: 'registry-url-mismatch',
    title: 'the URL names something that is not there: doubled chart name, wrong scheme, no chart repository',
    signs: [
      likely(
        /object required|unexpected status code 404: name unknown[^]{0,80}chart|(?:chart|index)[^]{0,120}(?:unexpected end of JSON|invalid character '<')|invalid character '<' looking for beginning of value/i,
        { rank: 5 },
      ),
      likely(/\/([\w.-]+)\/\1(?::[\w.+-]+)?: (?:not found|404)|\/([\w.-]+)\/\2[:/][^ ]* ?[^]{0,60}(?:not found|denied|403|401)/i, {
        rank: 9,
        unless: /is not authorized|manifest for/i,
      }),
      likely(
        /could not find protocol handler|unsupported protocol scheme|server gave HTTP response to HTTPS client|first record does not look like a TLS handshake|http: server gave/i,
        { rank: 8 },
      ),
      likely(
        /is not a valid chart repository|does not appear to be a (?:valid )?chart repo|index\.yaml[^]{0,80}(?:404|not found|no such)|failed to fetch https?:\/\/[^ ]+ ?: 404/i,
        { rank: 7, unless: new RegExp(`${UNRESOLVED}|timeout|x509|EOF|refused|40[13]`, 'i') },
      ),
      likely(
        /(?:scheme|url)[^.]{0,60}(?:must be|should (?:start|be)|expected|not supported|unsupported|invalid)[^.]{0,40}oci:\/\/|(?:must|should)[^.]{0,40}(?:start with |be in (?:the )?format )'?oci:\/\/|oci:\/\/[^ ]* [^.]{0,30}(?:not (?:supported|valid)|unsupported|invalid scheme)|invalid OCI (?:URL|registry)|invalid chart reference|type[^.]{0,20}(?:oci|default)[^.]{0,40}(?:mismatch|required)/i,
        { rank: 6, unless: /repository can only contain/i },
      ),
      likely(
        /unexpected media ?type|invalid (?:content|media) ?type|unsupported media|text\/html|unknown media type|mediatype[^.]{0,40}(?:not|unsupported)/i,
        { rank: 5 },
      ),
      likely(/looks like "[^"]+" is not a valid|cannot be reached/i, {
        rank: 4,
        unless: new RegExp(`${UNRESOLVED}|timeout|x509|EOF|refused|40[13]`, 'i'),
      }),
      possible(/failed to fetch (?:anonymous|oauth) token[^]{0,60}(?:401|403)|chart pull error|failed to download chart/i, { rank: 6 }),
      possible(/\b404\b/, { unless: /git|IMDS/i }),
    ],
    differs: 'for OCI HelmRepositories the URL ends before the name of the chart: Flux appends it',
    fix: ({ namespace, host }) =>
      `kubectl --namespace ${namespace} get helmrepository,ocirepository -o custom-columns=KIND:.kind,NAME:.metadata.name,TYPE:.spec.type,URL:.spec.url # ${host}`,
    example: 'chart pull error: failed to download chart for remote reference: ghcr.io/acme/charts/web/web:1.2.0: not found',
  },
  {
    id: 'registry-secret-invalid',
    title: 'the pull Secret has the wrong key or format',
    signs: [
      likely(
        /invalid script output, must be single line|illegal base64 data[^]{0,80}docker|(?:docker|registry)[^]{0,80}illegal base64|auths?[^.]{0,30}(?:missing|invalid|malformed)/i,
        { rank: 6, unless: /author|authen/i },
      ),
      certain(/no auth config for '[^']+' in the docker-?(?:registry|config) secret/i),
      likely(
        /dockerconfig(?:json)?[^]{0,120}(?:invalid|missing|not found|required|parse|unmarshal|doesn'?t|does not|expected|key|illegal)|(?:invalid|missing|parse|unmarshal|required|no key)[^]{0,80}dockerconfig(?:json)?|invalid docker config/i,
        { rank: 9 },
      ),
      likely(
        /(?:image ?pull|registry|auth|helm ?repository|oci) ?secret[^.]{0,80}(?:invalid|missing|malformed|no |not found|wrong|does not contain|required fields)/i,
        { rank: 6, unless: /git|ssh|identity/i },
      ),
      likely(
        /Unable to retrieve some image pull secrets|FailedToRetrieveImagePullSecret|unable to read config\.json|auth config|invalid docker-registry/i,
        { rank: 6 },
      ),
      likely(/invalid '[^']+' secret data: required fields 'username' and 'password'/i, { rank: 7, unless: /git|ssh/i }),
    ],
    fix: ({ namespace, secret, host }) =>
      `kubectl --namespace ${namespace} create secret docker-registry ${secret} --docker-server=${host} --docker-username=USER --docker-password="$REGISTRY_TOKEN" --dry-run=client -o yaml | kubectl apply --server-side --force-conflicts -f -`,
    example: "failed to configure authentication options: no auth config for 'ghcr.io' in the docker-registry Secret 'ghcr-login'",
  },
  {
    id: 'invalid-image-reference',
    title: 'the field is not a plain repository reference',
    signs: [
      certain(/value should not contain a tag|should not start with URL scheme/i),
      certain(
        /\bInvalidImageName\b|couldn't parse image (?:name|reference)|registries must be valid RFC 3986 URI authorities|repository can only contain the (?:runes|characters)|tag can only contain the (?:runes|characters)|repository name must be lowercase/i,
      ),
      likely(
        /could not parse reference|invalid reference format|failed to parse (?:image )?reference|invalid_reference|invalid image (?:name|reference|URL)|failed to apply default image tag|(?:invalid|cannot parse)[^.]{0,20}(?:image|repository) (?:ref|reference|name)|a digest must contain exactly one '@'|failed to parse image repository|invalid checksum digest/i,
        { rank: 8 },
      ),
      likely(/spec\.image[^.]{0,80}(?:invalid|must|should)/i, { rank: 6 }),
      likely(/URL validation failed for 'oci:/i, { rank: 5 }),
    ],
    fix: ({ namespace, name, image }) =>
      `kubectl --namespace ${namespace} patch imagerepository ${name} --type merge --patch '{"spec":{"image":"${image}"}}'`,
    example: ".spec.image value should not start with URL scheme; remove 'https://'",
  },
  {
    id: 'wrong-region-registry',
    title: 'the registry host is of another region than meant',
    signs: [
      likely(unknownRegion, { rank: 9 }),
      likely(/api\.ecr-public\.(?!us-east-1)[\w-]+\.amazonaws/i, { rank: 8 }),
      likely(
        /(?:region|host)[^.]{0,60}(?:does not match|mismatch|differs? from|is different|wrong)[^.]{0,60}(?:ecr|registry|region)|(?:ecr|registry|image)[^.]{0,60}(?:wrong|different|another|other) region|region '[^']+' is wrong; expecting|BucketRegionError|incorrect region|PermanentRedirect/i,
        { rank: 7 },
      ),
      likely(/ecr[^]{0,120}(?:not supported in|unavailable in|does not exist in) (?:this |the )?region/i),
      possible(/in the registry with id '?\d{12}|RepositoryNotFoundException/i, { rank: 6 }),
      possible(near('dkr[.-]ecr[\\w.-]*', UNRESOLVED), { rank: 5 }),
      possible(/dkr\.ecr[^]{0,200}(?:not found|401|403)/i, { rank: 1 }),
    ],
    differs: 'aws ecr describe-repositories in the region of the host: the repository is not there, but in another',
    fix: ({ repository, account }) =>
      `for region in $(aws ec2 describe-regions --query 'Regions[].RegionName' --output text); do aws ecr describe-repositories --region "$region" --registry-id ${account} --repository-names ${repository} --query 'repositories[].repositoryUri' --output text 2>/dev/null; done`,
    example:
      'GET https://111122223333.dkr.ecr.eu-wst-1.amazonaws.com/v2/: dial tcp: lookup 111122223333.dkr.ecr.eu-wst-1.amazonaws.com on 10.100.0.10:53: no such host',
  },
]
