import { expect, test } from 'vitest'
import { ANNOTATION, freshSandbox, ROLE_ARN } from './story.ts'
import { rolesOfPods, workload } from './workload.ts'

test.each(['Deployment', 'StatefulSet'] as const)("a %s's pods are born with the role that their ServiceAccount names", async (kind) => {
  const sandbox = await freshSandbox()
  await workload(sandbox, { namespace: 'shop', name: 'cart', replicas: 2, kind })
  const before = rolesOfPods(sandbox, 'shop', 'cart')
  expect(Object.values(before)).toEqual([undefined, undefined])
  const annotated = { metadata: { annotations: { [ANNOTATION]: ROLE_ARN } } }
  sandbox.kube.store.patch('/api/v1/namespaces/shop/serviceaccounts/cart', annotated, {
    type: 'application/merge-patch+json',
    manager: 'kubectl',
  })
  for (const name of Object.keys(before)) sandbox.kube.store.delete(`/api/v1/namespaces/shop/pods/${name}`)
  await sandbox.idle()
  expect(Object.values(rolesOfPods(sandbox, 'shop', 'cart'))).toEqual([ROLE_ARN, ROLE_ARN])
})

test('a bare pod is not brought again, and a Job has one of its own', async () => {
  const sandbox = await freshSandbox()
  await workload(sandbox, { namespace: 'shop', name: 'alone', serviceAccount: 'cart', kind: 'Pod' })
  await workload(sandbox, { namespace: 'shop', name: 'once', serviceAccount: 'cart', kind: 'Job' })
  expect(Object.keys(rolesOfPods(sandbox, 'shop', 'cart'))).toEqual(['alone', expect.stringMatching(/^once-/)])
  sandbox.kube.store.delete('/api/v1/namespaces/shop/pods/alone')
  await sandbox.idle()
  expect(Object.keys(rolesOfPods(sandbox, 'shop', 'cart'))).toEqual([expect.stringMatching(/^once-/)])
})
