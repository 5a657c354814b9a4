import { parseArn } from './arn.ts'

/** The issuer as IAM writes it in provider ARNs and condition keys: host and path, without scheme and trailing slash. */
export function issuerHostPath(issuer: string): string {
  return issuer.replace(/^https?:\/\//i, '').replace(/\/+$/, '')
}

/**
 * ARN of the IAM OIDC provider of a cluster. Partition and account are those of the cluster's ARN: an issuer's host tells neither
 * (there are dual-stack hosts `oidc-eks.REGION.api.aws`), and the region does not tell the partition. IAM leaves a port out.
 * Source: eksctl pkg/iam/oidc/api.go, https://docs.aws.amazon.com/eks/latest/userguide/network-reqs.html
 */
export function oidcProviderArn(clusterArn: string, issuer: string): string {
  const { partition, account } = parseArn(clusterArn) ?? { partition: 'aws', account: '' }
  const hostPath = issuerHostPath(issuer).replace(/^([^/:]+):\d+/, '$1')
  return `arn:${partition}:iam::${account}:oidc-provider/${hostPath}`
}
