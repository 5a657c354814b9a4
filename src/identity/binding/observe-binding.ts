import type { Policy, Role } from '../../model/aws.ts'
import type { Settings } from '../../model/settings.ts'
import { parseArn, policyArn, roleNameOfArn } from '../../domain/arn.ts'
import { Failure } from '../../domain/failure.ts'
import { oidcProviderArn } from '../../domain/issuer.ts'
import { boundRoleNameFor } from '../../domain/names.ts'
import { formerProvidersOf } from '../iam-marks.ts'
import { ROLE_ARN_ANNOTATION, taggedPolicies } from '../../domain/ownership.ts'
import { trustsProvider } from '../../domain/trust-policy.ts'
import { serviceAccountOf, type ServiceAccountName } from '../../domain/web-identity.ts'
import { isPattern, matches } from '../../domain/wildcard.ts'
import type { KubeObject, KubeReader } from '../../model/kube.ts'
import { addressedSubjects, bindingOf, boundSubjects, isMeant, nameOf } from './bound.ts'
import { at } from '../../domain/at.ts'
import { CONTROLLERS } from '../../domain/controllers.ts'
import { installsControllers } from '../flux-controllers.ts'
import { observeAssociations } from '../observe-associations.ts'
import type { ReadPorts } from '../../model/ports.ts'
import type { Place, World } from '../../model/world.ts'
import { shell } from '../../domain/shell.ts'

/**
 * Reads what binding or unbinding the named ServiceAccounts rests on: these, their pods, the roles that let them in or are named for
 * them, and the other ServiceAccounts of such a role. Of other bindings it holds nothing, so none of them can be taken for left over.
 * Throws a Failure (exit 64) where one is to be bound in a namespace that is not there, or a policy to be attached that is none.
 */
export async function observeBinding({ kube, aws }: ReadPorts, settings: Settings, place: Place): Promise<World> {
  const { accounts, takesAway } = bindingOf(settings)
  const providerArn = oidcProviderArn(place.cluster.arn, place.cluster.issuer)
  const named = accounts.some(({ namespace }) => isPattern(namespace))
    ? undefined
    : [...new Set(accounts.map(({ namespace }) => namespace))]
  const ofThese = (account: ServiceAccountName) => isMeant(account, accounts)
  // Of named namespaces all is read at once; where a pattern means some of them, the ServiceAccounts tell which.
  const podsAhead = named && listIn(kube, 'Pod', named)
  // What takes an identity away need not know who else gives one.
  const associationsIn = async (namespaces: string[]) =>
    takesAway ? { associations: [] } : observeAssociations(aws, place.cluster.name, namespaces, ofThese)
  const associationsAhead = named && associationsIn(named)
  const policiesAhead = readingPolicies(aws)
  for (const arn of [...policyArnsByName(settings, place, []), ...(bindingOf(settings).policyArns ?? [])])
    void policiesAhead(arn).catch(() => {})
  for (const ahead of [podsAhead, associationsAhead]) ahead?.catch(() => {})

  const [provider, roles, namespaces, listed] = await Promise.all([
    // A cluster that is gone has no issuer to ask for.
    place.cluster.issuer ? aws.oidcProvider(providerArn) : undefined,
    aws.roles(),
    named ? present(kube, named) : undefined,
    listIn(kube, 'ServiceAccount', named),
  ])
  const missing = named?.find((name) => !namespaces?.includes(name))
  if (missing !== undefined && !takesAway) throw namespaceNotFound(missing)

  const meant = listed.filter((account) => ofThese(nameOf(account)))
  if (!takesAway) await requireNotInstalls(accounts, listed, kube)
  const names = candidateNames(roles, meant, settings, providerArn)
  const candidates = (await Promise.all(names.map((name) => aws.role(name)))).filter((role) => role !== undefined)
  const ofMeant = [...new Set(meant.map(({ metadata }) => metadata.namespace ?? ''))]
  const [policies, neighbours, pods, associations, formerProviders] = await Promise.all([
    policiesOf(candidates, settings, place, policiesAhead),
    neighboursOf(candidates, settings, kube),
    podsAhead ?? listIn(kube, 'Pod', meant.length === 0 ? [] : undefined),
    associationsAhead ?? associationsIn(ofMeant),
    formerProvidersOf(aws, candidates, place, 'binding'),
  ])
  return {
    ...place,
    ...associations,
    part: 'binding',
    provider,
    formerProviders,
    roles,
    candidates,
    policies: new Map(policies.map((policy) => [policy.arn, policy])),
    namespace: undefined,
    namespaces: namespaces ?? ofMeant,
    serviceAccounts: [...meant, ...neighbours.filter((account) => !ofThese(nameOf(account)))],
    secrets: new Map(),
    releases: [],
    instance: undefined,
    flux: [],
    operator: undefined,
    pods: pods.filter((pod) =>
      meant.some(
        ({ metadata }) => at(pod, ['spec', 'serviceAccountName']) === metadata.name && pod.metadata.namespace === metadata.namespace,
      ),
    ),
  }
}

/** Of some namespaces, or (`undefined`) of all. */
async function listIn(kube: KubeReader, kind: string, namespaces: string[] | undefined): Promise<KubeObject[]> {
  if (!namespaces) return (await kube.list({ kind })) ?? []
  return (await Promise.all(namespaces.map((namespace) => kube.list({ kind, namespace })))).flatMap((list) => list ?? [])
}

