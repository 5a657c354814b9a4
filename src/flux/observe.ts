import type { Role } from '../model/aws.ts'
import type { Settings } from '../model/settings.ts'
import { policyArn, parseArn, roleNameOfArn } from '../domain/arn.ts'
import { Failure } from '../domain/failure.ts'
import { oidcProviderArn } from '../domain/issuer.ts'
import { CONTROLLERS } from '../domain/controllers.ts'
import { controllerRoleNameFor, policyNameFor, roleNameFor } from '../domain/names.ts'
import { formerProvidersOf } from '../identity/iam-marks.ts'
import { ROLE_ARN_ANNOTATION, tagOwner, taggedPolicies } from '../domain/ownership.ts'
import { ourStatement, trustsProvider } from '../domain/trust-policy.ts'
import { readFluxEvidence } from './kinds/read-evidence.ts'
import { recogniseFlux } from './kinds/recognise.ts'
import type { KubeObject } from '../model/kube.ts'
import { gitSecretName, OPERATOR, INSTANCE } from './names.ts'
import { observeRegistryUses } from './registry-uses.ts'
import { observeAssociations } from '../identity/observe-associations.ts'
import type { ReadPorts } from '../model/ports.ts'
import type { Place, World } from '../model/world.ts'
import { shell } from '../domain/shell.ts'

/**
 * Finds the cluster and who is asking. Throws a Failure for a cluster that is not there or cannot be used now.
 */
export async function locate(aws: ReadPorts['aws'], settings: Settings, region: string): Promise<Place> {
  const name = settings.target.cluster
  const [caller, cluster] = await Promise.all([aws.callerIdentity(), aws.cluster(name)])
  if (!cluster) {
    throw new Failure({
      code: 'cluster-not-found',
      source: 'environment',
      message: `there is no EKS cluster "${name}" in ${region}, account ${caller.account}`,
      evidence: [['caller', caller.arn]],
      fix: shell`aws eks list-clusters --region ${region}`,
      docs: 'troubleshooting.md#cluster-not-found',
    })
  }
  if (!cluster.issuer || !cluster.endpoint) {
    throw new Failure({
      code: 'cluster-not-ready',
      source: 'environment',
      message: `the cluster "${name}" is ${cluster.status}: it has no endpoint or OIDC issuer yet`,
      fix: shell`aws eks wait cluster-active --name ${name} --region ${region}`,
      docs: 'install.md',
    })
  }
  if (cluster.status !== 'ACTIVE' && cluster.status !== 'UPDATING') {
    throw new Failure({
      code: 'cluster-not-ready',
      source: 'environment',
      message: `the cluster "${name}" is ${cluster.status}, not ACTIVE`,
      fix: shell`aws eks wait cluster-active --name ${name} --region ${region}`,
      docs: 'install.md',
    })
  }
  const { cluster: _cluster, region: _region, ...reachedWith } = settings.target
  return { cluster, caller, region, partition: parseArn(cluster.arn)?.partition ?? 'aws', reachedWith }
}

