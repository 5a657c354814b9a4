import type { Wording } from './wording.ts'

export const IMDS: Wording[] = [
  [
    'imds-unreachable',
    '{"level":"info","logger":"setup","msg":"failed to introspect vpcID from EC2Metadata or Node name, specify --aws-vpc-id instead if EC2Metadata is unavailable","error":"failed to fetch VPC ID from instance metadata: error in fetching vpc id through ec2 metadata: get mac metadata: operation error ec2imds: GetMetadata, canceled, context deadline exceeded"}',
  ],
  ['imds-unreachable', 'dial tcp 169.254.169.254:80: connect: connection refused'],
  ['imds-unreachable', 'could not get metadata from AWS: EC2 instance metadata is not available'],
  [
    'imds-unreachable',
    'Caught retryable HTTP exception while making metadata service request to http://169.254.169.254/latest/meta-data/iam/security-credentials/: Read timeout on endpoint URL',
  ],
  [
    'imds-unreachable',
    'could not get EC2 instance identity metadata: EC2MetadataRequestError: failed to get EC2 instance identity document caused by: RequestError: send request failed',
  ],
  [
    'imds-unreachable',
    'Error retrieving metadata: Max number of attempts exceeded (1) when attempting to retrieve data from metadata service.',
  ],
  [
    'imds-unreachable',
    'F0101 12:00:00 main.go:41] failed to get metadata: could not get metadata from AWS: EC2 instance metadata is not available',
  ],
  ['imds-unreachable', 'operation error ec2imds: GetRegion, http response error StatusCode: 401, request to EC2 IMDS failed'],
  [
    'imds-unreachable',
    'Error: failed to determine AWS region: EC2MetadataRequestError: failed to get EC2 instance identity document: context deadline exceeded',
  ],
  ['imds-unreachable', 'W0831 08:05:56.868620 1 metadata.go:104] ec2 metadata is not available'],
  ['imds-unreachable', 'Unable to retrieve instance metadata: http request timed out enforcing hop limit'],
]
