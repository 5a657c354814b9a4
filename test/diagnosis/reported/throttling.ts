import type { Reported } from './reported.ts'

export const THROTTLING: Reported[] = [
  [
    'throttling',
    'https://github.com/Shippable/support/issues/2950',
    'An error occurred (ThrottlingException) when calling the GetAuthorizationToken operation: Rate exceeded\nECR get-login failed',
  ],
  [
    'throttling',
    'https://github.com/apptension/saas-boilerplate/issues/204',
    '#4 ERROR: failed to copy: httpReadSeeker: failed open: unexpected status code https://registry-1.docker.io/v2/cypress/included/manifests/sha256:86e3: 429 Too Many Requests - Server message: toomanyrequests: You have reached your pull rate limit. You may increase the limit by authenticating and upgrading: https://www.docker.com/increase-rate-limit',
  ],
  [
    'throttling',
    'https://github.com/fluxcd/flux/issues/2891',
    '{"auth":"{map[]}","caller":"warming.go:180","canonical_name":"quay.io/jetstack/cert-manager-webhook","component":"warmer","err":"requesting tags: error parsing HTTP 429 response body: invalid character \'<\' looking for beginning of value: \\"<html>\\\\r\\\\n<head><title>429 Too Many Requests</title></head>\\"","ts":"2020-05-12T08:58:22.802168912Z"}',
  ],
  [
    'throttling',
    'https://github.com/DataDog/datadog-lambda-extension/issues/123',
    'invalid from flag value public.ecr.aws/datadog/lambda-extension:35: toomanyrequests: Rate exceeded',
  ],
  [
    'throttling',
    'https://github.com/aws/amazon-ecs-agent/issues/498',
    '[INFO] Adding event module="eventhandler" change="ContainerChange: arn:aws:ecs:us-east-1:111122223333:task/2b5f -> STOPPED, Reason CannotPullECRContainerError: ThrottlingException: Rate exceeded\n        status code: 400, request id: 75567eb3',
  ],
]
