import type { HttpAnswer, HttpRequest, World } from './world.ts'
import { keysOf } from './web-identity.ts'

/** Whether a host is one of EKS's OpenID Connect issuers. */
export function isIssuerHost(host: string): boolean {
  return host.startsWith('oidc.eks.')
}

/** The OpenID Connect discovery document and the keys of a cluster's issuer, as EKS serves them to everyone. */
export async function answerDiscovery(world: World, { host, path }: HttpRequest): Promise<HttpAnswer> {
  const issuer = `https://${host}${path.replace(/\/(\.well-known\/.*|keys)$/, '')}`
  const keys = await keysOf(world, issuer)
  if (!keys) return json(404, {})
  if (path.endsWith('/keys')) return json(200, keys)
  return json(200, {
    issuer,
    jwks_uri: `${issuer}/keys`,
    response_types_supported: ['id_token'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['RS256'],
    claims_supported: ['sub', 'iss'],
  })
}

function json(status: number, body: unknown): HttpAnswer {
  return { status, body: JSON.stringify(body), type: 'application/json' }
}
