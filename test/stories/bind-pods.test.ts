import { expect, test } from 'vitest'
import type { VerifyReport } from '../../src/checks/report.ts'
import type { BindingList } from '../../src/engine/list-bindings.ts'
import type { InstallReport } from '../../src/engine/report.ts'
import type { Sandbox } from '../../src/sandbox/index.ts'
import { driveJson } from './drive.ts'
import { CLUSTER, freshSandbox } from './story.ts'
import { rolesOfPods, workload } from './workload.ts'

const BIND = ['bind', 'shop/cart', '--ecr-read', 'web', '--restart', ...CLUSTER, '--yes']
const MERGE = { type: 'application/merge-patch+json', manager: 'kubelet' } as const

async function bind(sandbox: Sandbox): Promise<{ code: number; notices: string; pods: VerifyReport['checks'][number] | undefined }> {
  const { code, report } = await driveJson<InstallReport>(sandbox, BIND)
  return { code, notices: report.plan.notices.join('\n'), pods: report.verify?.checks.find(({ id }) => id.startsWith('workload-pod/')) }
}

function end(sandbox: Sandbox): void {
  const { store } = sandbox.kube
  for (const name of Object.keys(rolesOfPods(sandbox, 'shop', 'cart')))
    store.patch(`/api/v1/namespaces/shop/pods/${name}/status`, { status: { phase: 'Succeeded', conditions: [] } }, MERGE)
}

test("a Job's pods that are done count nowhere", async () => {
  const sandbox = await freshSandbox()
  await workload(sandbox, { namespace: 'shop', name: 'nightly', serviceAccount: 'cart', kind: 'Job' })
  end(sandbox)
  await workload(sandbox, { namespace: 'shop', name: 'cart' })
  const { code, notices, pods } = await bind(sandbox)
  expect(code).toBe(0)
  expect(notices).not.toContain('nightly')
  expect(pods).toMatchObject({ status: 'pass' })
  const { report } = await driveJson<BindingList>(sandbox, ['list', ...CLUSTER])
  expect(report.bindings.map(({ pods: counts }) => counts)).toEqual([{ with: 1, without: 0 }])
})

test("a Job's pod that still runs without the role is let finish, with a warning that says so", async () => {
  const sandbox = await freshSandbox()
  await workload(sandbox, { namespace: 'shop', name: 'nightly', serviceAccount: 'cart', kind: 'Job' })
  const { code, notices, pods } = await bind(sandbox)
  expect(code).toBe(0)
  expect(notices).toMatch(/Nothing brings these pods of shop\/cart again, so they are left alone: nightly-\w+\./)
  expect(pods).toMatchObject({ status: 'warn', fix: expect.stringMatching(/^Let the Job finish, or start it anew: nightly-\w+\.$/) })
})

test('a bare pod is no case for --restart, and the fix does not say so', async () => {
  const sandbox = await freshSandbox()
  await workload(sandbox, { namespace: 'shop', name: 'alone', serviceAccount: 'cart', kind: 'Pod' })
  await workload(sandbox, { namespace: 'shop', name: 'cart' })
  const { code, pods } = await bind(sandbox)
  expect(code).toBe(1)
  expect(pods).toMatchObject({ status: 'fail', fix: 'Make these pods anew, as they were made: alone.' })
})

test.each(['Deployment', 'StatefulSet'] as const)('the pods of a %s are replaced, each by one that carries the role', async (kind) => {
  const sandbox = await freshSandbox()
  await workload(sandbox, { namespace: 'shop', name: 'cart', replicas: 2, kind })
  expect(await bind(sandbox)).toMatchObject({ code: 0, pods: { status: 'pass' } })
  expect(Object.values(rolesOfPods(sandbox, 'shop', 'cart'))).toEqual(Array(2).fill('arn:aws:iam::123456789012:role/lab-shop-cart-irsa'))
})

test('a budget that lets no pod go ends the run at its deadline, which says what it waited for', async () => {
  const sandbox = await freshSandbox()
  await workload(sandbox, { namespace: 'shop', name: 'cart', replicas: 2 })
  const budget = { minAvailable: 2, selector: { matchLabels: { app: 'cart' } } }
  const object = { apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', metadata: { name: 'cart' }, spec: budget }
  sandbox.kube.store.create('/apis/policy/v1/namespaces/shop/poddisruptionbudgets', object, 'test')
  const { code, report } = await driveJson<InstallReport>(sandbox, [...BIND, '--timeout', '2s'])
  expect(code).toBe(124)
  const failed = report.results.find(({ outcome }) => outcome === 'failed')
  expect(failed?.error?.message).toMatch(/^bind was not done after 2 s; waited for: a PodDisruptionBudget to let cart-\S+ go$/)
  expect(Object.values(rolesOfPods(sandbox, 'shop', 'cart'))).toEqual([undefined, undefined])
})
