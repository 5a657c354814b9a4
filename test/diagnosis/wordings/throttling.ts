import type { Wording } from './wording.ts'

export const THROTTLING: Wording[] = [
  ['throttling', 'GET https://index.docker.io/v2/library/redis/manifests/7: TOOMANYREQUESTS: You have reached your pull rate limit.'],
  ['throttling', 'Throttling: Rate exceeded status code: 400, request id: 1'],
  ['throttling', 'Failed to pull image "web:1": pull QPS exceeded'],
  ['throttling', 'failed to get rate limit token, retry quota exceeded, 0 available, 5 requested'],
  ['throttling', '403 API rate limit exceeded for installation ID 12345. [rate reset in 20m]'],
  ['throttling', 'Failed to pull image "web:1": rpc error: code = ResourceExhausted desc = pull QPS exceeded'],
  ['throttling', 'PriorityRequestNotComplete: ThrottlingException: Rate exceeded while creating access entry'],
  ['throttling', 'api error ThrottlingException: Rate exceeded'],
  [
    'throttling',
    'operation error STS: AssumeRoleWithWebIdentity, exceeded maximum number of attempts, 3, https response error StatusCode: 400, api error Throttling: Rate exceeded',
  ],
  ['throttling', 'You have reached your pull rate limit. You may increase the limit by authenticating and upgrading'],
  ['throttling', 'operation error ECR: GetAuthorizationToken, exceeded maximum number of attempts, 3, api error ThrottlingException'],
  ['throttling', '429 Too Many Requests - Server message: toomanyrequests: You have reached your unauthenticated pull rate limit.'],
]
