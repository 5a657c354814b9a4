import { partition } from '@aws-sdk/core/client'
import { Sha256Node } from '@smithy/core/checksum'
import { HttpRequest } from '@smithy/core/protocols'
import { SignatureV4 } from '@smithy/signature-v4'
import type { AwsCredentialIdentityProvider } from '@smithy/types'

/** EKS accepts a token for 15 minutes after its X-Amz-Date, whatever X-Amz-Expires says; clients renew at 14. */
export const EKS_TOKEN_LIFETIME_MS = 14 * 60_000

/**
 * A bearer token for the cluster's API: a pre-signed GetCallerIdentity of the region's STS, bound to the cluster by the signed header
 * `x-k8s-aws-id` (aws-iam-authenticator pkg/token/token.go; aws-cli eks get-token). The URL is never called by us, so it names the
 * regional STS of the partition even where AWS_ENDPOINT_URL_STS points elsewhere: EKS accepts no other host.
 */
export async function eksToken(options: {
  cluster: string
  region: string
  credentials: AwsCredentialIdentityProvider
  now?: Date
}): Promise<string> {
  const host = `sts.${options.region}.${partition(options.region).dnsSuffix}`
  const signer = new SignatureV4({ credentials: options.credentials, region: options.region, service: 'sts', sha256: Sha256Node })
  const request = new HttpRequest({
    method: 'GET',
    protocol: 'https:',
    hostname: host,
    path: '/',
    query: { Action: 'GetCallerIdentity', Version: '2011-06-15' },
    headers: { host, 'x-k8s-aws-id': options.cluster },
  })
  const signed = await signer.presign(request, { expiresIn: 60, ...(options.now ? { signingDate: options.now } : {}) })
  const query = new URLSearchParams(Object.entries(signed.query ?? {}).map(([key, value]): [string, string] => [key, String(value)]))
  return `k8s-aws-v1.${Buffer.from(`https://${host}/?${query.toString()}`).toString('base64url')}`
}
