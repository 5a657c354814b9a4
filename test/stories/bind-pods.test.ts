import { expect, test } from 'vitest'
import type { VerifyReport } from '../../src/model/verify-report.ts'
import { bind, bound, BOUND_ROLE, S3 } from './binding.ts'
import { driveJson } from './drive.ts'
import { CLUSTER, freshSandbox, work } from './story.ts'
import { rolesOfPods, workload } from './workload.ts'

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
  expect(Object.values(others)).toEqual(Array(3).fill(`arn:aws:iam::123456789012:role/${BOUND_ROLE}`))
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
