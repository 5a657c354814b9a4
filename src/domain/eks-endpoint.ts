/**
 * The region in the host name of a cluster's API server: `https://ID.gr7.REGION.eks.amazonaws.com` in all partitions, and
 * `https://ID.REGION.api.aws` of IPv6 clusters since October 2024; `undefined` for a host that is not EKS's.
 * Source: https://docs.aws.amazon.com/eks/latest/userguide/cluster-endpoint.html
 */
export function regionOfEndpoint(endpoint: string): string | undefined {
  if (!URL.canParse(endpoint)) return undefined
  const { hostname } = new URL(endpoint)
  const [, region] =
    /^[\w-]+(?:\.[\w-]+)?\.([a-z]{2,}(?:-[a-z]+)+-\d{1,2})\.(?:(?:eks|api)\.[a-z\d.-]+|amazonwebservices\.com\.cn)$/.exec(hostname) ?? []
  return region
}
