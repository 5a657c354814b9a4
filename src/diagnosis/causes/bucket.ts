import { shell } from '../../domain/shell.ts'
import { certain, likely, possible, type Cause } from '../cause.ts'
import { DENIED_ELSEWHERE, NODE_SESSION } from '../phrases.ts'

/** S3 names the denied call since 2023, and says plain "Access Denied" to who is of another account. */
const REFUSED = 'Access ?Denied|\\b40[13]\\b|Forbidden|AllAccessDisabled'

/** What S3 says to source-controller, for a Bucket of Flux. Source: docs/spec/v1/buckets.md of fluxcd/source-controller. */
export const BUCKET: Cause[] = [
  {
    id: 's3-access',
    title: 'S3 refuses the identity: it may not list or read this bucket, or the bucket belongs to somebody else',
    topics: ['bucket'],
    signs: [
      certain(/not authorized to perform:? s3:\w+[^]{0,300}because no identity-based policy allows/i, {
        unless: new RegExp(`${DENIED_ELSEWHERE.source}|${NODE_SESSION.source}`, 'i'),
      }),
      likely(/not authorized to perform:? s3:\w+/i, {
        rank: 10,
        unless: new RegExp(`${DENIED_ELSEWHERE.source}|${NODE_SESSION.source}`, 'i'),
      }),
      likely(new RegExp(`failed to confirm existence of '[^']*' bucket: (?:${REFUSED})`, 'i'), { rank: 9 }),
      likely(new RegExp(`\\bbucket\\b[^]{0,200}(?:${REFUSED})`, 'i'), { rank: 7, unless: /not authorized to perform/i }),
      likely(new RegExp(`(?:S3|ListObjects\\w*|HeadBucket|GetObject|ListBucket)\\b[^]{0,160}(?:${REFUSED})`), {
        rank: 7,
        unless: /not authorized to perform|An error occurred \(NoSuch/i,
      }),
      possible(/BucketOperationFailed/, { rank: 3 }),
    ],
    differs:
      'whether the bucket is of the account of the role: else its bucket policy must let the role in too; and whether source-controller has a role of its own at all',
    fix: ({ bucket, role }) =>
      shell`aws iam put-role-policy --role-name ${roleName(role)} --policy-name flux-s3-read --policy-document ${bucketPolicy(bucket)}`,
    example: "failed to confirm existence of 'fleet-config' bucket: Access Denied.",
  },
  {
    id: 's3-bucket-missing',
    title: 'there is no such bucket, or it is in another region than the endpoint',
    topics: ['bucket'],
    signs: [
      likely(/\bbucket '[^']*' (?:not found|does not exist)/i, { rank: 10 }),
      likely(
        /bucket[^]{0,200}(?:301 response missing Location header|PermanentRedirect|301 Moved Permanently|IllegalLocationConstraint)/i,
        { rank: 10 },
      ),
      likely(/AuthorizationHeaderMalformed|region '[\w-]+' is wrong; expecting '[\w-]+'|must be addressed using the specified endpoint/i, {
        rank: 9,
      }),
      likely(/failed to confirm existence of '[^']*' bucket: [^]{0,120}(?:NoSuchBucket|not exist|no such host)/i, { rank: 9 }),
      likely(/The specified bucket does not exist/i, { rank: 7, unless: /An error occurred \(/ }),
    ],
    differs: 'aws s3api head-bucket: the region that it names against spec.endpoint and spec.region of the Bucket',
    fix: ({ bucket }) => shell`aws s3api head-bucket --bucket ${bucket}`,
    example:
      'failed to confirm existence of \'fleet-config\' bucket: Head "https://fleet-config.s3.dualstack.eu-west-1.amazonaws.com/": 301 response missing Location header',
  },
]

/** Read rights on one bucket: listing is of the bucket, reading of what is in it. */
function bucketPolicy(bucket: string): string {
  const allow = (Action: string, path: string) => ({ Effect: 'Allow', Action, Resource: `arn:aws:s3:::${bucket}${path}` })
  return JSON.stringify({ Version: '2012-10-17', Statement: [allow('s3:ListBucket', ''), allow('s3:GetObject', '/*')] })
}

function roleName(role: string): string {
  return role.includes(':role/') ? (role.split('/').at(-1) ?? role) : 'ROLE'
}
