import { compactVerify, createLocalJWKSet, decodeJwt, decodeProtectedHeader, type JSONWebKeySet, type JWTPayload } from 'jose'
import { AwsError } from './aws-error.ts'
import { listOf } from './conditions.ts'
import type { World } from './world.ts'

/** What a token that was found good says, and the provider that vouches for it. */
export interface WebIdentity {
  providerArn: string
  /** Issuer without its scheme: the prefix of the condition keys. */
  issuerHost: string
  issuer: string
  audiences: string[]
  subject: string
}

const noKeys = "Couldn't retrieve verification key from your identity provider,"
const reference = 'please reference AssumeRoleWithWebIdentity documentation for requirements'

/**
 * Checks a web identity token as STS does: the issuer's provider in the account, RS256 signature by the issuer's keys, expiry, and an
 * audience among the provider's client ids. AwsError in STS's words (API reference of AssumeRoleWithWebIdentity; re:Post
 * "eks-troubleshoot-irsa-errors").
 */
export async function verifiedWebIdentity(world: World, token: string): Promise<WebIdentity> {
  const claims = claimsOf(token)
  const issuer = claims.iss ?? ''
  const issuerHost = issuer.replace(/^https:\/\//, '')
  const { providers } = world.visibility.seen()
  const provider = [...providers.values()].find(({ url }) => url === issuerHost)
  if (!provider) throw invalid(`No OpenIDConnect provider found in your account for ${issuer}`)
  const keys = await keysOf(world, issuer)
  if (!keys) throw new AwsError('IDPCommunicationError', `${noKeys} ${reference}`, 400)
  await compactVerify(token, createLocalJWKSet(keys), { algorithms: ['RS256'] }).catch(() => {
    throw invalid(`${noKeys}  ${reference}`)
  })
  const now = Math.floor(world.now() / 1000)
  const expiry = claims.exp ?? 0
  if (expiry < now) {
    const text = `Token expired: current date/time ${now} must be before the expiration date/time ${expiry}`
    throw new AwsError('ExpiredTokenException', text, 400)
  }
  const audiences = listOf(claims.aud)
  if (!audiences.some((audience) => provider.clientIds.includes(audience))) throw invalid('Incorrect token audience')
  return { providerArn: provider.arn, issuerHost, issuer, audiences, subject: claims.sub ?? '' }
}

/** The keys of a seeded cluster's issuer; `undefined` when no cluster has it, or when its keys cannot be had. */
export async function keysOf({ account }: World, issuer: string): Promise<JSONWebKeySet | undefined> {
  const cluster = account.clusters.find((candidate) => candidate.issuer === issuer)
  try {
    return await cluster?.jwks(issuer)
  } catch {
    return undefined
  }
}

function claimsOf(token: string): JWTPayload {
  try {
    decodeProtectedHeader(token)
    return decodeJwt(token)
  } catch {
    throw invalid('The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)')
  }
}

function invalid(message: string): AwsError {
  return new AwsError('InvalidIdentityToken', message, 400)
}
