import type { Wording } from './wording.ts'

export const STS: Wording[] = [
  [
    'sts-network',
    'RequestError: send request failed caused by: Post "https://sts.eu-west-1.amazonaws.com/": dial tcp 52.95.1.1:443: i/o timeout',
  ],
  ['sts-network', 'Connect timeout on endpoint URL: "https://sts.amazonaws.com/"'],
  [
    'sts-endpoint',
    'operation error STS: AssumeRoleWithWebIdentity, exceeded maximum number of attempts, 3, https response error StatusCode: 0, RequestID: , request send failed, Post "https://sts.eu-west-9.amazonaws.com/": dial tcp: lookup sts.eu-west-9.amazonaws.com: no such host',
  ],
  [
    'sts-endpoint',
    'RegionDisabledException: STS is not activated in this region for account:111122223333. Your account administrator can activate STS in this region using the IAM Console.',
  ],
  ['sts-endpoint', 'InvalidEndpoint: Could not connect to the endpoint URL: "https://sts.eu-west-11.amazonaws.com/"'],
]
