import { tokenNotAsked } from '../domain/token-not-asked.ts'
import { UNUSABLE_AUDIENCE } from '../domain/web-identity.ts'
import type { Cluster } from '../model/aws.ts'
import type { KubeReader } from '../model/kube.ts'

/**
 * Whether the API behind this reader is the EKS cluster's: by its endpoint, or (tunnels, bastions) by the issuer of a token that the API
 * server itself issues. The token is looked at for its `iss` and dropped. Throws a Failure where none may be asked for and only it would tell.
 */
export async function isThisCluster(kube: KubeReader, cluster: Pick<Cluster, 'endpoint' | 'issuer'>, noToken = false): Promise<boolean> {
  if (sameOrigin(kube.endpoint, cluster.endpoint)) return true
  if (noToken) throw tokenNotAsked()
  const place = { namespace: 'kube-system', serviceAccount: 'default' }
  const token = await kube.token({ ...place, audience: UNUSABLE_AUDIENCE, expirationSeconds: 600 })
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
