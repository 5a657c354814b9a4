import { shell } from '../../domain/shell.ts'
import { likely, near, possible, symptom, type Cause } from '../cause.ts'
import { REGION, STS_HOST, UNREACHED, UNRESOLVED, UNTRUSTED, TROUBLE } from '../phrases.ts'

const FAILED = `${UNREACHED}|${UNTRUSTED}`
const LOOKUP = new RegExp(UNRESOLVED, 'i')
const IMDS = /169\.254\.1(?:69|70)\.|ec2imds|IMDS/i

/** An STS host in a region that AWS does not have. */
function unknownSts(text: string): string | undefined {
  const [host, region = ''] = /\bsts\.([a-z0-9-]+)\.amazonaws\.com/.exec(text) ?? []
  return host && !new RegExp(`^${REGION}$`).test(region) ? host : undefined
}

/**
 * Regions that an account has to enable: a session of the global endpoint of STS is not valid there, unless the account says v2Token.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_enable-regions.html
 */
const OPT_IN =
  /\b(?:af-south-1|ap-east-[12]|ap-south-2|ap-southeast-[3-7]|ca-west-1|eu-south-[12]|eu-central-2|il-central-1|me-(?:south|central)-1|mx-central-1)\b/
const INVALID_TOKEN =
  /InvalidClientTokenId|InvalidToken\b|provided token is malformed|security token included in the request is invalid|AuthFailure/i

function optInRegion(text: string): string | undefined {
  return OPT_IN.test(text) ? INVALID_TOKEN.exec(text)?.[0] : undefined
}

/** Why STS is not reached, or the wrong one is. */
export const STS: Cause[] = [
  {
    id: 'sts-network',
    title: 'STS cannot be reached: no route, no egress, or a proxy that refuses',
    signs: [
      symptom(
        /(?:access|reach|connect(?: to)?|timeout|timed out|request)[^.]{0,40}\bSTS\b|\bSTS\b[^.]{0,60}(?:timeout|timed out|unreachable|not reachable|blocked|proxy)/i,
      ),
      likely(near(STS_HOST, FAILED), { rank: 9, unless: LOOKUP }),
      likely(
        /(?:\bSTS\b|AssumeRoleWithWebIdentity)[^]{0,200}(?:i\/o timeout|connection refused|deadline exceeded|connect timeout|reset by peer|EOF\b|CONNECT: |unreachable|x509)/i,
        { rank: 7, unless: new RegExp(`${LOOKUP.source}|${IMDS.source}|:53:`, 'i') },
      ),
      likely(near(FAILED, STS_HOST, 120), { rank: 6, unless: new RegExp(`${LOOKUP.source}|${IMDS.source}|:53:`, 'i') }),
      possible(near(STS_HOST, `${FAILED}|${UNRESOLVED}`), { rank: 6 }),
    ],
    differs:
      'whether the regional host answers where the global one does not: then AWS_STS_REGIONAL_ENDPOINTS=regional, or a VPC endpoint for STS',
    fix: ({ region, namespace }) =>
      shell`kubectl --namespace ${namespace} run sts-reach --rm -i --restart=Never --image=curlimages/curl -- -sS -m 10 -o /dev/null -w '%{http_code}\\n' https://sts.${region}.amazonaws.com/`,
    example:
      'operation error STS: AssumeRoleWithWebIdentity, request send failed, Post "https://sts.eu-west-1.amazonaws.com/": dial tcp 52.94.5.10:443: i/o timeout',
  },
  {
    id: 'sts-endpoint',
    title: 'the STS endpoint or its region is wrong',
    signs: [
      likely(/Credential should be scoped to a valid region/i, { rank: 9 }),
      likely(unknownSts, { rank: 9, hint: /\bsts\.[a-z]/ }),
      likely(optInRegion, { rank: 10, hint: INVALID_TOKEN }),
      likely(/sts\.\.amazonaws|https:\/\/sts\.[^ ]* is not a valid|Invalid endpoint:? https?:\/\/sts/i, { rank: 9 }),
      likely(
        [
          /(?:unknown endpoint|could not resolve endpoint|failed to resolve service endpoint)[^]{0,120}\bsts\b/i,
          /\bsts\b[^]{0,120}(?:unknown endpoint|could not resolve endpoint)/i,
        ],
        { rank: 8 },
      ),
      likely(
        [
          /STS is not activated|RegionDisabledException/i,
          /sts ?endpoint[^.]{0,80}(?:invalid|wrong|must|not|required|unsupported)|STS_REGIONAL_ENDPOINTS/i,
          /regional STS endpoint|spec\.sts/i,
        ],
        { rank: 8 },
      ),
      likely(/operation error STS:[^]{0,120}(?:failed to resolve service endpoint|endpoint rule error|Missing Region)/i, { rank: 7 }),
      possible(near('\\bsts\\b', TROUBLE, 120), { rank: 1 }),
      possible(near(STS_HOST, `${UNRESOLVED}|could not connect to the endpoint`), { rank: 7 }),
      possible(/could not connect to the endpoint URL|InvalidClientTokenId/i, { rank: 4 }),
    ],
    differs: 'a region that the account enabled by hand wants a session of its own STS; a key that works elsewhere is no invalid key',
    fix: ({ namespace, deployment, region }) =>
      shell`kubectl --namespace ${namespace} set env deployment/${deployment} AWS_REGION=${region} AWS_STS_REGIONAL_ENDPOINTS=regional`,
    example: 'SignatureDoesNotMatch: Credential should be scoped to a valid region. status code: 403',
  },
]
