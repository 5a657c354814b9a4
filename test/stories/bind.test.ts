import { expect, test } from 'vitest'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { VerifyReport } from '../../src/checks/report.ts'
import type { InstallReport } from '../../src/engine/report.ts'
import type { Sandbox } from '../../src/sandbox/index.ts'
import { drive, driveJson } from './drive.ts'
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
import { rolesOfPods, workload } from './workload.ts'

const S3 = 'arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess'
const ACCOUNT = '/api/v1/namespaces/shop/serviceaccounts/cart'
const ROLE = 'lab-shop-cart-irsa'

function bind(sandbox: Sandbox, args: string[], command = 'bind') {
  return driveJson<InstallReport>(sandbox, [command, ...args, ...CLUSTER, '--yes'])
}

async function bound(sandbox: Sandbox, args: string[]): Promise<InstallReport> {
  const { code, report } = await bind(sandbox, args)
  if (!report.results) expect.fail(JSON.stringify(report))
  expect(report.results.flatMap(({ error }) => error ?? [])).toEqual([])
  expect({ code, failed: report.verify?.checks.filter(({ status }) => status === 'fail' || status === 'unknown') }).toEqual({
    code: 0,
    failed: [],
  })
  return report
}

function namespace(sandbox: Sandbox, name: string): void {
  sandbox.kube.store.create('/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name } }, 'test')
}

function subjects(sandbox: Sandbox, name: string): unknown {
  const [statement] = [role(sandbox, name).trust.Statement].flat()
  return Object.values(statement?.Condition ?? {})
    .flatMap((block) => Object.entries(block))
    .filter(([key]) => key.endsWith(':sub'))
    .map(([, value]) => value)
}

test('a workload gets a role, a policy and the annotation; a second bind writes nothing; unbind leaves nothing', async () => {
  const sandbox = await freshSandbox()
  namespace(sandbox, 'shop')
  const before = sandbox.aws.account.roles.size
  const report = await bound(sandbox, ['shop/cart', '--create', '--ecr-read', 'apps/main', '--policy-arn', S3])
  expect(report.schema).toBe('flux-irsa/bind/v1')
  expect(object(sandbox, ACCOUNT).metadata.annotations).toMatchObject({
    'eks.amazonaws.com/role-arn': `arn:aws:iam::123456789012:role/${ROLE}`,
    'flux-irsa/binding': CLUSTER_ARN,
  })
  expect([...role(sandbox, ROLE).attached].sort()).toEqual([S3, `arn:aws:iam::123456789012:policy/${ROLE}`].sort())
  expect(subjects(sandbox, ROLE)).toEqual(['system:serviceaccount:shop:cart'])
  expect(await writesDuring(sandbox, () => bound(sandbox, ['shop/cart']))).toEqual([])

  const { code, report: gone } = await bind(sandbox, ['shop/cart'], 'unbind')
  expect({ code, leftovers: gone.leftovers }).toEqual({ code: 0, leftovers: [] })
  expect(sandbox.aws.account.roles.size).toBe(before)
  expect(sandbox.aws.account.policies.has(`arn:aws:iam::123456789012:policy/${ROLE}`)).toBe(false)
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
  const own = `arn:aws:iam::123456789012:policy/${ROLE}`
  expect(JSON.stringify(sandbox.aws.account.policies.get(own))).toContain('s3:GetObject')
  await bound(sandbox, ['shop/cart', '--policy-arn', S3])
  expect([...role(sandbox, ROLE).attached]).toEqual([S3])
  expect(sandbox.aws.account.policies.has(own)).toBe(false)
  await bound(sandbox, ['shop/cart', '--ecr-read', 'apps/main'])
  expect([...role(sandbox, ROLE).attached]).toEqual([own])
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

test('--restart replaces the pods one after the other, as their budget allows; bare ones are named and left', async () => {
  const sandbox = await freshSandbox()
  await workload(sandbox, { namespace: 'shop', name: 'cart', replicas: 3 })
  await workload(sandbox, { namespace: 'shop', name: 'bare', serviceAccount: 'cart', kind: 'Pod' })
  const budget = {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: { name: 'cart' },
    spec: { minAvailable: 2, selector: { matchLabels: { app: 'cart' } } },
  }
  sandbox.kube.store.create('/apis/policy/v1/namespaces/shop/poddisruptionbudgets', budget, 'test')
  await sandbox.idle()
  let fewest = 3
  const stop = sandbox.kube.store.onEvent(() => (fewest = Math.min(fewest, Object.keys(rolesOfPods(sandbox, 'shop', 'cart')).length - 1)))
  const { report } = await bind(sandbox, ['shop/cart', '--policy-arn', S3, '--restart'])
  stop()
  expect(report.results.flatMap(({ error }) => error ?? [])).toEqual([])
  expect(work(report)['workload-pods/shop/cart']).toBe('restart')
  expect(report.plan.notices.join()).toContain('Nothing brings these pods of shop/cart again, so they are left alone: bare.')
  const { bare, ...others } = rolesOfPods(sandbox, 'shop', 'cart')
  expect(bare).toBeUndefined()
  expect(Object.values(others)).toEqual(Array(3).fill(`arn:aws:iam::123456789012:role/${ROLE}`))
  expect(fewest).toBeGreaterThanOrEqual(2)
})

test('without --restart the pods are told of, and the same bind with it makes verify green', async () => {
  const sandbox = await freshSandbox()
  await workload(sandbox, { namespace: 'shop', name: 'cart', replicas: 2 })
  const report = await bound(sandbox, ['shop/cart', '--policy-arn', S3])
  expect(report.plan.notices.join()).toContain(
    '2 of 2 pods of shop/cart run without the identity until they are replaced; --restart does it.',
  )
  const verify = async () => (await driveJson<VerifyReport>(sandbox, ['verify', 'shop/cart', ...CLUSTER])).report
  const broken = (await verify()).checks.filter(({ status }) => status === 'fail')
  expect(broken.map(({ id, fix }) => ({ id, fix }))).toEqual([
    { id: 'workload-pod/shop/cart', fix: 'flux-irsa bind shop/cart --cluster lab --region eu-west-1 --restart' },
  ])
  await bound(sandbox, ['shop/cart', '--restart'])
  expect((await verify()).verdict).toBe('pass')
  const gone = await bind(sandbox, ['shop/cart', '--restart'], 'unbind')
  expect(gone.code).toBe(0)
  expect(Object.values(rolesOfPods(sandbox, 'shop', 'cart'))).toEqual([undefined, undefined])
})

test('what somebody else annotated is a conflict; --adopt takes it over, and unbind gives it back', async () => {
  const sandbox = await freshSandbox()
  namespace(sandbox, 'shop')
  const { arn } = foreignRole(sandbox, 'eksctl-cart', { attached: [S3] })
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
