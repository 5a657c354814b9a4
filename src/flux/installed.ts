import { pathOfArn, policyNameOfArn, roleNameOfArn } from '../domain/arn.ts'
import { CONTROLLERS } from '../domain/controllers.ts'
import { ROLE_ARN_ANNOTATION, TAG_POLICY } from '../domain/ownership.ts'
import { ecrPolicy, repositoriesOf, repositoryArns } from '../domain/permissions-policy.ts'
import { ourStatement, subjectsOf } from '../domain/trust-policy.ts'
import type { Release } from '../model/helm.ts'
import type { Role } from '../model/aws.ts'
import type { Settings } from '../model/settings.ts'
import type { KubeObject } from '../model/kube.ts'
import { adoptableGrant } from './adoptable.ts'
import { adoptedValues } from './adopted-values.ts'
import { allowsNoMore, isTexts, rememberedBy } from '../identity/grant-memory.ts'
import type { Grant } from '../identity/grant.ts'
import { at } from '../domain/at.ts'
import { chartsOf, INSTANCE, OPERATOR } from './names.ts'
import { patchedServiceAccounts } from '../domain/annotation-patch.ts'
import { holdsAnnotation, isOurObject, isOurRelease, ourRoles } from '../identity/ours.ts'
import type { World } from '../model/world.ts'

/** What our last install left, in the words of the options. A run that does not say otherwise keeps it. */
export interface Installed {
  roleName?: string
  rolePath?: string
  policyName?: string
  policyPath?: string
  repositories?: string[]
  access?: 'minimal' | 'read'
  serviceAccounts?: string[]
  /** Each controller with the name of its role, where they have one each. */
  roleNames?: Map<string, string>
  operatorVersion?: string
  chartRepository?: string
  instanceValues?: Record<string, unknown>
  operatorValues?: Record<string, unknown>
}

/**
 * Reads our own objects back into options: there is no state file, so the world is the memory. What drifts easily (trust, policy) is
 * asked last: first the values that helm keeps of our releases and the annotations on our ServiceAccounts, or a hand's edit of the
 * policy would become the wish.
 */
export function readInstalled(world: World, settings: Settings): Installed {
  // What is being adopted counts as installed: nobody's values are lost by taking a release over.
  const counts = (release: Release) => isOurRelease(release) || settings.adopt
  const operator = world.releases.find((release) => release.name === OPERATOR && counts(release))
  const instance = world.releases.find((release) => release.name === INSTANCE && counts(release))
  const charts = chartsOf(operator)
  return {
    ...identity(world, settings, instance),
    ...(operator?.chart.version ? { operatorVersion: operator.chart.version, operatorValues: operator.values } : {}),
    ...(charts ? { chartRepository: charts } : {}),
    ...instanceValuesOf(world, settings, instance),
  }
}

/** Of a release of ours its values; where one is taken over, all that the live FluxInstance says too. */
function instanceValuesOf(world: World, { adopt }: Settings, release: Release | undefined): Pick<Installed, 'instanceValues'> {
  const values = adopt && !(release && isOurRelease(release)) ? adoptedValues(release, world.instance) : release?.values
  return values ? { instanceValues: values } : {}
}

function identity(world: World, settings: Settings, instance: Release | undefined): Installed {
  const patched = patchedServiceAccounts(at(instance?.values, ['instance', 'kustomize']))
  const held = world.serviceAccounts.filter((account) => holdsAnnotation(account) || isOurObject(account, world.cluster.arn))
  const role = ourRole(world, settings)
  const roleArn =
    role?.arn ?? patched[0]?.roleArn ?? held.map((account) => account.metadata.annotations?.[ROLE_ARN_ANNOTATION]).find(Boolean)
  const grant = remembered(held, role, world, settings) ?? grantOfPolicy(role, world) ?? adoptableGrant(world, settings)
  const roleName = roleArn && roleNameOfArn(roleArn)
  const policyArn = grant?.policy ?? role?.tags[TAG_POLICY]
  const policyName = policyArn && policyNameOfArn(policyArn)
  // An install that was cut off has annotated some only; each of them remembers all.
  const known = [patched.map(({ name }) => name), grant?.serviceAccounts ?? [], held.map((account) => account.metadata.name)]
  const named = [...known, trusted(role, settings)].find((names) => names.length > 0)
  return {
    ...(roleArn && roleName ? { roleName, rolePath: pathOfArn(roleArn) } : {}),
    ...(policyArn && policyName ? { policyName, policyPath: pathOfArn(policyArn) } : {}),
    ...(grant ? { repositories: grant.repositories, access: grant.access } : {}),
    ...(named ? { serviceAccounts: named } : {}),
    ...(grant?.roleEach ? { roleNames: namesOfRoles(world, patched) } : {}),
  }
}

