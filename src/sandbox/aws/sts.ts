import { iamArn, type Account, type Role, type Session } from './account.ts'
import { authorise, denialText, denied, refusalOf } from './authorisation.ts'
import { AwsError, validationError } from './aws-error.ts'
import type { Caller } from './caller.ts'
import { isoDate } from './iam-call.ts'
import { newId, newSecret } from './new-ids.ts'
import { answerXml, required, type Params, type Xml } from './query-protocol.ts'
import { isTrusted } from './trust-decision.ts'
import { verifiedWebIdentity } from './web-identity.ts'
import type { World } from './world.ts'

export const stsNamespace = 'https://sts.amazonaws.com/doc/2011-06-15/'

/** The XML answer of an STS call; `caller` is undefined for web identities, whose token speaks for them. AwsError in STS's words. */
export async function answerSts(world: World, caller: Caller | undefined, action: string, params: Params): Promise<string> {
  if (action === 'AssumeRoleWithWebIdentity') return answerXml(stsNamespace, action, await assumeWithWebIdentity(world, params))
  if (!caller) throw new AwsError('MissingAuthenticationToken', 'Request is missing Authentication Token', 403)
  if (action === 'AssumeRole') return answerXml(stsNamespace, action, assume(world, caller, params))
  if (action !== 'GetCallerIdentity') throw new AwsError('InvalidAction', `The sandbox has no sts:${action}.`, 400)
  return answerXml(stsNamespace, action, { Arn: caller.arn, UserId: caller.userId, Account: world.account.id })
}

async function assumeWithWebIdentity(world: World, params: Params): Promise<Xml> {
  const arn = checkedRoleArn(params)
  const name = checkedSessionName(params)
  const identity = await verifiedWebIdentity(world, required(params, 'WebIdentityToken'))
  const { issuerHost, audiences, subject, issuer, providerArn } = identity
  const role = roleByArn(world.account, arn)
  const trust = role && trustSeen(world, role)
  const trusted =
    trust &&
    isTrusted(trust, {
      action: 'sts:AssumeRoleWithWebIdentity',
      kind: 'Federated',
      principals: [providerArn],
      context: { [`${issuerHost}:aud`]: audiences, [`${issuerHost}:sub`]: subject, [`${issuerHost}:iss`]: issuer },
    })
  if (!role || !trusted) throw new AwsError('AccessDenied', 'Not authorized to perform sts:AssumeRoleWithWebIdentity', 403)
  const session = openSession(world, role, name, params)
  return { SubjectFromWebIdentityToken: subject, Audience: audiences[0], Provider: providerArn, ...described(session, role) }
}

/**
 * A role of the same account: its trust must name the caller itself, or the account, and then the caller's own policies decide too (IAM
 * User Guide, "Policy evaluation logic").
 */
function assume(world: World, caller: Caller, params: Params): Xml {
  const arn = checkedRoleArn(params)
  const name = checkedSessionName(params)
  const { account } = world
  const question = { action: 'sts:AssumeRole', resource: arn }
  const role = roleByArn(account, arn)
  const trust = role && trustSeen(world, role)
  const asked = { action: 'sts:AssumeRole', kind: 'AWS' as const, context: {} }
  const isNamed = trust && isTrusted(trust, { ...asked, principals: caller.names })
  const isAccountNamed = trust && isTrusted(trust, { ...asked, principals: [iamArn(account, 'root'), account.id] })
  if (!role || (!isNamed && !isAccountNamed)) {
    const why = refusalOf(caller, question) ?? 'because no resource-based policy allows the sts:AssumeRole action'
    throw denied('sts', denialText(caller, question, why))
  }
  if (!isNamed) authorise(caller, 'sts', [question])
  return described(openSession(world, role, name, params), role)
}

function openSession({ account, now }: World, role: Role, name: string, params: Params): Session {
  const seconds = Number(params.DurationSeconds ?? 3600)
  if (seconds > role.maxSessionSeconds) {
    throw validationError('The requested DurationSeconds exceeds the MaxSessionDuration set for this role.')
  }
  const session = {
    accessKeyId: newId('ASIA', 20),
    secretAccessKey: newSecret(),
    sessionToken: newSecret(120),
    roleId: role.id,
    arn: `arn:${account.partition}:sts::${account.id}:assumed-role/${role.name}/${name}`,
    expiresAt: now() + seconds * 1000,
  }
  account.sessions.set(session.accessKeyId, session)
  return session
}

function described(session: Session, role: Role): { [tag: string]: Xml } {
  return {
    AssumedRoleUser: { Arn: session.arn, AssumedRoleId: `${role.id}:${session.arn.split('/').at(-1)}` },
    Credentials: {
      AccessKeyId: session.accessKeyId,
      SecretAccessKey: session.secretAccessKey,
      SessionToken: session.sessionToken,
      Expiration: isoDate(session.expiresAt),
    },
  }
}

/** The role's trust as STS sees it: behind by the visibility delay, and none yet for a role that is newer. */
function trustSeen({ visibility }: World, role: Role) {
  return [...visibility.seen().roles.values()].find(({ id }) => id === role.id)?.trust
}

function roleByArn(account: Account, arn: string): Role | undefined {
  return [...account.roles.values()].find((role) => role.arn === arn)
}

function checkedRoleArn(params: Params): string {
  const arn = required(params, 'RoleArn')
  if (/^arn:[\w-]+:iam::\d{12}:role\/\S+$/.test(arn)) return arn
  throw validationError('Request ARN is invalid')
}

function checkedSessionName(params: Params): string {
  const name = required(params, 'RoleSessionName')
  if (/^[\w+=,.@-]{2,64}$/.test(name)) return name
  const failed = `1 validation error detected: Value '${name}' at 'roleSessionName' failed to satisfy constraint`
  throw validationError(`${failed}: Member must satisfy regular expression pattern: [\\w+=,.@-]*`)
}
