import type { AccessQuestion } from '../model/kube.ts'
import type { Action, ActionKind } from '../model/plan.ts'

type Right = Pick<AccessQuestion, 'verb' | 'group' | 'resource' | 'subresource' | 'name'> & { clusterWide?: true }

const RBAC = 'rbac.authorization.k8s.io'
const FLUX = 'fluxcd.controlplane.io'

const of = (group: string, resource: string, verbs: string[]): Right[] => verbs.map((verb) => ({ verb, group, resource }))
const everywhere = (rights: Right[]): Right[] => rights.map((right) => ({ ...right, clusterWide: true }))

/** Helm keeps its releases in Secrets: it makes a revision, changes its status, and removes old ones. */
const HELM_HISTORY = of('', 'secrets', ['create', 'update', 'patch', 'delete'])

/** What is in the flux-operator chart: templates/ of charts/flux-operator, https://github.com/controlplaneio-fluxcd/charts. */
const operatorObjects = (verbs: string[]): Right[] => [
  ...HELM_HISTORY,
  ...of('', 'serviceaccounts', verbs),
  ...of('', 'services', verbs),
  ...of('apps', 'deployments', verbs),
  ...everywhere([...of(RBAC, 'clusterroles', verbs), ...of(RBAC, 'clusterrolebindings', verbs)]),
]

// The chart binds its ServiceAccount to cluster-admin, and nobody may bind what he does not hold without this verb (Kubernetes, "Using
// RBAC", privilege escalation prevention).
const BINDS_CLUSTER_ADMIN: Right[] = [{ verb: 'bind', group: RBAC, resource: 'clusterroles', name: 'cluster-admin', clusterWide: true }]
const operatorChart: Right[] = [
  ...operatorObjects(['create', 'patch']),
  ...BINDS_CLUSTER_ADMIN,
  ...everywhere(of('apiextensions.k8s.io', 'customresourcedefinitions', ['get', 'create', 'patch', 'watch'])),
  ...of('apps', 'deployments', ['watch']),
]
const instanceChart: Right[] = [...HELM_HISTORY, ...of(FLUX, 'fluxinstances', ['create', 'patch', 'list', 'watch'])]
const NAMESPACES = (verbs: string[]) => everywhere(of('', 'namespaces', verbs))

/** By resource and kind of action: what Kubernetes must allow for it, in the namespace of Flux unless it is for the whole cluster. */
const RIGHTS: Record<string, Partial<Record<ActionKind, Right[]>>> = {
  namespace: { create: NAMESPACES(['create', 'patch', 'list', 'watch']), remove: NAMESPACES(['delete', 'list', 'watch']) },
  'service-account': {
    create: of('', 'serviceaccounts', ['create', 'patch']),
    update: of('', 'serviceaccounts', ['patch']),
    remove: of('', 'serviceaccounts', ['patch', 'delete']),
  },
  'git-secret': {
    create: of('', 'secrets', ['create', 'patch']),
    update: of('', 'secrets', ['patch']),
    remove: of('', 'secrets', ['delete']),
  },
  'operator-release': {
    create: operatorChart,
    update: operatorChart,
    remove: [...operatorObjects(['delete']), ...of('apps', 'deployments', ['watch'])],
  },
  'instance-release': {
    create: instanceChart,
    update: instanceChart,
    remove: [...HELM_HISTORY, ...of(FLUX, 'fluxinstances', ['patch', 'delete', 'list', 'watch'])],
  },
  // Also of a fresh install: a pod that the webhook missed is replaced.
  pods: { create: of('', 'pods', ['delete']), restart: of('', 'pods', ['delete']) },
  'workload-pods': { restart: [{ verb: 'create', group: '', resource: 'pods', subresource: 'eviction' }] },
}
const LOCK = of('coordination.k8s.io', 'leases', ['get', 'create', 'update', 'delete'])

/**
 * What the caller must be allowed in Kubernetes to carry these actions out, each once. `namespaces` are those that are locked, which takes
 * rights of its own; an action without a namespace is of the first.
 */
export function rightsFor(actions: Action[], namespaces: string[]): AccessQuestion[] {
  const within = (rights: Right[], namespace: string | undefined) =>
    rights.map(({ clusterWide, ...right }) => (clusterWide || namespace === undefined ? right : { ...right, namespace }))
  const questions = [
    ...namespaces.flatMap((namespace) => within(LOCK, namespace)),
    ...actions.flatMap((action) => within(RIGHTS[action.resource]?.[action.kind] ?? [], action.namespace ?? namespaces[0])),
  ]
  return [...new Map(questions.map((question) => [JSON.stringify(question), question])).values()]
}
