import { shell } from '../../domain/shell.ts'
import { certain, likely, near, possible, symptom, type Cause } from '../cause.ts'
import { REGION, UNRESOLVED } from '../phrases.ts'

/** An ECR host in a region that AWS does not have. */
function unknownRegion(text: string): string | undefined {
  const [host, region = ''] = /\d{12}\.dkr[.-]ecr(?:-fips)?\.([a-z0-9-]+)\.[a-z.]+/.exec(text) ?? []
  return host && new RegExp(UNRESOLVED, 'i').test(text) && !new RegExp(`^${REGION}$`).test(region) ? host : undefined
}

/** The API of ECR in a region that AWS does not have. */
function unknownApi(text: string): string | undefined {
  const [host, region = ''] = /\b(?:api\.ecr|ecr)\.([a-z]{2}-[a-z0-9-]+)\.amazonaws\.com/.exec(text) ?? []
  return host && !new RegExp(`^${REGION}$`).test(region) ? host : undefined
}

/** Addresses of images and charts that cannot be right. */
export const REGISTRY_ADDRESS: Cause[] = [
  {
    id: 'registry-url-mismatch',
    title: 'the URL names something that is not there: doubled chart name, wrong scheme, no chart repository',
    topics: ['registry'],
    signs: [
      symptom(
        /chart[^.]{0,60}(?:root of|wrong (?:url|path)|repeated|twice|doubled)|url[^.]{0,40}(?:contains|ends (?:with|in))[^.]{0,20}chart/i,
      ),
      likely(
        /scheme "?oci"? (?:is )?not supported|unsupported scheme "?oci|(?:chart pull error|download chart)[^]{0,240}failed with status code \[manifests [^\]]+\]: 40[13]/i,
        {
          rank: 7,
        },
      ),
      likely(
        [
          /object required|unexpected status code 404: name unknown[^]{0,80}chart/i,
          /(?:chart|index)[^]{0,120}(?:unexpected end of JSON|invalid character '<')/i,
          /invalid character '<' looking for beginning of value/i,
        ],
        { rank: 5 },
      ),
      likely(
        /\/([\w.-]+)\/\1(?::[\w.+-]+)?['"]?: (?:not found|404|failed to authorize)|\/(?!manifests\/)([\w.-]+)\/\2[:/][^ ]* ?[^]{0,60}(?:not found|denied|403|401)/i,
        {
          rank: 9,
          unless: /is not authorized|manifest for/i,
        },
      ),
      likely(
        [
          /could not find protocol handler|unsupported protocol scheme|server gave HTTP response to HTTPS client/i,
          /first record does not look like a TLS handshake|http: server gave/i,
        ],
        { rank: 8 },
      ),
      likely(
        [
          /is not a valid chart repository|does not appear to be a (?:valid )?chart repo/i,
          /index\.yaml[^]{0,80}(?:404|not found|no such)|failed to fetch https?:\/\/[^ ]+ ?: 404/i,
        ],
        { rank: 7, unless: new RegExp(`${UNRESOLVED}|timeout|x509|EOF|refused|40[13]`, 'i') },
      ),
      likely(
        [
          /(?:scheme|url)[^.]{0,60}(?:must be|should (?:start|be)|expected|not supported|unsupported|invalid)[^.]{0,40}oci:\/\//i,
          /(?:must|should)[^.]{0,40}(?:start with |be in (?:the )?format )'?oci:\/\//i,
          /oci:\/\/[^ ]* [^.]{0,30}(?:not (?:supported|valid)|unsupported|invalid scheme)/i,
          /invalid OCI (?:URL|registry)|invalid chart reference/i,
          /type[^.]{0,20}(?:oci|default)[^.]{0,40}(?:mismatch|required)/i,
        ],
        { rank: 6, unless: /repository can only contain/i },
      ),
      likely(
        [
          /unexpected media ?type|invalid (?:content|media) ?type|unsupported media|text\/html|unknown media type/i,
          /mediatype[^.]{0,40}(?:not|unsupported)/i,
        ],
        { rank: 5 },
      ),
      likely(/looks like "[^"]+" is not a valid|cannot be reached/i, {
        rank: 4,
        unless: new RegExp(`${UNRESOLVED}|timeout|x509|EOF|refused|40[13]`, 'i'),
      }),
      possible([/failed to fetch (?:anonymous|oauth) token[^]{0,60}(?:401|403)|chart pull error|failed to download chart/i], { rank: 6 }),
      possible(/\b404\b/, { unless: /git|IMDS/i }),
    ],
    differs: 'for OCI HelmRepositories the URL ends before the name of the chart: Flux appends it',
    fix: ({ namespace, host }) =>
      shell`kubectl --namespace ${namespace} get helmrepository,ocirepository -o custom-columns=KIND:.kind,NAME:.metadata.name,TYPE:.spec.type,URL:.spec.url # ${host}`,
    example: 'chart pull error: failed to download chart for remote reference: ghcr.io/acme/charts/web/web:1.2.0: not found',
  },
  {
    id: 'invalid-image-reference',
    title: 'the field is not a plain repository reference',
    topics: ['registry'],
    signs: [
      likely(/(?:must|should|may|can)(?: ?not|n't) (?:contain|have|include) a (?:tag|digest|scheme)/i, { rank: 9 }),
      likely(
        /could not parse reference|invalid (?:image )?reference|unable to parse image|not a valid (?:image|repository)(?: name| reference)|must be lowercase|canonical(?:Image)?Name/i,
        { rank: 7, unless: /git|ref(?:erence)? name/i },
      ),
      certain(/auth for "https?:" not found in secret/i),
      certain(/value should not contain a tag|should not start with URL scheme/i),
      certain([
        /\bInvalidImageName\b|couldn't parse image (?:name|reference)/i,
        /registries must be valid RFC 3986 URI authorities|repository can only contain the (?:runes|characters)/i,
        /tag can only contain the (?:runes|characters)|repository name must be lowercase/i,
      ]),
      likely(
        [
          /could not parse reference|invalid reference format|failed to parse (?:image )?reference|invalid_reference/i,
          /invalid image (?:name|reference|URL)|failed to apply default image tag/i,
          /(?:invalid|cannot parse)[^.]{0,20}(?:image|repository) (?:ref|reference|name)/i,
          /a digest must contain exactly one '@'|failed to parse image repository|invalid checksum digest/i,
        ],
        { rank: 8 },
      ),
      likely(/spec\.image[^.]{0,80}(?:invalid|must|should)/i, { rank: 6 }),
      likely(/URL validation failed for 'oci:/i, { rank: 5 }),
    ],
    fix: ({ namespace, name, image }) =>
      shell`kubectl --namespace ${namespace} patch imagerepository ${name} --type merge --patch ${JSON.stringify({ spec: { image } })}`,
    example: ".spec.image value should not start with URL scheme; remove 'https://'",
  },
  {
    id: 'wrong-region-registry',
    title: 'the registry host is of another region than meant',
    topics: ['registry'],
    signs: [
      symptom(
        /images?[^.]{0,40}(?:unavailable|not available|missing|pull)[^.]{0,30}\b[a-z]{2}-[a-z]+-\d\b|(?:registry|repository|image|ECR)[^.]{0,40}(?:in (?:the )?wrong|another|different|other) region/i,
      ),
      likely(/GetAuthorizationToken command is only supported in us-east-1/i, { rank: 9 }),
      likely(unknownApi, { rank: 9, hint: /\becr\.[a-z]{2}-/ }),
      likely(
        /(?:602401143452|900889452093|800184023465|877085696533|558608220178|296578399912|918309763551|961992271922)\.dkr\.ecr\.[^]{0,300}(?:401|403|Unauthorized|Forbidden|not found)/i,
        {
          rank: 8,
        },
      ),
      likely(unknownRegion, { rank: 9, hint: /\.dkr[.-]ecr/ }),
      likely(/api\.ecr-public\.(?!us-east-1)[\w-]+\.amazonaws/i, { rank: 8 }),
      likely(
        [
          /(?:region|host)[^.]{0,60}(?:does not match|mismatch|differs? from|is different|wrong)[^.]{0,60}(?:ecr|registry|region)/i,
          /(?:ecr|registry|image)[^.]{0,60}(?:wrong|different|another|other) region/i,
          /region '[^']+' is wrong; expecting|BucketRegionError|incorrect region|PermanentRedirect/i,
        ],
        { rank: 7 },
      ),
      likely(/ecr[^]{0,120}(?:not supported in|unavailable in|does not exist in) (?:this |the )?region/i),
      possible(/in the registry with id '?\d{12}|RepositoryNotFoundException/i, { rank: 6 }),
      possible(near('dkr[.-]ecr[\\w.-]*', UNRESOLVED), { rank: 5 }),
      possible(/dkr\.ecr[^]{0,200}(?:not found|401|403)/i, { rank: 1 }),
    ],
    differs: 'aws ecr describe-repositories in the region of the host: the repository is not there, but in another',
    fix: ({ repository, account }) =>
      shell`for region in $(aws ec2 describe-regions --query 'Regions[].RegionName' --output text); do aws ecr describe-repositories --region "$region" --registry-id ${account} --repository-names ${repository} --query 'repositories[].repositoryUri' --output text 2>/dev/null; done`,
    example:
      'GET https://111122223333.dkr.ecr.eu-wst-1.amazonaws.com/v2/: dial tcp: lookup 111122223333.dkr.ecr.eu-wst-1.amazonaws.com on 10.100.0.10:53: no such host',
  },
]
