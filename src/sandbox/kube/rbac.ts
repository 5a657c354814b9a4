import type { KubeObject } from '../../model/kube.ts'
import type { ClusterStore } from './store-types.ts'

export interface Identity {
  username: string
  groups: string[]
}

/** What a request wants to do; `path` for requests that are not about a resource. */
export type Attributes =
  | { verb: string; group: string; resource: string; subresource?: string; namespace?: string; name?: string }
  | { verb: string; path: string }

export interface Rule {
  verbs: string[]
  apiGroups?: string[]
  resources?: string[]
  resourceNames?: string[]
  nonResourceURLs?: string[]
}

interface Subject {
  kind: string
  name: string
  namespace?: string
  apiGroup?: string
}
interface Grant {
  rules: Rule[]
  reason: string
}

const RBAC = '/apis/rbac.authorization.k8s.io/v1'

/** Kubernetes' RBAC authorizer over the stored (Cluster)Roles and Bindings; `system:masters` may do all. What no rule allows is a no. */
export function authorize(store: ClusterStore, identity: Identity, attributes: Attributes): { allowed: boolean; reason: string } {
  if (identity.groups.includes('system:masters')) return { allowed: true, reason: '' }
  const namespace = 'path' in attributes ? undefined : attributes.namespace
  const grant = grantsOf(store, identity, namespace).find(({ rules }) => rules.some((rule) => permits(rule, attributes)))
  return grant ? { allowed: true, reason: grant.reason } : { allowed: false, reason: '' }
}

/** All rules that hold for an identity in a namespace, for SelfSubjectRulesReview. */
export function rulesFor(store: ClusterStore, identity: Identity, namespace: string): Rule[] {
  const all: Rule[] = [
    { verbs: ['*'], apiGroups: ['*'], resources: ['*'] },
    { verbs: ['*'], nonResourceURLs: ['*'] },
  ]
  return identity.groups.includes('system:masters') ? all : grantsOf(store, identity, namespace).flatMap(({ rules }) => rules)
}

function grantsOf(store: ClusterStore, identity: Identity, namespace: string | undefined): Grant[] {
  const bindings = [
    ...store.list(`${RBAC}/clusterrolebindings`),
    ...(namespace ? store.list(`${RBAC}/namespaces/${namespace}/rolebindings`) : []),
  ]
  return bindings.flatMap((binding) => {
    const subjects = (binding['subjects'] ?? []) as Subject[]
    const subject = subjects.find((one) => covers(one, identity, binding.metadata.namespace))
    return subject ? [{ rules: rulesOf(store, binding), reason: reasonOf(binding, subject) }] : []
  })
}

function covers(subject: Subject, { username, groups }: Identity, namespace: string | undefined): boolean {
  if (subject.kind === 'Group') return groups.includes(subject.name)
  if (subject.kind === 'User') return subject.name === username
  return username === `system:serviceaccount:${subject.namespace ?? namespace}:${subject.name}`
}

function roleRefOf(binding: KubeObject): { kind: string; name: string } {
  return binding['roleRef'] as { kind: string; name: string }
}

function rulesOf(store: ClusterStore, binding: KubeObject): Rule[] {
  const { kind, name } = roleRefOf(binding)
  const role = store.get(
    kind === 'ClusterRole' ? `${RBAC}/clusterroles/${name}` : `${RBAC}/namespaces/${binding.metadata.namespace}/roles/${name}`,
  )
  return (role?.['rules'] ?? []) as Rule[]
}

/** Wording: k8s.io/kubernetes `plugin/pkg/auth/authorizer/rbac/rbac.go`. */
function reasonOf(binding: KubeObject, subject: Subject): string {
  const { kind, name } = roleRefOf(binding)
  const at = binding.metadata.namespace
  const where = at ? `RoleBinding "${binding.metadata.name}/${at}"` : `ClusterRoleBinding "${binding.metadata.name}"`
  const who = subject.kind === 'ServiceAccount' ? `"${subject.name}/${subject.namespace ?? at}"` : `"${subject.name}"`
  return `RBAC: allowed by ${where} of ${kind} "${name}" to ${subject.kind} ${who}`
}

function permits(rule: Rule, attributes: Attributes): boolean {
  if (!oneOf(rule.verbs, attributes.verb)) return false
  if ('path' in attributes) return rule.nonResourceURLs?.some((url) => urlMatches(url, attributes.path)) ?? false
  const { group, resource, subresource, name } = attributes
  return (
    oneOf(rule.apiGroups, group) &&
    resourceMatches(rule.resources ?? [], resource, subresource) &&
    (!rule.resourceNames?.length || (name !== undefined && rule.resourceNames.includes(name)))
  )
}

function oneOf(list: string[] | undefined, value: string): boolean {
  return list?.some((one) => one === '*' || one === value) ?? false
}

/** A bare `*` covers subresources too; `pods` alone does not cover `pods/log`. */
function resourceMatches(resources: string[], resource: string, subresource: string | undefined): boolean {
  const full = subresource ? `${resource}/${subresource}` : resource
  return resources.some((one) => one === '*' || one === full || (subresource !== undefined && one === `*/${subresource}`))
}

function urlMatches(url: string, path: string): boolean {
  return url === '*' || url === path || (url.endsWith('*') && path.startsWith(url.slice(0, -1)))
}
