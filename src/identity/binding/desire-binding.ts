import type { Role } from '../../model/aws.ts'
import type { Origins, Settings } from '../../model/settings.ts'
import { roleArn } from '../../domain/arn.ts'
import { badInput, type Failure } from '../../domain/failure.ts'
import { oidcProviderArn } from '../../domain/issuer.ts'
import { boundRoleNameFor } from '../../domain/names.ts'
import { attachedTag, MARKS, ROLE_ARN_ANNOTATION, TAG_POLICY } from '../../domain/ownership.ts'
import { AUDIENCE, judgeTrust, subjectOf, trustStatement, type ServiceAccountName } from '../../domain/trust-policy.ts'
import { serviceAccountOf } from '../../domain/web-identity.ts'
import { isPattern } from '../../domain/wildcard.ts'
import { keptWish, saidWish, tagsOf, wishAsItIs, type Wish } from './binding-wish.ts'
import { accountsOf, addressedSubjects, bindingOf, boundSubjects, nameOf } from './bound.ts'
import type { Desired, DesiredAccount, Identity } from '../../model/desired.ts'
import { sealOf } from '../grant-memory.ts'
import { ourRoles } from '../ours.ts'
import type { World } from '../../model/world.ts'

/**
 * The named ServiceAccounts with their roles. What a role may do is said as a whole; where nothing is said it stays as it is. A role that
 * others carry too is kept for them. Pure. Throws a Failure (exit 64) where it cannot be known what is wanted.
 */
export function desireBinding(settings: Settings, world: World): { desired: Desired; origins: Origins } {
  const { accounts, roleEach } = bindingOf(settings)
  const groups = roleEach ? accounts.map((account) => [account]) : [accounts]
  const bound = groups.map((group) => identityOf(group, settings, world))
  const taken = new Set(bound.map(({ role }) => role.name))
  const others = remainingIdentities(settings, world).filter(({ role }) => !taken.has(role.name))
  return { desired: desiredOf(settings, world, [...bound, ...others]), origins: {} }
}

/** All but the identities, which is the same for bind and unbind. */
export function desiredOf(settings: Settings, world: World, identities: Identity[]): Desired {
  return {
    part: 'binding',
    clusterArn: world.cluster.arn,
    adopt: settings.adopt,
    provider: { arn: oidcProviderArn(world.cluster.arn, world.cluster.issuer), url: world.cluster.issuer, clientId: AUDIENCE },
    identities,
    replacesPods: bindingOf(settings).restart,
  }
}

/** Roles of ours that let in others than those named: what is left of them once the named ones have gone. */
export function remainingIdentities(settings: Settings, world: World): Identity[] {
  const addressed = addressedSubjects(settings)
  // With the cluster all of its ServiceAccounts have gone.
  if (!world.cluster.issuer) return []
  // A boundary and tags are named for those that the command names.
  const { permissionsBoundary: _, ...iam } = settings.iam
  const forOthers = { ...settings, iam: { ...iam, tags: {} } }
  return ourRoles(world).flatMap((role) => {
    const subjects = boundSubjects(role).filter((subject) => !addressed.has(subject))
    if (subjects.length === 0) return []
    const wish = wishAsItIs(role, subjects, world)
    const parts = { name: role.name, path: role.path, subjects, ...wish, accounts: present(subjects, world) }
    return [{ ...assembled(parts, forOthers, world), isOfOthers: true }]
  })
}

function identityOf(group: ServiceAccountName[], settings: Settings, world: World): Identity {
  const { create } = bindingOf(settings)
  const installed = installedRole(group, settings, world)
  const name = settings.iam.roleName ?? installed?.name ?? adoptedRole(group, settings, world)?.name ?? newRoleName(group, settings)
  const existing = world.candidates.find((role) => role.name.toLowerCase() === name.toLowerCase())
  const ours = existing && ourRoles(world).includes(existing) ? existing : undefined
  const addressed = addressedSubjects(settings)
  const neighbours = ours ? boundSubjects(ours).filter((subject) => !addressed.has(subject)) : []
  // By its default name it must be theirs: `a-b` with `c` and `a` with `b-c` make the same one.
  if (ours && neighbours.length > 0 && ours !== installed && settings.iam.roleName === undefined) throw roleNameTaken(name, neighbours)

  const subjects = [...new Set([...neighbours, ...group.map(subjectOf)])].sort()
  const path = settings.iam.path ?? existing?.path ?? '/'
  const wish = saidWish(settings, world, { name, path }, ours) ?? (existing && keptWish(ours, subjects, settings, world))
  if (!wish) throw nothingSaid()
  const accounts = [
    ...present(neighbours, world),
    ...group.filter((account) => !isPattern(subjectOf(account))).map((account): DesiredAccount => ({ ...account, create })),
    ...present(group.map(subjectOf).filter(isPattern), world),
  ]
  return assembled({ name, path, subjects, ...wish, accounts: unique(accounts) }, settings, world)
}

