import { CONTROLLERS } from '../domain/controllers.ts'
import { LOCK_LEASE } from '../domain/names.ts'
import type { KubeObject } from '../model/kube.ts'
import { RIGHTS_GROUPS, type RightsFor } from '../domain/rights-for.ts'
import type { RightsPlace } from './rights-place.ts'
import { tokenPolicy } from './token-policy.ts'

const RBAC = 'rbac.authorization.k8s.io'

interface Rule {
  apiGroups: string[]
  resources: string[]
  resourceNames?: string[]
  verbs: string[]
}

/** The objects that give a group these rights in the cluster, as an administrator applies them. */
export function kubernetesRights(wanted: RightsFor, place: RightsPlace): KubeObject[] {
  const group = RIGHTS_GROUPS[wanted]
  if (wanted === 'install' || wanted === 'uninstall') return [binding('ClusterRoleBinding', group, 'cluster-admin', group)]
  const { namespace, proves } = place
  const names = place.accounts.map(({ name }) => name)
  const guarded = proves && wanted !== 'plan' ? tokenPolicy(group) : []
  if (wanted === 'bind') return [...guarded, ...forBind(group, place)]
  const token = proves ? [rule('', ['serviceaccounts/token'], ['create'], names)] : []
  const extra: Record<'verify' | 'plan' | 'identity', Rule[]> = {
    verify: token,
    // Helm keeps its releases in Secrets, and RBAC cannot tell those from others in a list.
    plan: [rule('', ['secrets'], ['get', 'list'])],
    identity: [
      ...token,
      rule('', ['serviceaccounts'], ['create']),
      rule('', ['serviceaccounts'], ['patch'], names),
      rule('', ['pods'], ['delete']),
      ...LOCK,
    ],
  }
  return [
    ...guarded,
    ...roleAndBinding('ClusterRole', group, IN_THE_CLUSTER),
    ...roleAndBinding('Role', group, [...IN_THE_NAMESPACE, ...extra[wanted]], namespace),
  ]
}

const IN_THE_CLUSTER: Rule[] = [
  rule('', ['namespaces'], ['get']),
  rule('admissionregistration.k8s.io', ['mutatingwebhookconfigurations'], ['get'], ['pod-identity-webhook']),
  rule('apiextensions.k8s.io', ['customresourcedefinitions'], ['get']),
  // Whether a Flux is there already, whoever made it, and where.
  rule('apps', ['deployments'], ['list']),
  rule('fluxcd.controlplane.io', ['fluxinstances'], ['list']),
  rule('', ['pods'], ['list']),
  rule('image.toolkit.fluxcd.io', ['imagerepositories', 'imagepolicies', 'imageupdateautomations'], ['list']),
  // Everything that Flux fetches, decrypts or applies elsewhere.
  rule(
    'source.toolkit.fluxcd.io',
    ['gitrepositories', 'ocirepositories', 'helmrepositories', 'helmcharts', 'buckets', 'externalartifacts'],
    ['list'],
  ),
  rule('source.extensions.fluxcd.io', ['artifactgenerators'], ['list']),
  rule('kustomize.toolkit.fluxcd.io', ['kustomizations'], ['list']),
  rule('helm.toolkit.fluxcd.io', ['helmreleases'], ['list']),
]
const IN_THE_NAMESPACE: Rule[] = [
  rule('', ['serviceaccounts', 'pods'], ['get', 'list']),
  rule('apps', ['deployments'], ['get', 'list']),
  rule('fluxcd.controlplane.io', ['fluxinstances'], ['get']),
  rule('source.toolkit.fluxcd.io', ['gitrepositories', 'ocirepositories', 'buckets'], ['get', 'list']),
  rule('kustomize.toolkit.fluxcd.io', ['kustomizations'], ['get']),
]
/** A right to create has no name to be limited to (Kubernetes, "Using RBAC", referring to resources). */
const LOCK: Rule[] = [
  rule('coordination.k8s.io', ['leases'], ['create']),
  rule('coordination.k8s.io', ['leases'], ['get', 'update', 'delete'], [LOCK_LEASE]),
]

/** In each namespace of the ServiceAccounts that are named. */
function forBind(group: string, { accounts, proves }: RightsPlace): KubeObject[] {
  const namespaces = [...new Set(accounts.map(({ namespace }) => namespace))].sort()
  return [
    ...namespaces.flatMap((namespace) => {
      const names = accounts.filter((account) => account.namespace === namespace).map(({ name }) => name)
      const rules = [
        rule('', ['serviceaccounts'], ['get', 'list', 'create']),
        rule('', ['serviceaccounts'], ['patch', 'delete'], names),
        rule('', ['pods'], ['list']),
        rule('', ['pods/eviction'], ['create']),
        // Whether a controller of Flux has its role from install.
        ...(names.some((name) => CONTROLLERS.some((one) => one === name))
          ? [rule('fluxcd.controlplane.io', ['fluxinstances'], ['list'])]
          : []),
        ...(proves ? [rule('', ['serviceaccounts/token'], ['create'], names)] : []),
        ...LOCK,
      ]
      return roleAndBinding('Role', group, rules, namespace)
    }),
    ...roleAndBinding('ClusterRole', group, IN_THE_CLUSTER.slice(0, 2)),
  ]
}

function rule(apiGroup: string, resources: string[], verbs: string[], resourceNames?: string[]): Rule {
  return { apiGroups: [apiGroup], resources, ...(resourceNames ? { resourceNames } : {}), verbs }
}

function roleAndBinding(kind: 'Role' | 'ClusterRole', name: string, rules: Rule[], namespace?: string): KubeObject[] {
  const metadata = { name, ...(namespace ? { namespace } : {}) }
  return [{ apiVersion: `${RBAC}/v1`, kind, metadata, rules }, binding(`${kind}Binding`, name, name, name, namespace)]
}

function binding(kind: 'RoleBinding' | 'ClusterRoleBinding', name: string, role: string, group: string, namespace?: string): KubeObject {
  return {
    apiVersion: `${RBAC}/v1`,
    kind,
    metadata: { name, ...(namespace ? { namespace } : {}) },
    roleRef: { apiGroup: RBAC, kind: kind === 'RoleBinding' ? 'Role' : 'ClusterRole', name: role },
    subjects: [{ apiGroup: RBAC, kind: 'Group', name: group }],
  }
}
