import type { Cluster } from '../model/aws.ts'
import type { KubeReader } from '../model/kube.ts'

/**
 * Whether the API behind this reader is the EKS cluster's: by its endpoint, or (tunnels, bastions) by the issuer of a token that the API
 * server itself issues. The token is looked at for its `iss` and dropped.
 */
export async function isThisCluster(kube: KubeReader, cluster: Pick<Cluster, 'endpoint' | 'issuer'>): Promise<boolean> {
  if (sameOrigin(kube.endpoint, cluster.endpoint)) return true
  const token = await kube.token({ namespace: 'kube-system', serviceAccount: 'default', audience: cluster.issuer, expirationSeconds: 600 })
  return issuerOf(token) === cluster.issuer
}

/** Whether two URLs are of one server. */
export function sameOrigin(a: string, b: string): boolean {
  return URL.canParse(a) && URL.canParse(b) && new URL(a).origin.toLowerCase() === new URL(b).origin.toLowerCase()
}

/** `undefined` where it is no JWT: then something else than an API server answered. */
function issuerOf(token: unknown): string | undefined {
  try {
    const payload = JSON.parse(Buffer.from(String(token).split('.')[1] ?? '', 'base64url').toString('utf8')) as { iss?: string } | null
    return payload?.iss
  } catch {
    return undefined
  }
}