function assembled(
  parts: { name: string; path: string; subjects: string[]; accounts: DesiredAccount[] } & Wish,
  settings: Settings,
  world: World,
): Identity {
  const { name, path, subjects, policy, attached, grant, accounts } = parts
  const { permissionsBoundary } = settings.iam
  const remembered = Object.fromEntries(attached.map((arn) => [attachedTag(arn), arn]))
  const text = JSON.stringify(grant)
  return {
    role: {
      arn: roleArn({ partition: world.partition, account: world.caller.account, path, name }),
      name,
      path,
      statement: trustStatement({
        providerArn: oidcProviderArn(world.cluster.arn, world.cluster.issuer),
        issuer: world.cluster.issuer,
        serviceAccounts: subjects.flatMap((subject) => serviceAccountOf(subject) ?? []),
        sid: MARKS.binding.sid,
      }),
      tags: { ...settings.iam.tags, ...tagsOf(world), ...(policy ? { [TAG_POLICY]: policy.arn } : {}), ...remembered, ...sealOf(text) },
      ...(permissionsBoundary ? { boundary: permissionsBoundary } : {}),
    },
    ...(policy ? { policy } : {}),
    attached,
    serviceAccounts: accounts,
    grant: text,
  }
}

/** Our role that lets in some of the group and, of those that are named, nobody else. */
function installedRole(group: ServiceAccountName[], settings: Settings, world: World): Role | undefined {
  const [own, addressed] = [new Set(group.map(subjectOf)), addressedSubjects(settings)]
  const fitting = ourRoles(world).filter((role) => {
    const named = boundSubjects(role).filter((subject) => addressed.has(subject))
    return named.length > 0 && named.every((subject) => own.has(subject))
  })
  if (fitting.length > 1 && settings.iam.roleName === undefined) {
    const names = fitting.map(({ name }) => name).join(', ')
    throw badInput(
      '--role-name',
      `these ServiceAccounts have several roles now: ${names}`,
      'the one that shall be theirs, or --role-per-service-account',
    )
  }
  return fitting[0]
}

/**
 * With --adopt: the role that one of them carries already, if it lets that one in. A tenant may name any role in the annotation, and would
 * else be let into somebody else's.
 */
function adoptedRole(group: ServiceAccountName[], settings: Settings, world: World): Role | undefined {
  if (!settings.adopt) return undefined
  const { issuer, arn: clusterArn } = world.cluster
  const where = { providerArn: oidcProviderArn(clusterArn, issuer), issuer, audience: AUDIENCE }
  const carriers = accountsOf(group.map(subjectOf), world)
  return world.candidates.find(({ arn, trust }) =>
    carriers.some(
      (account) =>
        account.metadata.annotations?.[ROLE_ARN_ANNOTATION] === arn &&
        judgeTrust(trust, { ...where, subject: subjectOf(nameOf(account)) }).allowed,
    ),
  )
}

function newRoleName(group: ServiceAccountName[], settings: Settings): string {
  const [only, ...more] = group
  if (only && more.length === 0 && !isPattern(subjectOf(only))) {
    return boundRoleNameFor(settings.iam.namePrefix ?? settings.target.cluster, only)
  }
  const what = more.length > 0 ? 'for several ServiceAccounts in one role' : 'for names with wildcards'
  throw badInput('--role-name', `must be said ${what}`, 'the name of the role, or --role-per-service-account')
}

/** Those of them that are there, as accounts that nothing is created for. */
function present(subjects: string[], world: World): DesiredAccount[] {
  return accountsOf(subjects, world).map(({ metadata }) => ({ namespace: metadata.namespace ?? '', name: metadata.name, create: false }))
}

function unique(accounts: DesiredAccount[]): DesiredAccount[] {
  return [...new Map(accounts.map((account) => [subjectOf(account), account])).values()]
}

function nothingSaid(): Failure {
  return badInput(
    '--policy-arn',
    'nothing says what the role may do',
    '--policy-arn ARN, --policy FILE or --ecr-read REPO, alone or together',
  )
}

function roleNameTaken(name: string, subjects: string[]): Failure {
  return badInput('--role-name', `the role ${name} is that of ${subjects.join(', ')}`, 'another name, or the same one to share it')
}
