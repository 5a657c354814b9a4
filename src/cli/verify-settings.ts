import { foreignFlux, type ForeignFlux } from '../checks/flux/foreign-flux.ts'
import { operatorDeployment } from '../checks/flux/operator-deployment.ts'
import type { VerifySettings } from '../checks/kernel/settings.ts'
import { at } from '../domain/at.ts'
import { DEFAULT_SERVICE_ACCOUNTS } from '../domain/controllers.ts'
import { Failure } from '../domain/failure.ts'
import { RELEASE_LABEL, ROLE_ARN_ANNOTATION } from '../domain/ownership.ts'
import { shell } from '../domain/shell.ts'
import { AWS_KINDS, awsUsesOf, idOf } from '../flux/aws-uses.ts'
import { patchedServiceAccounts } from '../domain/annotation-patch.ts'
import { INSTANCE, OPERATOR } from '../flux/names.ts'
import { holdsAnnotation, isOurObject, otherOwner } from '../identity/ours.ts'
import { helmReleaseOf } from '../identity/owner.ts'
import type { KubeObject, KubeReader } from '../model/kube.ts'
import type { Settings } from '../model/settings.ts'
import type { Place } from '../model/world.ts'
import { bindInvocation, invocationOf } from './next-command.ts'

const DEFAULT_NAMESPACE = 'flux-system'

interface Installation {
  /** Names of the ServiceAccounts that it is about. */
  accounts: string[]
  /** The command of ours that it takes: what it would refuse is never printed as a fix. */
  command: 'install' | 'adopt'
  /** Flux is not flux-operator's, or half of Git's and half of somebody's Helm: an install gives it its identity alone. */
  isForeign?: true
  /** Who keeps the FluxInstance, where that is not us. */
  keeper?: string
}

/** Which ServiceAccounts this installation is about: those named, else those that our patches and annotations name, else the default. */
export async function verifySettings(settings: Settings, kube: KubeReader | Failure, place: Place): Promise<VerifySettings> {
  const { namespace } = settings
  const found = await installation(kube, namespace, place)
  const named = settings.serviceAccounts ?? found.accounts
  return {
    namespace,
    serviceAccounts: named.length > 0 || found.isForeign ? named : [...DEFAULT_SERVICE_ACCOUNTS],
    ...(settings.noToken ? { noToken: true } : {}),
    ...(settings.iam.roleName ? { roleName: settings.iam.roleName } : {}),
    // A fix that is pasted must mean the Flux that was looked at.
    install: `${invocationOf(found.command, place)}${namespace === DEFAULT_NAMESPACE ? '' : shell` --namespace ${namespace}`}`,
    bind: (account) => bindInvocation(account, place),
    ...(found.isForeign ? { isForeign: true } : {}),
    ...(found.keeper ? { keeper: found.keeper } : {}),
  }
}

async function installation(kube: KubeReader | Failure, namespace: string, place: Place): Promise<Installation> {
  try {
    if (kube instanceof Failure) throw kube
    const [instance, accounts] = await Promise.all([
      kube.get({ kind: 'FluxInstance', namespace, name: INSTANCE }),
      kube.list({ kind: 'ServiceAccount', namespace }),
    ])
    if (instance) return await ofInstance(kube, instance, accounts ?? [], place)
    const flux = foreignFlux(namespace, (await kube.list({ kind: 'Deployment', namespace })) ?? [], instance)
    if (!flux) return { accounts: held(accounts ?? []), command: 'install' }
    return { ...(await ofForeign(kube, { flux, accounts: accounts ?? [], place })), isForeign: true }
  } catch (error) {
    // The checks say themselves what of Kubernetes cannot be read.
    if (error instanceof Failure) return { accounts: [], command: 'install' }
    throw error
  }
}

/**
 * Of a FluxInstance, who made it, as the planner judges it (src/flux/in-the-way.ts): ours, handed off, somebody's whom an install refuses,
 * or one that waits to be adopted.
 */
