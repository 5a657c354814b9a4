import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createBoundary } from '../docs/permissions-page.ts'
import { ACCOUNT, bind, bound, BOUND_ROLE, namespace, S3, subjects } from './binding.ts'
import { drive } from './drive.ts'
import {
  CLUSTER,
  CLUSTER_ARN,
  foreignRole,
  freshSandbox,
  install,
  installedSandbox,
  object,
  REPOSITORIES,
  role,
  work,
  writesDuring,
} from './story.ts'

test('a workload gets a role, a policy and the annotation; a second bind writes nothing; unbind leaves nothing', async () => {
  const sandbox = await freshSandbox()
  namespace(sandbox, 'shop')
  const before = sandbox.aws.account.roles.size
  const report = await bound(sandbox, ['shop/cart', '--create', '--ecr-read', 'apps/main', '--policy-arn', S3])
  expect(report.schema).toBe('flux-irsa/bind/v1')
  expect(object(sandbox, ACCOUNT).metadata.annotations).toMatchObject({
    'eks.amazonaws.com/role-arn': `arn:aws:iam::123456789012:role/${BOUND_ROLE}`,
    'flux-irsa/binding': CLUSTER_ARN,
  })
  expect([...role(sandbox, BOUND_ROLE).attached].sort()).toEqual([S3, `arn:aws:iam::123456789012:policy/${BOUND_ROLE}`].sort())
  expect(subjects(sandbox, BOUND_ROLE)).toEqual(['system:serviceaccount:shop:cart'])
  expect(await writesDuring(sandbox, () => bound(sandbox, ['shop/cart']))).toEqual([])

  const { code, report: gone } = await bind(sandbox, ['shop/cart'], 'unbind')
  expect({ code, leftovers: gone.leftovers }).toEqual({ code: 0, leftovers: [] })
  expect(sandbox.aws.account.roles.size).toBe(before)
  expect(sandbox.aws.account.policies.has(`arn:aws:iam::123456789012:policy/${BOUND_ROLE}`)).toBe(false)
  expect(sandbox.kube.store.get(ACCOUNT)).toBeUndefined()
})

test('install and bind never take each other for left over', async () => {
  const sandbox = await installedSandbox()
  namespace(sandbox, 'shop')
  await bound(sandbox, ['shop/cart', 'flux-system/extra', '--create', '--role-name', 'shared', '--policy-arn', S3])
  expect(work(await install(sandbox, REPOSITORIES))).toEqual({})
  const { report } = await bind(sandbox, ['shop/cart', 'flux-system/extra'], 'unbind')
  expect(Object.keys(work(report)).length).toBeGreaterThan(0)
  expect(work(await install(sandbox, REPOSITORIES))).toEqual({})
})

test('one that shares a role goes by itself, and the others keep it', async () => {
  const sandbox = await freshSandbox()
  namespace(sandbox, 'shop')
  await bound(sandbox, ['shop/cart', 'shop/till', '--create', '--role-name', 'shop', '--policy-arn', S3])
  await bind(sandbox, ['shop/cart'], 'unbind')
  expect(subjects(sandbox, 'shop')).toEqual(['system:serviceaccount:shop:till'])
  await bound(sandbox, ['shop/till'])
  await bound(sandbox, ['shop/cart', '--create', '--role-name', 'shop'])
  expect(subjects(sandbox, 'shop')).toEqual([['system:serviceaccount:shop:cart', 'system:serviceaccount:shop:till']])
})

