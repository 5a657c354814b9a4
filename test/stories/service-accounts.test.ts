import { expect, test } from 'vitest'
import type { Sandbox } from '../../src/sandbox/index.ts'
import {
  ANNOTATION,
  AUTOMATION,
  INSTANCE_PATH,
  MERGE,
  REFLECTOR,
  ROLE_ARN,
  actionOf,
  annotation,
  freshSandbox,
  install,
  installedSandbox,
  instanceSpec,
  object,
  plan,
  podRoles,
  serviceAccount,
  uninstall,
} from './story.ts'

const BEFORE = 'arn:aws:iam::123456789012:role/by-hand'

test('the annotation is ours by server-side apply, is asserted by the instance too, and survives the operator', async () => {
  const sandbox = await installedSandbox()
  const patches = (instanceSpec(sandbox)['kustomize'] as { patches: { target: object; patch: string }[] }).patches
  expect(patches.map(({ target }) => target)).toEqual([AUTOMATION, REFLECTOR].map((name) => ({ kind: 'ServiceAccount', name })))
  for (const { patch } of patches) expect(patch).toContain(`${ANNOTATION}: ${ROLE_ARN}`)

  await reconciled(sandbox)
  for (const name of [REFLECTOR, AUTOMATION]) {
    expect(annotation(sandbox, name)).toBe(ROLE_ARN)
    const owner = serviceAccount(sandbox, name).metadata.managedFields?.find(({ manager }) => manager === 'flux-irsa')
    expect(owner).toMatchObject({ operation: 'Apply', fieldsV1: { 'f:metadata': { 'f:annotations': { [`f:${ANNOTATION}`]: {} } } } })
  }
})

test('an annotation of ours that was changed or taken off by hand is drift: a plain install puts it back', async () => {
  const sandbox = await installedSandbox()
  await sandbox.faults.wrongAnnotation()
  const wrong = await plan(sandbox)
  expect(actionOf(wrong.report, `service-account/${REFLECTOR}`)).toMatchObject({
    kind: 'update',
    changes: [{ path: `annotations.${ANNOTATION}`, before: 'arn:aws:iam::123456789012:role/somebody-elses', after: ROLE_ARN }],
  })
  await install(sandbox)
  expect(annotation(sandbox, REFLECTOR)).toBe(ROLE_ARN)

  await sandbox.faults.removeAnnotation(AUTOMATION)
  await install(sandbox)
  expect(annotation(sandbox, AUTOMATION)).toBe(ROLE_ARN)
})

test('a ServiceAccount that kubectl annotated with another role is a conflict naming who holds it, before any write', async () => {
  const sandbox = await annotatedByHand()
  const { code, report } = await plan(sandbox)
  expect(code).toBe(64)
  const conflict = actionOf(report, `service-account/${REFLECTOR}`)
  expect(conflict).toMatchObject({ kind: 'conflict', reason: `its role annotation is held by kubectl-annotate: ${BEFORE}` })
  expect(conflict.fix).toMatch(/--adopt.*--service-account/)
})

test('--adopt takes that annotation over, and uninstall --only irsa gives the earlier value back for good', async () => {
  const sandbox = await annotatedByHand()
  await install(sandbox, ['--adopt'])
  expect(annotation(sandbox, REFLECTOR)).toBe(ROLE_ARN)
  expect(podRoles(sandbox, REFLECTOR)).toEqual([ROLE_ARN])

  const { code, report } = await uninstall(sandbox, ['--only', 'irsa'])
  expect(code).toBe(0)
  expect(actionOf(report, `service-account/${REFLECTOR}`).changes).toEqual([
    { path: `annotations.${ANNOTATION}`, before: ROLE_ARN, after: BEFORE },
  ])
  await sandbox.idle()
  await reconciled(sandbox)
  expect(annotation(sandbox, REFLECTOR)).toBe(BEFORE)
  expect(annotation(sandbox, AUTOMATION)).toBeUndefined()
  expect(podRoles(sandbox, AUTOMATION)).toEqual([undefined])
  const ours = Object.keys(serviceAccount(sandbox, REFLECTOR).metadata.annotations ?? {}).filter((key) => key.startsWith('flux-irsa/'))
  expect(ours).toEqual([])
})

async function annotatedByHand(): Promise<Sandbox> {
  const sandbox = await freshSandbox()
  const { store } = sandbox.kube
  store.create('/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'flux-system' } }, 'kubectl-create')
  const path = '/api/v1/namespaces/flux-system/serviceaccounts'
  store.create(
    path,
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: REFLECTOR, namespace: 'flux-system', labels: { team: 'web' } } },
    'kubectl-create',
  )
  store.patch(`${path}/${REFLECTOR}`, { metadata: { annotations: { [ANNOTATION]: BEFORE } } }, { type: MERGE, manager: 'kubectl-annotate' })
  return sandbox
}

/** Asks the operator for another reconcile and lets it end. */
async function reconciled(sandbox: Sandbox): Promise<void> {
  const asked = `now-${sandbox.kube.calls.length}`
  const annotations = { 'reconcile.fluxcd.io/requestedAt': asked }
  sandbox.kube.store.patch(INSTANCE_PATH, { metadata: { annotations } }, { type: MERGE, manager: 'flux' })
  await expect
    .poll(() => (object(sandbox, INSTANCE_PATH)['status'] as { lastHandledReconcileAt?: string }).lastHandledReconcileAt, {
      timeout: 10_000,
    })
    .toBe(asked)
  await sandbox.idle()
}
