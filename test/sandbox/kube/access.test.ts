import { expect, test } from 'vitest'
import { account, ACCOUNTS, startCluster } from './cluster.ts'

const RBAC = '/apis/rbac.authorization.k8s.io/v1'
const ARN = 'arn:aws:iam::123456789012:user/ci'
const users: Record<string, { username: string; groups: string[] }> = {
  ci: { username: ARN, groups: ['installers'] },
  root: { username: 'root', groups: ['system:masters'] },
}
const asCi = { token: 'ci' }

async function startWithRoles() {
  const cluster = await startCluster({ authenticate: (bearer) => users[bearer] })
  const role = (kind: string, name: string, rules: object[]) => ({
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind,
    metadata: { name },
    rules,
  })
  const binding = (kind: string, name: string, roleRef: object) => ({
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind,
    metadata: { name },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', ...roleRef },
    subjects: [{ kind: 'Group', name: 'installers', apiGroup: 'rbac.authorization.k8s.io' }],
  })
  const inDefault = [
    { apiGroups: [''], resources: ['serviceaccounts'], verbs: ['get', 'patch'], resourceNames: ['mine'] },
    { apiGroups: [''], resources: ['serviceaccounts/token'], verbs: ['create'] },
  ]
  await cluster.ask(
    'POST',
    `${RBAC}/clusterroles`,
    role('ClusterRole', 'see-namespaces', [{ apiGroups: [''], resources: ['namespaces'], verbs: ['get', 'list'] }]),
  )
  await cluster.ask(
    'POST',
    `${RBAC}/clusterrolebindings`,
    binding('ClusterRoleBinding', 'see', { kind: 'ClusterRole', name: 'see-namespaces' }),
  )
  await cluster.ask('POST', `${RBAC}/namespaces/default/roles`, role('Role', 'accounts', inDefault))
  await cluster.ask(
    'POST',
    `${RBAC}/namespaces/default/rolebindings`,
    binding('RoleBinding', 'accounts', { kind: 'Role', name: 'accounts' }),
  )
  return cluster
}

test('no token or an unknown one is 401 Unauthorized', async () => {
  const cluster = await startCluster()
  for (const token of ['', 'wrong']) {
    const { status, body } = await cluster.ask('GET', '/api/v1/namespaces', undefined, { token })
    expect([status, body.message, body.reason]).toEqual([401, 'Unauthorized', 'Unauthorized'])
  }
})

test("a user may do what the bindings allow, and is refused the rest in Kubernetes' words", async () => {
  const cluster = await startWithRoles()
  await cluster.ask('POST', ACCOUNTS, account('mine'))
  expect((await cluster.ask('GET', '/api/v1/namespaces', undefined, asCi)).status).toBe(200)
  expect((await cluster.ask('GET', `${ACCOUNTS}/mine`, undefined, asCi)).status).toBe(200)
  const messageOf = async (method: string, path: string, body?: object) => {
    const reply = await cluster.ask(method, path, body, asCi)
    expect([reply.status, reply.body.reason]).toEqual([403, 'Forbidden'])
    return reply.body.message
  }
  expect(await messageOf('GET', `${ACCOUNTS}/default`)).toBe(
    `serviceaccounts "default" is forbidden: User "${ARN}" cannot get resource "serviceaccounts" ` +
      'in API group "" in the namespace "default"',
  )
  expect(await messageOf('GET', '/apis/apps/v1/deployments')).toBe(
    `deployments.apps is forbidden: User "${ARN}" cannot list resource "deployments" in API group "apps" at the cluster scope`,
  )
  expect(await messageOf('POST', '/api/v1/namespaces', {})).toBe(
    `namespaces is forbidden: User "${ARN}" cannot create resource "namespaces" in API group "" at the cluster scope`,
  )
  expect(await messageOf('GET', '/metrics')).toBe(`forbidden: User "${ARN}" cannot get path "/metrics"`)
})

test('an apply that would create needs the right to create', async () => {
  const cluster = await startWithRoles()
  const ask = () =>
    cluster.ask('PATCH', `${ACCOUNTS}/mine?fieldManager=x`, account('mine', { a: 'b' }), { ...asCi, type: 'application/apply-patch+yaml' })
  expect((await ask()).body.message).toContain('cannot create resource "serviceaccounts"')
  await cluster.ask('POST', ACCOUNTS, account('mine'))
  expect((await ask()).status).toBe(200)
})

test('access reviews answer from the same rules', async () => {
  const cluster = await startWithRoles()
  const mayI = async (resourceAttributes: object, token = 'ci') => {
    const review = { apiVersion: 'authorization.k8s.io/v1', kind: 'SelfSubjectAccessReview', spec: { resourceAttributes } }
    return (await cluster.ask('POST', '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews', review, { token })).body.status
  }
  expect(await mayI({ verb: 'list', resource: 'namespaces' })).toEqual({
    allowed: true,
    reason: 'RBAC: allowed by ClusterRoleBinding "see" of ClusterRole "see-namespaces" to Group "installers"',
  })
  const token = { verb: 'create', resource: 'serviceaccounts', subresource: 'token' }
  expect((await mayI({ ...token, namespace: 'default', name: 'any' })).allowed).toBe(true)
  expect((await mayI({ ...token, namespace: 'kube-system', name: 'any' })).allowed).toBe(false)
  expect((await mayI({ ...token, subresource: undefined, namespace: 'default' })).allowed).toBe(false)
  expect((await mayI({ verb: 'patch', resource: 'serviceaccounts', namespace: 'default', name: 'mine' })).allowed).toBe(true)
  expect((await mayI({ verb: 'patch', resource: 'serviceaccounts', namespace: 'default', name: 'other' })).allowed).toBe(false)
  expect((await mayI({ verb: '*', group: '*', resource: '*' }, 'root')).allowed).toBe(true)
})

test('a rules review lists what holds in the namespace', async () => {
  const cluster = await startWithRoles()
  const review = { apiVersion: 'authorization.k8s.io/v1', kind: 'SelfSubjectRulesReview', spec: { namespace: 'default' } }
  const { body } = await cluster.ask('POST', '/apis/authorization.k8s.io/v1/selfsubjectrulesreviews', review, asCi)
  expect(body.status.resourceRules).toContainEqual({ apiGroups: [''], resources: ['serviceaccounts/token'], verbs: ['create'] })
  expect(body.status.incomplete).toBe(false)
})

test('calls are recorded with the user, the outcome and whether they would write', async () => {
  const cluster = await startWithRoles()
  const before = cluster.calls.length
  await cluster.ask('GET', '/api/v1/namespaces', undefined, asCi)
  await cluster.ask('DELETE', '/api/v1/namespaces/default', undefined, asCi)
  expect(cluster.calls.slice(before)).toEqual([
    { n: before + 1, verb: 'list', path: '/api/v1/namespaces', status: 200, write: false, user: ARN },
    { n: before + 2, verb: 'delete', path: '/api/v1/namespaces/default', status: 403, write: true, user: ARN },
  ])
})
