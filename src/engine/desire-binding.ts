import type { Role } from '../aws/ports.ts'
import type { Origins, Settings } from '../config/settings.ts'
import { pathOfArn, policyArn, policyNameOfArn, roleArn } from '../domain/arn.ts'
import { badInput, Failure } from '../domain/failure.ts'
import { oidcProviderArn } from '../domain/issuer.ts'
import { boundRoleNameFor } from '../domain/names.ts'
import { attachedByUs, attachedTag, MARKS, ROLE_ARN_ANNOTATION, TAG_POLICY } from '../domain/ownership.ts'
import { ecrPolicy, repositoryArns } from '../domain/permissions-policy.ts'
import type { PolicyDocument } from '../domain/policy-document.ts'
import { statementsOf } from '../domain/canonical.ts'
import { AUDIENCE, subjectOf, trustStatement, type ServiceAccountName } from '../domain/trust-policy.ts'
import { serviceAccountOf } from '../domain/web-identity.ts'
import { isPattern } from '../domain/wildcard.ts'
import { accountsOf, addressedSubjects, bindingOf, boundSubjects, rememberedGrant, type BindingGrant } from './bound.ts'
import type { Desired, DesiredAccount, DesiredPolicy, Identity } from './desired.ts'
import { ourRoles } from './ours.ts'
import type { World } from './world.ts'

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
  return ourRoles(world).flatMap((role) => {
    const subjects = boundSubjects(role).filter((subject) => !addressed.has(subject))
    if (subjects.length === 0) return []
    const { policy, attached, grant } = asItIs(role, subjects, world)
    return [
      assembled(
        { name: role.name, path: role.path, subjects, policy, attached, grant, accounts: present(subjects, world) },
        settings,
        world,
      ),
    ]
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
  const wish = said(settings, world, { name, path }) ?? (existing && keptOf(ours, subjects, settings, world))
  if (!wish) throw nothingSaid()
  const accounts = [
    ...present(neighbours, world),
    ...group.filter((account) => !isPattern(account.namespace + account.name)).map((account): DesiredAccount => ({ ...account, create })),
    ...present(group.filter((account) => isPattern(account.namespace + account.name)).map(subjectOf), world),
  ]
  return assembled({ name, path, subjects, ...wish, accounts: unique(accounts) }, settings, world)
}

interface Wish {
  policy: DesiredPolicy | undefined
  attached: string[]
  grant: BindingGrant
}

/** What the options say that the role may do; `undefined` when they say nothing. */
function said(settings: Settings, world: World, role: { name: string; path: string }): Wish | undefined {
  const { policyArns, policy, ecrRead } = bindingOf(settings)
  if (!policyArns && !policy && !ecrRead) return undefined
  const grant: BindingGrant = {
    ...(ecrRead ? { ecrRead: ecrRead.toSorted() } : {}),
    ...(policyArns ? { policyArns: policyArns.toSorted() } : {}),
    ...(policy ? { document: true as const } : {}),
  }
  const document = documentOf(policy, ecrRead, world)
  return { policy: document && policyFor(role, document, settings, world), attached: policyArns ?? [], grant }
}

/** Nothing said: ours stays as it is; of somebody else's, which is taken over, we make and attach nothing. */
function keptOf(ours: Role | undefined, subjects: string[], settings: Settings, world: World): Wish | undefined {
  if (ours) return asItIs(ours, [...boundSubjects(ours), ...subjects], world)
  return settings.adopt ? { policy: undefined, attached: [], grant: {} } : undefined
}

/** What a role of ours may do now. A policy that was made of --ecr-read alone is known without looking, and so mended. */
function asItIs(role: Role, subjects: string[], world: World): Wish {
  const attached = [...new Set(attachedByUs(role.tags).values())]
  const remembered = rememberedGrant(subjects, world)
  const grant = remembered ?? {
    ...(attached.length > 0 ? { policyArns: attached.toSorted() } : {}),
    ...(role.tags[TAG_POLICY] ? { document: true as const } : {}),
  }
  const arn = role.tags[TAG_POLICY]
  if (!arn) return { policy: undefined, attached, grant }
  const name = policyNameOfArn(arn) ?? role.name
  const found = world.policies.get(arn)
  const document = grant.document ? found?.document : (documentOf(undefined, grant.ecrRead, world) ?? found?.document)
  if (!document) throw policyGone(role.name, arn)
  return { policy: { arn, name, path: pathOfArn(arn), document, tags: tagsOf(world) }, attached, grant }
}

function documentOf(policy: PolicyDocument | undefined, ecrRead: string[] | undefined, world: World): PolicyDocument | undefined {
  if (!ecrRead) return policy
  const { partition, region } = world
  const ecr = ecrPolicy({
    access: 'read',
    repositoryArns: repositoryArns(ecrRead, { partition, region, account: world.caller.account }),
    pullsLayers: true,
  })
  return policy ? { ...policy, Statement: [...statementsOf(policy), ...statementsOf(ecr)] } : ecr
}

function policyFor(
  { name, path }: { name: string; path: string },
  document: PolicyDocument,
  settings: Settings,
  world: World,
): DesiredPolicy {
  const tagged = world.candidates.find((role) => role.name === name && ourRoles(world).includes(role))?.tags[TAG_POLICY]
  const policyName = settings.iam.policyName ?? (tagged && policyNameOfArn(tagged)) ?? name
  const { partition, caller } = world
  const arn = policyArn({ partition, account: caller.account, path, name: policyName })
  return { arn, name: policyName, path, document, tags: { ...settings.iam.tags, ...tagsOf(world) } }
}

function assembled(
  parts: { name: string; path: string; subjects: string[]; accounts: DesiredAccount[] } & Wish,
  settings: Settings,
  world: World,
): Identity {
  const { name, path, subjects, policy, attached, grant, accounts } = parts
  const { permissionsBoundary } = settings.iam
  const remembered = Object.fromEntries(attached.map((arn) => [attachedTag(arn), arn]))
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
      tags: { ...settings.iam.tags, ...tagsOf(world), ...(policy ? { [TAG_POLICY]: policy.arn } : {}), ...remembered },
      ...(permissionsBoundary ? { boundary: permissionsBoundary } : {}),
    },
    ...(policy ? { policy } : {}),
    attached,
    serviceAccounts: accounts,
    grant: JSON.stringify(grant),
  }
}

function tagsOf(world: World): Record<string, string> {
  return { [MARKS.binding.tag]: world.cluster.arn }
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

/** With --adopt: the role that one of them carries already. */
function adoptedRole(group: ServiceAccountName[], settings: Settings, world: World): Role | undefined {
  if (!settings.adopt) return undefined
  const carried = accountsOf(group.map(subjectOf), world).map(({ metadata }) => metadata.annotations?.[ROLE_ARN_ANNOTATION])
  return world.candidates.find(({ arn }) => carried.includes(arn))
}

function newRoleName(group: ServiceAccountName[], settings: Settings): string {
  const [only, ...more] = group
  if (only && more.length === 0 && !isPattern(only.namespace + only.name)) {
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

function policyGone(role: string, arn: string): Failure {
  return new Failure({
    code: 'policy-gone',
    source: 'user',
    message: `the policy ${arn} of the role ${role} is gone, and only its document can bring it back`,
    fix: 'Say again what the role may do: --policy FILE, with --policy-arn and --ecr-read where it had them.',
    docs: 'bind.md',
  })
}
