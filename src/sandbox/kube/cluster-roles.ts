import type { KubeObject } from '../../model/kube.ts'
import type { Rule } from './rbac.ts'

const RBAC = 'rbac.authorization.k8s.io'
const WRITE = ['create', 'delete', 'deletecollection', 'patch', 'update']
const READ = ['get', 'list', 'watch']
const CORE = ['configmaps', 'events', 'persistentvolumeclaims', 'pods', 'pods/log', 'serviceaccounts', 'services']
const APPS = ['daemonsets', 'deployments', 'replicasets', 'statefulsets']

const VIEW: Rule[] = [
  { verbs: READ, apiGroups: [''], resources: [...CORE, 'namespaces', 'resourcequotas'] },
  { verbs: READ, apiGroups: ['apps'], resources: APPS },
  { verbs: READ, apiGroups: ['batch'], resources: ['cronjobs', 'jobs'] },
  { verbs: READ, apiGroups: ['networking.k8s.io'], resources: ['networkpolicies'] },
  { verbs: READ, apiGroups: ['policy'], resources: ['poddisruptionbudgets'] },
]
const EDIT: Rule[] = [
  ...VIEW,
  { verbs: [...READ, ...WRITE], apiGroups: [''], resources: [...CORE, 'secrets'] },
  { verbs: ['create'], apiGroups: [''], resources: ['pods/eviction', 'serviceaccounts/token'] },
  { verbs: WRITE, apiGroups: ['apps'], resources: APPS },
  { verbs: WRITE, apiGroups: ['batch'], resources: ['cronjobs', 'jobs'] },
  { verbs: [...READ, ...WRITE], apiGroups: ['coordination.k8s.io'], resources: ['leases'] },
  { verbs: WRITE, apiGroups: ['networking.k8s.io'], resources: ['networkpolicies'] },
  { verbs: WRITE, apiGroups: ['policy'], resources: ['poddisruptionbudgets'] },
]

const ROLES: Record<string, { rules: Rule[]; group?: string }> = {
  'cluster-admin': {
    rules: [
      { verbs: ['*'], apiGroups: ['*'], resources: ['*'] },
      { verbs: ['*'], nonResourceURLs: ['*'] },
    ],
    group: 'system:masters',
  },
  admin: { rules: [...EDIT, { verbs: [...READ, ...WRITE], apiGroups: [RBAC], resources: ['rolebindings', 'roles'] }] },
  edit: { rules: EDIT },
  view: { rules: VIEW },
  'system:basic-user': {
    rules: [
      { verbs: ['create'], apiGroups: ['authorization.k8s.io'], resources: ['selfsubjectaccessreviews', 'selfsubjectrulesreviews'] },
      { verbs: ['create'], apiGroups: ['authentication.k8s.io'], resources: ['selfsubjectreviews'] },
    ],
    group: 'system:authenticated',
  },
  'system:discovery': {
    rules: [
      {
        verbs: ['get'],
        nonResourceURLs: [
          '/api',
          '/api/*',
          '/apis',
          '/apis/*',
          '/healthz',
          '/livez',
          '/openapi',
          '/openapi/*',
          '/readyz',
          '/version',
          '/version/',
        ],
      },
    ],
    group: 'system:authenticated',
  },
}

/**
 * The roles and bindings that every cluster begins with, as far as users bind them.
 * https://kubernetes.io/docs/reference/access-authn-authz/rbac/#default-roles-and-role-bindings
 */
export function defaultRoles(): KubeObject[] {
  const labels = { 'kubernetes.io/bootstrapping': 'rbac-defaults' }
  const apiVersion = `${RBAC}/v1`
  return Object.entries(ROLES).flatMap(([name, { rules, group }]) => {
    const role: KubeObject = { apiVersion, kind: 'ClusterRole', metadata: { name, labels }, rules }
    if (!group) return [role]
    const subjects = [{ kind: 'Group', apiGroup: RBAC, name: group }]
    return [
      role,
      {
        apiVersion,
        kind: 'ClusterRoleBinding',
        metadata: { name, labels },
        roleRef: { apiGroup: RBAC, kind: 'ClusterRole', name },
        subjects,
      },
    ]
  })
}