/** Reads all that a plan rests on, side by side where nothing depends on anything. */
export async function observe(ports: ReadPorts, settings: Settings, place: Place): Promise<World> {
  const { namespace } = settings
  const { kube, aws, helm } = ports
  const serviceAccountsRead = kube.list({ kind: 'ServiceAccount', namespace })
  const evidenceRead = readFluxEvidence(kube, namespace)
  const instanceRead = evidenceRead.then(({ instances }) => named(instances, namespace, INSTANCE))
  const releasesRead = helm.releases(namespace)

  const iam = async () => {
    const byName = policyByName(settings, place)
    // None of these waits for another: its document is read while the roles are.
    const ofThatName = aws.policy(byName)
    const readRoles = async () => {
      const [roles, serviceAccounts] = await Promise.all([aws.roles(), serviceAccountsRead])
      const names = candidateNames(roles, serviceAccounts ?? [], settings, place)
      const candidates = (await Promise.all(names.map((name) => aws.role(name)))).filter((role) => role !== undefined)
      return { roles, candidates }
    }
    const [provider, { roles, candidates }] = await Promise.all([
      // A cluster that is gone has no issuer to ask for.
      place.cluster.issuer ? aws.oidcProvider(oidcProviderArn(place.cluster.arn, place.cluster.issuer)) : undefined,
      readRoles(),
      ofThatName,
    ])
    const tagged = taggedArns(candidates, place, settings).filter((arn) => arn !== byName)
    const trusted = provider ? undefined : providerOfOurs(candidates, place)
    const [policies, formerProviders, oldProvider] = await Promise.all([
      Promise.all([ofThatName, ...tagged.map((arn) => aws.policy(arn))]).then((read) => read.filter((policy) => policy !== undefined)),
      formerProvidersOf(aws, candidates, place, 'flux'),
      trusted ? aws.oidcProvider(trusted) : undefined,
    ])
    return {
      formerProviders,
      provider: trusted ? oldProvider : provider,
      roles,
      candidates,
      policies: new Map(policies.map((policy) => [policy.arn, policy])),
    }
  }
  const secrets = async () => {
    const read = (name: string) => kube.get({ kind: 'Secret', namespace, name })
    // Under the name that it has most likely it is read while the rest is found out.
    const likelyName = gitSecretName(settings, undefined, [])
    const likely = read(likelyName)
    likely.catch(() => {})
    const [instance, releases] = await Promise.all([instanceRead, releasesRead])
    const names = [
      ...new Set([gitSecretName(settings, instance, releases), settings.git.existingSecret].filter((name) => name !== undefined)),
    ]
    const found = (await Promise.all(names.map((name) => (name === likelyName ? likely : read(name))))).filter(
      (secret) => secret !== undefined,
    )
    return new Map(found.map((secret) => [secret.metadata.name, secret]))
  }
  // Of a cluster that is gone EKS knows none.
  const associated = place.cluster.issuer
    ? observeAssociations(aws, place.cluster.name, [namespace], ({ name }) => CONTROLLERS.some((one) => one === name))
    : { associations: [] }
  const [fromIam, gitSecrets, namespaceObject, serviceAccounts, releases, instance, evidence, pods, associations, registryUses] =
    await Promise.all([
      iam(),
      secrets(),
      kube.get({ kind: 'Namespace', name: namespace }),
      serviceAccountsRead,
      releasesRead,
      instanceRead,
      evidenceRead,
      kube.list({ kind: 'Pod', namespace }),
      associated,
      settings.repositories ? observeRegistryUses(kube, place) : [],
    ])
  return {
    ...place,
    ...associations,
    registryUses,
    part: 'flux',
    ...fromIam,
    secrets: gitSecrets,
    namespace: namespaceObject,
    namespaces: namespaceObject ? [namespace] : [],
    serviceAccounts: serviceAccounts ?? [],
    releases,
    instance,
    flux: recogniseFlux(evidence),
    operator: named(evidence.operators, namespace, OPERATOR),
    pods: pods ?? [],
  }
}

function named(objects: KubeObject[], namespace: string, name: string): KubeObject | undefined {
  return objects.find(({ metadata }) => metadata.namespace === namespace && metadata.name === name)
}

/** Roles worth reading in full: ours by Sid, the one wanted by name, those that Flux's ServiceAccounts carry. */
function candidateNames(roles: World['roles'], serviceAccounts: KubeObject[], settings: Settings, place: Place): string[] {
  const providerArn = oidcProviderArn(place.cluster.arn, place.cluster.issuer)
  const prefix = settings.iam.namePrefix ?? settings.target.cluster
  const wanted = new Set([wantedRoleName(settings), ...CONTROLLERS.map((name) => controllerRoleNameFor(prefix, name))].map(lower))
  const annotated = new Set(serviceAccounts.map((account) => roleNameOfArn(account.metadata.annotations?.[ROLE_ARN_ANNOTATION] ?? '')))
  return roles
    .filter(
      (role) =>
        wanted.has(lower(role.name)) ||
        ourStatement(role.trust) !== undefined ||
        (annotated.has(role.name) && trustsProvider(role.trust, providerArn)),
    )
    .map((role) => role.name)
}

function lower(text: string): string {
  return text.toLowerCase()
}

/** Of a cluster that is gone only our role's trust still says which provider it had. */
function providerOfOurs(candidates: Role[], place: Place): string | undefined {
  if (place.cluster.issuer) return undefined
  const ours = candidates.find((role) => tagOwner(role.tags, place.cluster.arn) === 'ours')
  const principal = ours && ourStatement(ours.trust)?.Principal
  return typeof principal === 'object' ? [principal['Federated'] ?? []].flat()[0] : undefined
}

function policyByName(settings: Settings, place: Place): string {
  const name = settings.iam.policyName ?? policyNameFor(settings.iam.namePrefix ?? settings.target.cluster)
  return policyArn({ partition: place.partition, account: place.caller.account, path: settings.iam.path ?? '/', name })
}

/** Policies that our tags name; where roles are taken over, what is attached to them too. */
function taggedArns(candidates: Role[], place: Place, { adopt }: Settings): string[] {
  const ofTags = candidates.flatMap((role) => [...taggedPolicies(role.tags), ...(adopt ? role.attached : [])])
  const own = ofTags.filter((arn) => parseArn(arn)?.account === place.caller.account)
  return [...new Set(own)]
}

/** The role's name as the options say it, or its default. */
function wantedRoleName(settings: Settings): string {
  return settings.iam.roleName ?? roleNameFor(settings.iam.namePrefix ?? settings.target.cluster)
}
