import type { AccessEntry } from './account.ts'
import { callerOf, type Caller } from './caller.ts'
import { hasValidSignature } from './presigned-url.ts'
import type { World } from './world.ts'

export type TokenVerdict = { username: string; groups: string[] } | { error: string }

const prefix = 'k8s-aws-v1.'
const mostBytes = 4096
const validitySeconds = 900

/**
 * What EKS makes of a bearer token: a pre-signed STS GetCallerIdentity for exactly this cluster, whose caller has an access entry. Rules:
 * aws-iam-authenticator, `pkg/token/token.go` (Verify). The account's root without an entry is `system:masters`, as a cluster's creator is.
 */
export function reviewToken(world: World, token: string, clusterName: string): TokenVerdict {
  try {
    const caller = callerIn(world, token, clusterName)
    const entry = entryOf(world, caller, clusterName)
    if (!entry) return { error: `no access entry for ${caller.arn}` }
    return { username: entry.username ?? caller.arn, groups: [...entry.groups, 'system:authenticated'] }
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) }
  }
}

function callerIn(world: World, token: string, clusterName: string): Caller {
  if (!token.startsWith(prefix)) throw refused('not an EKS token')
  if (token.length > mostBytes) throw refused('token is too large')
  const url = new URL(Buffer.from(token.slice(prefix.length), 'base64url').toString())
  const query = url.searchParams
  if (query.get('Action') !== 'GetCallerIdentity' || url.pathname !== '/') throw refused('not GetCallerIdentity')
  if (!isStsHost(url)) throw refused(`not an STS host: ${url.hostname}`)
  if (!query.get('X-Amz-SignedHeaders')?.split(';').includes('x-k8s-aws-id')) throw refused('x-k8s-aws-id is not signed')
  checkDates(query, world.now())
  const caller = callerOf(world, query.get('X-Amz-Credential')?.split('/')[0] ?? '')
  const sessionToken = world.account.sessions.get(caller.accessKeyId)?.sessionToken
  if (sessionToken !== (query.get('X-Amz-Security-Token') ?? undefined)) throw refused('session token does not match')
  if (isSigned(token, url, caller.secretAccessKey, clusterName)) return caller
  throw refused(`signature does not match for cluster ${clusterName}`)
}

const signed = new Map<string, boolean>()

/** Found out once for each token, which comes with every request. */
function isSigned(token: string, url: URL, secret: string, clusterName: string): boolean {
  const key = [token, secret, clusterName].join('\0')
  const known = signed.get(key) ?? hasValidSignature(url, secret, { host: url.host, 'x-k8s-aws-id': clusterName })
  signed.set(key, known)
  return known
}

/** https, but for the sandbox's own endpoint on loopback. */
function isStsHost({ protocol, hostname }: URL): boolean {
  if (hostname === '127.0.0.1' || hostname === 'localhost') return true
  return protocol === 'https:' && /^sts(-fips)?\.([\w-]+\.)?amazonaws\.com(\.cn)?$/.test(hostname)
}

/** X-Amz-Expires is at most 900; the token's life is 15 minutes after X-Amz-Date whatever it says. */
function checkDates(query: URLSearchParams, now: number): void {
  const [, year, month, day, hour, minute, second] = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(query.get('X-Amz-Date') ?? '') ?? []
  const signedAt = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`)
  const expires = Number(query.get('X-Amz-Expires') ?? 0)
  if (!(expires > 0 && expires <= validitySeconds)) throw refused('invalid X-Amz-Expires')
  if (!(Math.abs(now - signedAt) <= validitySeconds * 1000)) throw refused('expired')
}

function entryOf({ account }: World, caller: Caller, clusterName: string): AccessEntry | undefined {
  const entries = account.clusters.find((cluster) => cluster.name === clusterName)?.accessEntries ?? {}
  const named = caller.names.map((name) => entries[name]).find((entry) => entry !== undefined)
  return named ?? (caller.kind === 'root' ? { groups: ['system:masters'] } : undefined)
}

function refused(message: string): Error {
  return new Error(message)
}
