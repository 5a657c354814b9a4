import { expect, test } from 'vitest'
import { imageCause, wayFix } from '../../src/checks/kernel/causes.ts'

const SCAN = 'scan failed: Get "https://123456789012.dkr.ecr.eu-west-1.amazonaws.com/v2/web/tags/list?n=1000": '
const TOKEN =
  'failed to get access token for artifact registry: failed to create provider access token for the controller: failed to refresh cached credentials, '
const FLUX_2_9 = `${SCAN}${TOKEN}`
const FLUX_2_8 = `failed to configure authentication options: ${TOKEN}`
const FLUX_2_5 =
  'failed to configure authentication options: operation error ECR: GetAuthorizationToken, get identity: get credentials: failed to refresh cached credentials, '
const STS = 'failed to retrieve credentials, operation error STS: AssumeRoleWithWebIdentity, '
const UNSENT = `${STS}exceeded maximum number of attempts, 3, https response error StatusCode: 0, RequestID: , request send failed, Post "https://sts.eu-west-1.amazonaws.com/": `
const OFF = `${STS}https response error StatusCode: 403, RequestID: 1, api error RegionDisabledException: STS is not activated in this region for account:123456789012.`

// All of these begin with "failed to refresh cached credentials", as a pod without any identity says it too.
test.each([
  ['the connection ends', `${UNSENT}EOF`, 'sts-network'],
  ['no route', `${UNSENT}dial tcp 52.94.5.10:443: i/o timeout`, 'sts-network'],
  ['no name', `${UNSENT}dial tcp: lookup sts.eu-west-1.amazonaws.com on 10.100.0.10:53: no such host`, 'dns-failure'],
  ['STS is off in the region', OFF, 'sts-endpoint'],
  ['the trust is wrong', `${STS}api error AccessDenied: Not authorized to perform sts:AssumeRoleWithWebIdentity`, 'trust-policy-mismatch'],
  ['no identity at all', 'no EC2 IMDS role found, operation error ec2imds: GetMetadata, canceled', 'irsa-not-injected'],
])('an image that is not scanned, since %s, has that cause in the words of every Flux', (_, message, cause) => {
  for (const words of [FLUX_2_5, FLUX_2_8, FLUX_2_9]) expect([words, imageCause(words + message)]).toEqual([words, cause])
})

test('what lies between the pods and STS is looked at from inside the cluster, in the namespace of Flux', () => {
  expect(wayFix('sts-network', `${FLUX_2_9}${UNSENT}EOF`, 'gitops')).toMatch(
    /^kubectl --namespace gitops run .*https:\/\/sts\.eu-west-1\.amazonaws\.com\/$/,
  )
  expect(wayFix('irsa-not-injected', FLUX_2_9, 'gitops')).toBeUndefined()
})