async function present(kube: KubeReader, names: string[]): Promise<string[]> {
  const found = await Promise.all(names.map((name) => kube.get({ kind: 'Namespace', name })))
  return names.filter((_, index) => found[index] && !found[index].metadata.deletionTimestamp)
}

/** What a role, and its policy, would be called: as said, or by default. */
function namesToMake({ iam, target, binding }: Settings): string[] {
  const byDefault = (binding?.accounts ?? []).map((account) => boundRoleNameFor(iam.namePrefix ?? target.cluster, account))
  return [...byDefault, ...(iam.roleName ? [iam.roleName] : [])]
}

/** Roles that let one of them in, that one of them carries, and those of the names that would be made. */
function candidateNames(roles: World['roles'], meant: KubeObject[], settings: Settings, providerArn: string): string[] {
  const subjects = addressedSubjects(settings)
  const wanted = new Set(namesToMake(settings).map(lower))
  const carried = new Set(meant.map((account) => roleNameOfArn(account.metadata.annotations?.[ROLE_ARN_ANNOTATION] ?? '')))
  return roles
    .filter(
      (role) =>
        wanted.has(lower(role.name)) ||
        boundSubjects(role).some((subject) => subjects.has(subject)) ||
        (carried.has(role.name) && trustsProvider(role.trust, providerArn)),
    )
    .map(({ name }) => name)
}

/** Each policy once, whoever asks for it. */
function readingPolicies(aws: ReadPorts['aws']): ReadPolicy {
  const reads = new Map<string, Promise<Policy | undefined>>()
  return (arn) => {
    const read = reads.get(arn) ?? aws.policy(arn)
    reads.set(arn, read)
    return read
  }
}
type ReadPolicy = (arn: string) => Promise<Policy | undefined>

/** Of what stands already under the names that would be made; `candidates` may have others. */
function policyArnsByName(settings: Settings, place: Place, candidates: Role[]): string[] {
  const { policyName, path = '/' } = settings.iam
  const names = policyName ? [policyName] : [...namesToMake(settings), ...candidates.map(({ name }) => name)]
  return names.map((name) => policyArn({ partition: place.partition, account: place.caller.account, path, name }))
}

/** What our tags name, what stands already under the name that would be made, and what shall be attached. */
async function policiesOf(candidates: Role[], settings: Settings, place: Place, read: ReadPolicy) {
  const tagged = candidates.flatMap(({ tags }) => taggedPolicies(tags)).filter((arn) => parseArn(arn)?.account === place.caller.account)
  const asked = bindingOf(settings).policyArns ?? []
  const arns = [...new Set([...policyArnsByName(settings, place, candidates), ...tagged, ...asked])]
  const found = (await Promise.all(arns.map(read))).filter((policy) => policy !== undefined)
  const missing = asked.find((arn) => !found.some((policy) => policy.arn === arn))
  if (missing !== undefined) throw policyNotFound(missing)
  return found
}

/** ServiceAccounts that share a role with those that are named: what they remember of it must stay true. */
async function neighboursOf(candidates: Role[], settings: Settings, kube: KubeReader): Promise<KubeObject[]> {
  const addressed = addressedSubjects(settings)
  const others = candidates.flatMap(boundSubjects).filter((subject) => !addressed.has(subject) && !isPattern(subject))
  const names = [...new Set(others)].flatMap((subject) => serviceAccountOf(subject) ?? [])
  const found = await Promise.all(names.map((name) => kube.get({ kind: 'ServiceAccount', ...name })))
  return found.filter((account) => account !== undefined)
}

/** A controller of Flux that has its role from install can have no second one: the two would take turns. To take away is always allowed. */
async function requireNotInstalls(accounts: ServiceAccountName[], listed: KubeObject[], kube: KubeReader): Promise<void> {
  const controllers = accounts.filter(({ name }) => CONTROLLERS.some((one) => matches(name, one)))
  if (controllers.length === 0) return
  const namespaces = [...new Set(controllers.map(({ namespace }) => namespace))]
  const instances = await listIn(kube, 'FluxInstance', namespaces.some(isPattern) ? undefined : namespaces)
  const found = installsControllers(listed, instances).filter((account) => isMeant(account, accounts))
  const [first] = found
  if (!first) return
  const names = found.map(({ namespace, name }) => `${namespace}/${name}`).join(', ')
  const role = listed.find((account) => isMeant(nameOf(account), [first]))?.metadata.annotations?.[ROLE_ARN_ANNOTATION]
  throw new Failure({
    code: 'flux-controller',
    source: 'user',
    message: `${names}: a controller of Flux that has its role from flux-irsa install, and can have no second one`,
    ...(role ? { evidence: [['role', role]] } : {}),
    fix: shell`aws iam attach-role-policy --role-name ${roleNameOfArn(role ?? '') ?? 'ROLE'} --policy-arn ${'ARN'}`,
    docs: 'bind.md#fluxs-own-controllers',
  })
}

function lower(text: string): string {
  return text.toLowerCase()
}

function policyNotFound(arn: string): Failure {
  return new Failure({
    code: 'policy-not-found',
    source: 'user',
    message: `--policy-arn: there is no policy ${arn}`,
    fix: "aws iam list-policies --query 'Policies[].Arn' --output text",
    docs: 'bind.md',
    exitCode: 64,
  })
}

function namespaceNotFound(name: string): Failure {
  return new Failure({
    code: 'namespace-not-found',
    source: 'user',
    message: `there is no namespace ${name}`,
    fix: shell`kubectl create namespace ${name}`,
    docs: 'bind.md',
    exitCode: 64,
  })
}