/** What the instance's patches say, else the annotations. */
function namesOfRoles(world: World, patched: { name: string; roleArn: string }[]): Map<string, string> {
  const annotated = world.serviceAccounts
    .filter((account) => holdsAnnotation(account))
    .map(({ metadata }) => ({ name: metadata.name, roleArn: metadata.annotations?.[ROLE_ARN_ANNOTATION] ?? '' }))
  return new Map(
    [...annotated, ...patched].flatMap(({ name, roleArn }) => {
      const role = roleNameOfArn(roleArn)
      return role ? [[name, role] as const] : []
    }),
  )
}

/** Of several roles of ours (a rename was cut off) the one that the options name, else the one that the ServiceAccounts carry. */
function ourRole(world: World, settings: Settings): Role | undefined {
  const ours = ourRoles(world)
  const annotated = new Set(
    world.serviceAccounts.map((account) => roleNameOfArn(account.metadata.annotations?.[ROLE_ARN_ANNOTATION] ?? '')),
  )
  return ours.find((role) => role.name === settings.iam.roleName) ?? ours.find((role) => annotated.has(role.name)) ?? ours[0]
}

function trusted(role: Role | undefined, settings: Settings): string[] {
  const statement = role && ourStatement(role.trust)
  const prefix = `system:serviceaccount:${settings.namespace}:`
  return statement ? subjectsOf(statement).flatMap((subject) => (subject.startsWith(prefix) ? subject.slice(prefix.length) : [])) : []
}

/** What the ServiceAccounts remember, as far as IAM confirms it. */
function remembered(held: KubeObject[], role: Role | undefined, world: World, settings: Settings): Grant | undefined {
  const roles = ourRoles(world)
  const letIn = new Set(roles.flatMap((one) => trusted(one, settings)))
  const given = world.policies.get(role?.tags[TAG_POLICY] ?? '')?.document
  const where = { partition: world.partition, region: world.region, account: world.caller.account }
  const isHarmless = (grant: Grant) => {
    if (!isGrant(grant)) return false
    const { repositories, access, policy, serviceAccounts = [] } = grant
    const pullsLayers = given ? (repositoriesOf(given, where)?.pullsLayers ?? false) : false
    const asked = ecrPolicy({ access, repositoryArns: repositoryArns(repositories, where), pullsLayers })
    if (given && !allowsNoMore(asked, given)) return false
    // An install that was cut off before it made the role; and where there is no policy, the default would allow every repository.
    if (!role) return serviceAccounts.every((name) => CONTROLLERS.some((controller) => controller === name))
    return serviceAccounts.every((name) => letIn.has(name)) && (policy === undefined || policy === role.tags[TAG_POLICY])
  }
  const grant = rememberedBy<Grant>(held, roles, isHarmless)
  return grant && isGrant(grant) ? grant : undefined
}

function isGrant({ repositories, access, serviceAccounts = [] }: Partial<Grant>): boolean {
  return isTexts(repositories) && isTexts(serviceAccounts) && (access === 'minimal' || access === 'read')
}

function grantOfPolicy(role: Role | undefined, world: World): Grant | undefined {
  const policy = world.policies.get(role?.tags[TAG_POLICY] ?? '')
  return policy && repositoriesOf(policy.document, { partition: world.partition, region: world.region, account: world.caller.account })
}

/** A text value of the installed flux-instance release, e.g. `sync.url`. */
export function installedText(installed: Installed, path: string): string | undefined {
  const value = at(installed.instanceValues, ['instance', ...path.split('.')])
  return typeof value === 'string' && value !== '' ? value : undefined
}
