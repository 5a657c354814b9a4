import { shell } from '../../domain/shell.ts'
import { likely, near, possible, type Cause } from '../cause.ts'
import { IMDS, UNREACHED } from '../phrases.ts'

/** The fallback of every SDK, where it was meant to be the source. */
export const METADATA: Cause[] = [
  {
    id: 'imds-unreachable',
    title: 'the instance metadata service (IMDS) does not answer here, and it was the intended source',
    signs: [
      likely(/\b(?:ec2|instance) ?metadata(?: service)? (?:is )?(?:not available|unavailable|unreachable|not reachable|disabled)/i, {
        rank: 7,
      }),
      likely(
        /(introspect|get|fetch|determine|retrieve|find|load)[a-z]* (the )?(AWS )?(region|vpc ?id|instance (?:id|identity)|availability zone)[^.]{0,60}(EC2 ?Metadata|instance metadata|imds|metadata service)/i,
        { rank: 9 },
      ),
      likely(near(`dial tcp (?:169\\.254\\.169\\.254|\\[?fd00:ec2::254)`, UNREACHED), {
        rank: 7,
        unless: /\becr\b|web ?identity|image-reflector/i,
      }),
      likely(
        [/(RequestError|retryable error)[^]{0,160}169\.254\.169\.254|ec2metadata\/GetToken|EC2MetadataError/i, /EC2MetadataRequestError/i],
        {
          rank: 7,
          unless: /\becr\b|ImageRepository/i,
        },
      ),
      likely(
        [
          /(?:could not|failed to|unable to|error) [^.]{0,40}(?:ec2 ?)?(?:instance )?(?:identity )?(?:ec2 )?metadata(?! cache)/i,
          /retrieving (?:instance )?(?:metadata|data from (?:ec2)?metadata)|metadata service request|retrieve data from metadata service/i,
          /timeout waiting for (?:instance )?metadata|requested metadata is not found/i,
        ],
        { rank: 6, unless: /artifact|chart|image tag|ownership/i },
      ),
      likely(new RegExp(IMDS, 'i'), { rank: 3, unless: /\becr\b|ImageRepository|image-reflector|GetAuthorizationToken|no EC2 IMDS role/i }),
      possible(/no EC2 IMDS role found|no EC2 instance role found/i, { rank: 6 }),
      possible(new RegExp(IMDS, 'i'), { rank: 5 }),
      likely(/\bhop limit\b|http-put-response-hop-limit|HttpPutResponseHopLimit|HttpTokens/i, { rank: 5 }),
    ],
    differs:
      'a pod of Flux should not ask IMDS at all: there it is irsa-not-injected; on a workstation or in CI, credentials are simply not configured',
    fix: ({ region, instance }) =>
      shell`aws ec2 modify-instance-metadata-options --region ${region} --instance-id ${instance} --http-tokens required --http-put-response-hop-limit 2`,
    example:
      'failed to introspect region from EC2Metadata, specify --aws-region instead if EC2Metadata is unavailable: operation error ec2imds: GetRegion, request canceled, context deadline exceeded',
  },
]