test('what is said of what the role may do takes the place of what it could before', async () => {
  const sandbox = await freshSandbox()
  namespace(sandbox, 'shop')
  const file = join(mkdtempSync(join(tmpdir(), 'bind-')), 'cart.json')
  writeFileSync(
    file,
    JSON.stringify({ Version: '2012-10-17', Statement: { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::cart/*' } }),
  )
  await bound(sandbox, ['shop/cart', '--create', '--policy', file, '--policy-arn', S3])
  const own = `arn:aws:iam::123456789012:policy/${BOUND_ROLE}`
  expect(JSON.stringify(sandbox.aws.account.policies.get(own))).toContain('s3:GetObject')
  await bound(sandbox, ['shop/cart', '--policy-arn', S3])
  expect([...role(sandbox, BOUND_ROLE).attached]).toEqual([S3])
  expect(sandbox.aws.account.policies.has(own)).toBe(false)
  await bound(sandbox, ['shop/cart', '--ecr-read', 'apps/main'])
  expect([...role(sandbox, BOUND_ROLE).attached]).toEqual([own])
  expect(await writesDuring(sandbox, () => bound(sandbox, ['shop/cart', '--ecr-read', 'apps/main']))).toEqual([])
})

test('wildcards are compared by StringLike, and the plan says what they open', async () => {
  const sandbox = await freshSandbox()
  namespace(sandbox, 'shop')
  for (const name of ['cart-eu', 'cart-us', 'till']) {
    sandbox.kube.store.create(
      '/api/v1/namespaces/shop/serviceaccounts',
      { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name } },
      'test',
    )
  }
  const report = await bound(sandbox, ['shop/cart-*', '--wildcards', '--role-name', 'carts', '--policy-arn', S3])
  expect(report.plan.notices.join('\n')).toMatch(
    /whatever matches system:serviceaccount:shop:cart-\*: now shop\/cart-eu, shop\/cart-us, and any/,
  )
  const [statement] = [role(sandbox, 'carts').trust.Statement].flat()
  expect(Object.values(statement?.Condition?.['StringLike'] ?? {})).toEqual(['system:serviceaccount:shop:cart-*'])
  const annotated = sandbox.kube.store
    .list('/api/v1/namespaces/shop/serviceaccounts')
    .filter(({ metadata }) => metadata.annotations?.['flux-irsa/binding'])
  expect(annotated.map(({ metadata }) => metadata.name)).toEqual(['cart-eu', 'cart-us'])
  const scope = report.verify?.checks.find(({ id }) => id === 'trust-scope/carts')
  expect(scope).toMatchObject({
    status: 'warn',
    fix: expect.stringContaining('unbind the pattern, and bind each ServiceAccount by its name'),
  })
  const again = await drive(sandbox, ['bind', 'shop/cart-*', '--wildcards', '--role-name', 'carts', ...CLUSTER, '--yes'])
  expect(again.stdout).toContain('Next: flux-irsa list --cluster lab')
})

test('one role each, where that is said', async () => {
  const sandbox = await freshSandbox()
  namespace(sandbox, 'shop')
  await bound(sandbox, ['shop/cart', 'shop/till', '--create', '--role-per-service-account', '--ecr-read', 'apps/main'])
  expect(subjects(sandbox, 'lab-shop-cart-irsa')).toEqual(['system:serviceaccount:shop:cart'])
  expect(subjects(sandbox, 'lab-shop-till-irsa')).toEqual(['system:serviceaccount:shop:till'])
})

test('what somebody else annotated is a conflict; --adopt takes it over, and unbind gives it back', async () => {
  const sandbox = await freshSandbox()
  namespace(sandbox, 'shop')
  const made = foreignRole(sandbox, 'eksctl-cart', { attached: [S3] })
  made.trust = JSON.parse(JSON.stringify(made.trust).replace('system:serviceaccount:apps:web', 'system:serviceaccount:shop:cart'))
  const { arn } = made
  const theirs = {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: { name: 'cart', annotations: { 'eks.amazonaws.com/role-arn': arn } },
  }
  sandbox.kube.store.create('/api/v1/namespaces/shop/serviceaccounts', theirs, 'eksctl')
  const refused = await bind(sandbox, ['shop/cart', '--policy-arn', S3])
  expect(refused.code).toBe(64)
  const trustBefore = JSON.stringify(role(sandbox, 'eksctl-cart').trust)
  await bound(sandbox, ['shop/cart', '--adopt'])
  expect(role(sandbox, 'eksctl-cart').tags['flux-irsa:binding']).toBe(CLUSTER_ARN)
  const { code } = await bind(sandbox, ['shop/cart'], 'unbind')
  expect(code).toBe(0)
  expect(JSON.stringify(role(sandbox, 'eksctl-cart').trust)).toBe(trustBefore)
  expect(role(sandbox, 'eksctl-cart').tags['flux-irsa:binding']).toBeUndefined()
})

test('a ServiceAccount that was there before stays, also one that was made with nothing but a name', async () => {
  const sandbox = await freshSandbox()
  namespace(sandbox, 'shop')
  sandbox.kube.store.create(
    '/api/v1/namespaces/shop/serviceaccounts',
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'cart' } },
    'kubectl-create',
  )
  await bound(sandbox, ['shop/cart', '--policy-arn', S3])
  await bound(sandbox, ['shop/cart', '--ecr-read', 'apps/main'])
  expect((await bind(sandbox, ['shop/cart'], 'unbind')).code).toBe(0)
  expect(object(sandbox, ACCOUNT).metadata.annotations ?? {}).toEqual({})
})

test('a policy of a document that was deleted by hand needs the document again, but nothing to be unbound', async () => {
  const sandbox = await freshSandbox()
  namespace(sandbox, 'shop')
  const file = join(mkdtempSync(join(tmpdir(), 'bind-')), 'cart.json')
  writeFileSync(file, JSON.stringify({ Statement: { Effect: 'Allow', Action: 's3:GetObject', Resource: '*' } }))
  await bound(sandbox, ['shop/cart', '--create', '--policy', file])
  const own = `arn:aws:iam::123456789012:policy/${BOUND_ROLE}`
  role(sandbox, BOUND_ROLE).attached = []
  sandbox.aws.account.policies.delete(own)
  const { code, stderr } = await drive(sandbox, ['bind', 'shop/cart', ...CLUSTER, '--yes'])
  expect({ code, names: stderr.includes('--policy FILE') }).toEqual({ code: 64, names: true })
  await bound(sandbox, ['shop/cart', '--policy', file])
  sandbox.aws.account.policies.delete(own)
  role(sandbox, BOUND_ROLE).attached = []
  expect((await bind(sandbox, ['shop/cart'], 'unbind')).code).toBe(0)
  expect(sandbox.aws.account.roles.has(BOUND_ROLE)).toBe(false)
})

test('when the cluster is gone, unbind still takes away what bind left in IAM', async () => {
  const sandbox = await freshSandbox()
  namespace(sandbox, 'shop')
  await bound(sandbox, ['shop/cart', 'shop/till', '--create', '--role-name', 'shop', '--ecr-read', 'apps/main'])
  sandbox.aws.account.clusters.length = 0
  const { code } = await bind(sandbox, ['shop/cart'], 'unbind')
  expect(code).toBe(0)
  expect(sandbox.aws.account.roles.has('shop')).toBe(false)
  expect(sandbox.aws.account.policies.has('arn:aws:iam::123456789012:policy/shop')).toBe(false)
})

test.each([
  [['shop/cart'], /nothing says what the role may do/],
  [['cart', '--policy-arn', S3], /"cart" is not one/],
  [['shop/*', '--policy-arn', S3], /holds a wildcard/],
  [['shop/cart', 'shop/till', '--policy-arn', S3], /--role-name: must be said/],
  [['nowhere/cart', '--policy-arn', S3], /there is no namespace nowhere/],
])('%j is refused before anything is written', async (args, message) => {
  const sandbox = await freshSandbox()
  namespace(sandbox, 'shop')
  let outcome: { code: number; stderr: string } | undefined
  expect(await writesDuring(sandbox, async () => void (outcome = await drive(sandbox, ['bind', ...args, ...CLUSTER, '--yes'])))).toEqual([])
  expect(outcome?.code).toBe(64)
  expect(outcome?.stderr).toMatch(message)
})

test('a policy that allows everything is named in the plan, and verify warns of it, with less as the fix', async () => {
  const sandbox = await freshSandbox()
  namespace(sandbox, 'shop')
  const admin = 'arn:aws:iam::aws:policy/AdministratorAccess'
  const report = await bound(sandbox, ['shop/cart', '--create', '--policy-arn', admin])
  expect(report.plan.notices.join('\n')).toContain(`${admin} allows every action on everything`)
  expect(report.verify).toMatchObject({ verdict: 'warn' })
  expect(report.verify?.checks.find(({ id }) => id.startsWith('grant-width'))).toMatchObject({
    status: 'warn',
    message: `${admin} allows every action on everything`,
    fix: expect.stringMatching(/flux-irsa bind shop\/cart .*--policy FILE/),
  })
  const narrow = await bound(sandbox, ['shop/cart', '--policy-arn', S3])
  expect(narrow.plan.notices.join('\n')).not.toContain('allows')
  expect(narrow.verify?.verdict).toBe('pass')
})

test('a boundary and a tag that are named for one workload are not put on the role of another, and unbind asks for no boundary', async () => {
  const sandbox = await freshSandbox()
  namespace(sandbox, 'shop')
  await bound(sandbox, ['shop/cart', '--create', '--ecr-read', 'apps/main'])
  const before = structuredClone(role(sandbox, BOUND_ROLE))
  const boundary = createBoundary(sandbox, 'lab-bind-boundary', 'Bind')
  await bound(sandbox, ['shop/till', '--create', '--ecr-read', 'apps/main', '--tag', 'team=till', ...boundary])
  expect(role(sandbox, 'lab-shop-till-irsa')).toMatchObject({ boundary: boundary[1], tags: { team: 'till' } })
  expect(role(sandbox, BOUND_ROLE)).toEqual(before)
  const { code, report } = await bind(sandbox, ['shop/till'], 'unbind')
  expect({ code, report: JSON.stringify(report) }).toEqual({ code: 0, report: expect.not.stringContaining('boundary-required') })
  expect(role(sandbox, BOUND_ROLE)).toEqual(before)
})
