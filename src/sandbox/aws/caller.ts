import type { PolicyDocument } from '../../domain/policy-document.ts'
import { defaultDocument, iamArn, type Role, type Session } from './account.ts'
import { AwsError } from './aws-error.ts'
import type { Seen } from './visibility.ts'
import type { World } from './world.ts'

/** Who made a call, and what its identity allows. */
export interface Caller {
  kind: 'root' | 'user' | 'role'
  arn: string
  userId: string
  accessKeyId: string
  secretAccessKey: string
  /** The names by which policies of roles and repositories may mean it. */
  names: string[]
  /** Identity policies; of the root, none: it may do everything. */
  documents: PolicyDocument[]
  boundary?: PolicyDocument | undefined
}

/**
 * The caller who owns an access key; a session's permissions are those that the slow readers see. AwsError for unknown and expired keys,
 * and for sessions whose role is gone.
 */
export function callerOf(world: World, accessKeyId: string): Caller {
  const { account, now } = world
  if (accessKeyId === account.root.accessKeyId) {
    const arn = iamArn(account, 'root')
    return { kind: 'root', arn, userId: account.id, ...account.root, names: [arn, account.id], documents: [] }
  }
  for (const user of account.users.values()) {
    const key = user.keys.find((candidate) => candidate.accessKeyId === accessKeyId)
    if (key) return { kind: 'user', arn: user.arn, userId: user.id, ...key, names: [user.arn], documents: user.policies }
  }
  const session = account.sessions.get(accessKeyId)
  const role = session && [...account.roles.values()].find(({ id }) => id === session.roleId)
  if (!session || !role) throw new AwsError('InvalidClientTokenId', 'The security token included in the request is invalid.', 403)
  if (session.expiresAt <= now()) throw new AwsError('ExpiredToken', 'The security token included in the request is expired', 403)
  return sessionCaller(session, role, world.visibility.seen())
}

/** callerOf, and the session token must be the one that came with the key. */
export function signedCaller(world: World, accessKeyId: string, sessionToken: string | undefined): Caller {
  const caller = callerOf(world, accessKeyId)
  const wanted = world.account.sessions.get(accessKeyId)?.sessionToken
  if (wanted === sessionToken) return caller
  throw new AwsError('InvalidClientTokenId', 'The security token included in the request is invalid.', 403)
}

function sessionCaller(session: Session, role: Role, seen: Seen): Caller {
  const visible = [...seen.roles.values()].find(({ id }) => id === role.id)
  const attached = (visible?.attached ?? []).flatMap((arn) => seen.policies.get(arn) ?? [])
  const boundary = visible?.boundary && seen.policies.get(visible.boundary)
  return {
    kind: 'role',
    arn: session.arn,
    userId: `${role.id}:${session.arn.split('/').at(-1)}`,
    accessKeyId: session.accessKeyId,
    secretAccessKey: session.secretAccessKey,
    names: [role.arn, session.arn],
    documents: [...attached.map(defaultDocument), ...Object.values(visible?.inline ?? {})],
    boundary: visible?.boundary ? (boundary ? defaultDocument(boundary) : { Statement: [] }) : undefined,
  }
}
