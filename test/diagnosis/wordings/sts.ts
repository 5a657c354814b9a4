import type { Wording } from './wording.ts'

export const STS: Wording[] = [
  [
    'sts-network',
    'RequestError: send request failed caused by: Post "https://sts.eu-west-1.amazonaws.com/": dial tcp 52.95.1.1:443: i/o timeout',
  ],
  ['sts-network', 'Connect timeout on endpoint URL: "https://sts.amazonaws.com/"'],
  ['sts-network', 'botocore.exceptions.ConnectTimeoutError: Connect timeout on endpoint URL: "https://sts.eu-west-1.amazonaws.com/"'],
  [
    'sts-network',
    "urllib3.exceptions.MaxRetryError: HTTPSConnectionPool(host='sts.amazonaws.com', port=443): Max retries exceeded with url: / (Caused by ConnectTimeoutError)",
  ],
  [
    'sts-network',
    'time="2021-08-18T10:30:02Z" level=error msg="records retrieval failed: failed to list hosted zones: WebIdentityErr: failed to retrieve credentials\\ncaused by: RequestError: send request failed\\ncaused by: Post \\"https://sts.amazonaws.com/\\": dial tcp 54.239.29.25:443: i/o timeout"',
  ],
  ['sts-network', 'Connect timeout on endpoint URL: "https://sts.eu-west-1.amazonaws.com/"'],
  [
    'sts-endpoint',
    'operation error STS: AssumeRoleWithWebIdentity, exceeded maximum number of attempts, 3, https response error StatusCode: 0, RequestID: , request send failed, Post "https://sts.eu-west-9.amazonaws.com/": dial tcp: lookup sts.eu-west-9.amazonaws.com: no such host',
  ],
  [
    'sts-endpoint',
    'RegionDisabledException: STS is not activated in this region for account:111122223333. Your account administrator can activate STS in this region using the IAM Console.',
  ],
  ['sts-endpoint', 'InvalidEndpoint: Could not connect to the endpoint URL: "https://sts.eu-west-11.amazonaws.com/"'],
  [
    'sts-endpoint',
    "An error occurred (SignatureDoesNotMatch) when calling the GetCallerIdentity operation: Credential should be scoped to a valid region, not 'eu-north-1'",
  ],
  ['sts-endpoint', 'EndpointConnectionError: Could not connect to the endpoint URL: "https://sts.eu-west-11.amazonaws.com/"'],
  ['sts-endpoint', 'Invalid endpoint: https://sts..amazonaws.com'],
  ['sts-endpoint', 'Could not connect to the endpoint URL: "https://sts.none.amazonaws.com/"'],
]
