import { randomUUID } from 'node:crypto'
import { createLocalJWKSet, exportJWK, generateKeyPair, jwtVerify, SignJWT, type CryptoKey, type JSONWebKeySet } from 'jose'
import type { Identity } from './rbac.ts'
import type { ClusterStore } from './store-types.ts'

/** The audience of the API server itself. */
export const API_AUDIENCE = 'https://kubernetes.default.svc'

interface TokenClaims {
  namespace: string
  serviceAccount: string
  audiences: string[]
  expirationSeconds: number
  /** The pod that the token is bound to: it dies with it. */
  pod?: { name: string; uid: string }
}

export interface TokenIssuer {
  jwks(): JSONWebKeySet
  /** A token as the kubelet or TokenRequest would get it; the ServiceAccount need not be there (its uid is then `unknown`). */
  sign(claims: TokenClaims): Promise<{ token: string; expiresAt: Date }>
  /** Whose token this is, when it is one of ours, meant for the API server, in time, and its account (and pod) still there. */
  identify(token: string): Promise<Identity | undefined>
}

interface Bound {
  name: string
  uid: string
}
interface KubernetesClaim {
  namespace: string
  serviceaccount: Bound
  pod?: Bound
}

export interface SigningKeys {
  privateKey: CryptoKey
  kid: string
  jwks: JSONWebKeySet
}

/** A new RSA key pair; takes some tenths of a second. */
export async function createSigningKeys(): Promise<SigningKeys> {
  const { publicKey, privateKey } = await generateKeyPair('RS256', { extractable: true })
  const kid = randomUUID()
  return { privateKey, kid, jwks: { keys: [{ ...(await exportJWK(publicKey)), kid, alg: 'RS256', use: 'sig' }] } }
}

interface TokenIssuerParts {
  issuer: string
  store: ClusterStore
  clock: () => number
  signingKeys: SigningKeys
}

/** ServiceAccount tokens of one issuer, RS256. Claims: https://kubernetes.io/docs/reference/access-authn-authz/service-accounts-admin/ */
export function createTokenIssuer({ issuer, store, clock, signingKeys }: TokenIssuerParts): TokenIssuer {
  const { privateKey, kid, jwks } = signingKeys
  const trusted = createLocalJWKSet(jwks)
  const uidOf = (path: string) => store.get(path)?.metadata.uid

  return {
    jwks: () => structuredClone(jwks),
    async sign({ namespace, serviceAccount, audiences, expirationSeconds, pod }) {
      const now = Math.floor(clock() / 1000)
      const uid = uidOf(`/api/v1/namespaces/${namespace}/serviceaccounts/${serviceAccount}`) ?? 'unknown'
      const claim: KubernetesClaim = { namespace, serviceaccount: { name: serviceAccount, uid }, ...(pod && { pod }) }
      const token = await new SignJWT({ 'kubernetes.io': claim })
        .setProtectedHeader({ alg: 'RS256', kid })
        .setIssuer(issuer)
        .setSubject(`system:serviceaccount:${namespace}:${serviceAccount}`)
        .setAudience(audiences)
        .setIssuedAt(now)
        .setNotBefore(now)
        .setExpirationTime(now + expirationSeconds)
        .setJti(randomUUID())
        .sign(privateKey)
      return { token, expiresAt: new Date((now + expirationSeconds) * 1000) }
    },
    async identify(token) {
      if (token.split('.').length !== 3) return undefined
      const options = { issuer, audience: API_AUDIENCE, currentDate: new Date(clock()) }
      const claims = await jwtVerify(token, trusted, options).then(
        ({ payload }) => payload['kubernetes.io'] as KubernetesClaim,
        () => undefined,
      )
      if (!claims) return undefined
      const {
        namespace,
        serviceaccount: { name, uid },
        pod,
      } = claims
      if (uidOf(`/api/v1/namespaces/${namespace}/serviceaccounts/${name}`) !== uid) return undefined
      if (pod && uidOf(`/api/v1/namespaces/${namespace}/pods/${pod.name}`) !== pod.uid) return undefined
      return {
        username: `system:serviceaccount:${namespace}:${name}`,
        groups: ['system:serviceaccounts', `system:serviceaccounts:${namespace}`, 'system:authenticated'],
      }
    },
  }
}
