import pLimit from 'p-limit'
import type { Role } from '../../model/aws.ts'
import type { Flux } from '../../model/flux.ts'
import { isRoleArn, parseArn, roleNameOfArn } from '../../domain/arn.ts'
import { oidcProviderArn } from '../../domain/issuer.ts'
import { annotationOwners } from '../../domain/managed-fields.ts'
import { MARKS, ROLE_ARN_ANNOTATION } from '../../domain/ownership.ts'
import { podIdentity } from '../../domain/pod-identity.ts'
import { AUDIENCE, judgeTrust, subjectOf } from '../../domain/trust-policy.ts'
import { at } from '../../domain/at.ts'
import type { ServiceAccountName } from '../../domain/web-identity.ts'
import type { KubeObject } from '../../model/kube.ts'
import { isFluxController } from '../flux-controllers.ts'
import { nameOf, podsOf } from './bound.ts'
import { targetOf, type Target } from '../../model/plan.ts'
import type { ReadPorts } from '../../model/ports.ts'
import type { Place } from '../../model/world.ts'

/** One ServiceAccount that names a role, or is one of Flux's own. */
export interface Binding {
  namespace: string
  serviceAccount: string
  /** Whether it is one of Flux's own controllers; `managedBy` tells whether install gave it its role. */
  flux: boolean
  /** What the annotation says; null where there is none. */
  roleArn: string | null
  /** `install` and `bind` are ours; else the field managers of the annotation. */
  managedBy: string | null
  /** `trusted`: the role is there and lets this ServiceAccount in. `unknown`: a role of another account, or one that cannot be read. */
  role: 'trusted' | 'not-trusted' | 'missing' | 'malformed' | 'unknown' | null
  pods: { with: number; without: number }
  /** When the role's credentials were last used, as IAM tells it some hours late (RFC 3339); null: never, or longer ago than it looks back. */
  lastUsed: string | null
}

export interface BindingList {
  schema: 'flux-irsa/list/v1'
  target: Target
  /** Every Flux in the cluster, whoever made it; absent where the caller may not look. */
  flux?: Flux[]
  bindings: Binding[]
}

const ROLES_AT_ONCE = 8

/**
 * Every ServiceAccount of the cluster that names a role, and Flux's own controllers also where they name none. Reads only.
 * Source of `lastUsed`: https://docs.aws.amazon.com/IAM/latest/APIReference/API_RoleLastUsed.html
 */
export async function listBindings({ kube, aws }: ReadPorts, place: Place): Promise<BindingList> {
  const [accounts, pods] = await Promise.all([kube.list({ kind: 'ServiceAccount' }), kube.list({ kind: 'Pod' })])
  const users = byAccount(pods ?? [])
  const podsUnder = (account: KubeObject) => users.get(keyOf(nameOf(account))) ?? []
  const listed = (accounts ?? []).filter((account) => annotationOf(account) !== undefined || isFluxController(account, podsUnder(account)))
  const limit = pLimit(ROLES_AT_ONCE)
  const names = [...new Set(listed.flatMap((account) => ownRoleName(annotationOf(account), place) ?? []))]
  const roles = new Map(await Promise.all(names.map(async (name) => [name, await limit(() => aws.roleItself(name))] as const)))
  const bindings = listed.map((account) => bindingOf(account, podsUnder(account), roles, place))
  return { schema: 'flux-irsa/list/v1', target: targetOf(place), bindings: bindings.toSorted(byName) }
}

/** Of thousands of pods each ServiceAccount has a few: looking through all of them for each would take the product of both. */
function byAccount(pods: KubeObject[]): Map<string, KubeObject[]> {
  const found = new Map<string, KubeObject[]>()
  for (const pod of pods) {
    const key = keyOf({ namespace: pod.metadata.namespace ?? '', name: String(at(pod, ['spec', 'serviceAccountName'])) })
    const known = found.get(key)
    if (known) known.push(pod)
    else found.set(key, [pod])
  }
  return found
}

const keyOf = ({ namespace, name }: ServiceAccountName) => `${namespace}/${name}`

type ReadRole = Omit<Role, 'attached'>

/** `pods` are those of the ServiceAccount. */
function bindingOf(account: KubeObject, pods: KubeObject[], roles: Map<string, ReadRole | undefined>, place: Place): Binding {
  const { namespace, name } = nameOf(account)
  const roleArn = annotationOf(account) ?? null
  const used = podsOf({ namespace, name }, pods)
  const carrying = roleArn === null ? [] : used.filter((pod) => podIdentity(pod, { roleArn }).state === 'injected')
  const role = roles.get(ownRoleName(roleArn ?? undefined, place) ?? '')
  return {
    namespace,
    serviceAccount: name,
    flux: isFluxController(account, pods),
    roleArn,
    managedBy: roleArn === null ? null : managerOf(account),
    role: roleArn === null ? null : stateOf(roleArn, role, subjectOf({ namespace, name }), place),
    pods: { with: carrying.length, without: used.length - carrying.length },
    lastUsed: role?.lastUsed === undefined ? null : new Date(role.lastUsed).toISOString(),
  }
}

function annotationOf(account: KubeObject): string | undefined {
  return account.metadata.annotations?.[ROLE_ARN_ANNOTATION]
}

/** The name of a role of the cluster's own account, which alone can be read. */
function ownRoleName(arn: string | undefined, { caller }: Place): string | undefined {
  return arn !== undefined && parseArn(arn)?.account === caller.account ? roleNameOfArn(arn) : undefined
}

function managerOf(account: KubeObject): string {
  const managers = annotationOwners(account, ROLE_ARN_ANNOTATION).map(({ manager }) => manager)
  if (managers.includes(MARKS.flux.fieldManager)) return 'install'
  if (managers.includes(MARKS.binding.fieldManager)) return 'bind'
  return managers.join(', ') || 'unknown'
}

function stateOf(arn: string, role: ReadRole | undefined, subject: string, place: Place): Binding['role'] {
  if (!isRoleArn(arn)) return 'malformed'
  if (ownRoleName(arn, place) === undefined) return 'unknown'
  if (role?.arn !== arn) return 'missing'
  const { issuer, arn: clusterArn } = place.cluster
  const { allowed, problems } = judgeTrust(role.trust, {
    providerArn: oidcProviderArn(clusterArn, issuer),
    issuer,
    audience: AUDIENCE,
    subject,
  })
  if (allowed) return 'trusted'
  return problems.every(({ kind }) => kind === 'unknown-operator') ? 'unknown' : 'not-trusted'
}

function byName(a: Binding, b: Binding): number {
  return a.namespace.localeCompare(b.namespace, 'en') || a.serviceAccount.localeCompare(b.serviceAccount, 'en')
}