async function ofInstance(kube: KubeReader, instance: KubeObject, accounts: KubeObject[], place: Place): Promise<Installation> {
  const namespace = instance.metadata.namespace ?? ''
  const patched = patchedServiceAccounts(at(instance, ['spec', 'kustomize'])).map((patch) => patch.name)
  const known = [...new Set([...patched, ...held(accounts)])].sort()
  const keeper = otherOwner(instance)
  const kept = keeper ? { keeper } : {}
  if (known.length > 0 || accounts.some((account) => isOurObject(account, place.cluster.arn)))
    return { accounts: known, command: 'install', ...kept }

  const labels = await releaseLabels(kube, namespace)
  const isOurs = (release: string) => labels?.some(({ name, ...marks }) => name === release && marks[RELEASE_LABEL] !== undefined)
  if (!keeper) return { accounts: [], command: labels && !isOurs(INSTANCE) ? 'adopt' : 'install' }
  const operator = operatorDeployment((await kube.list({ kind: 'Deployment', namespace })) ?? [])
  // Half of Git's and half of somebody's Helm: an install has nothing to hold on to.
  const isRefused = operator && helmReleaseOf(operator) && !otherOwner(operator) && !isOurs(OPERATOR)
  if (!isRefused) return { accounts: [], command: 'install', ...kept }
  return { ...(await ofForeign(kube, { flux: { components: componentsOf(accounts) }, accounts, place })), isForeign: true, ...kept }
}

function held(accounts: KubeObject[]): string[] {
  return accounts.filter((account) => holdsAnnotation(account)).map(({ metadata }) => metadata.name)
}

/** flux-operator gives its name to the ServiceAccounts of the controllers that it runs. */
function componentsOf(accounts: KubeObject[]): string[] {
  return accounts.map(({ metadata }) => metadata.name).filter((name) => name !== 'default' && name !== OPERATOR)
}

/** The labels of Helm's releases; `undefined` where their Secrets may not be listed, which `verify` does without. */
async function releaseLabels(kube: KubeReader, namespace: string): Promise<Record<string, string>[] | undefined> {
  try {
    const secrets = await kube.list({ kind: 'Secret', namespace, labels: 'owner=helm' })
    return (secrets ?? []).map(({ metadata }) => metadata.labels ?? {})
  } catch (error) {
    if (error instanceof Failure) return undefined
    throw error
  }
}

/**
 * Of a Flux that somebody else keeps: its controllers that have a role, and those that objects make ask AWS for something. Where somebody gave
 * them a role, an install would be a conflict, so that it is taken over by name.
 */
async function ofForeign(
  kube: KubeReader,
  { flux, accounts, place }: { flux: Pick<ForeignFlux, 'components'>; accounts: KubeObject[]; place: Place },
): Promise<Pick<Installation, 'accounts' | 'command'>> {
  const lists = await Promise.allSettled([...AWS_KINDS, 'HelmRepository'].map((kind) => kube.list({ kind })))
  const objects = lists.flatMap((list) => (list.status === 'fulfilled' ? (list.value ?? []) : []))
  const known = new Map(objects.map((object) => [idOf(object), object]))
  const uses = awsUsesOf(objects, {
    find: (kind, namespace, name) => known.get(`${kind.toLowerCase()}/${namespace}/${name}`),
    home: { partition: place.partition, region: place.region, account: place.caller.account },
  })
  const asking = uses.filter(({ as, grant }) => as === 'controller' && grant !== 'kms-decrypt').map(({ controller }) => controller)
  const annotated = accounts.filter(
    ({ metadata }) => metadata.annotations?.[ROLE_ARN_ANNOTATION] && flux.components.includes(metadata.name),
  )
  const names = [...asking, ...annotated.map(({ metadata }) => metadata.name)]
  return {
    accounts: [...new Set(names)].filter((name) => flux.components.includes(name)).sort(),
    command: annotated.every((account) => holdsAnnotation(account)) ? 'install' : 'adopt',
  }
}
