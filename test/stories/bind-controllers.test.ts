import { expect, test } from 'vitest'
import type { BindingList } from '../../src/identity/binding/list-bindings.ts'
import type { VerifyReport } from '../../src/model/verify-report.ts'
import type { ErrorReport } from './json-shapes.ts'
import { bound, namespace, S3 } from './binding.ts'
import { driveJson } from './drive.ts'
import { CLUSTER, freshSandbox, installedSandbox, REFLECTOR, REPOSITORIES, writesDuring } from './story.ts'
import { workload } from './workload.ts'

const INSTALL = 'flux-irsa install --cluster lab --region eu-west-1'
const BOTH = '--service-account image-automation-controller --service-account image-reflector-controller'

const refused = (sandbox: Parameters<typeof bound>[0], args: string[]) =>
  driveJson<ErrorReport>(sandbox, ['bind', ...args, ...CLUSTER, '--yes', '--policy-arn', S3])

test("Flux's own controllers are refused before any write, and the fix keeps those that have the role", async () => {
  const sandbox = await installedSandbox(REPOSITORIES)
  const writes = await writesDuring(sandbox, async () => {
    expect(await refused(sandbox, ['flux-system/kustomize-controller'])).toMatchObject({
      code: 64,
      report: { code: 'flux-controller', fix: `${INSTALL} ${BOTH} --service-account kustomize-controller` },
    })
    expect(await refused(sandbox, [`flux-system/${REFLECTOR}`])).toMatchObject({ code: 64, report: { fix: `${INSTALL} ${BOTH}` } })
    expect(await refused(sandbox, ['flux-system/*', '--wildcards', '--role-name', 'all'])).toMatchObject({ code: 64 })
  })
  expect(writes).toEqual([])
})

test('also before Flux is there, and wherever it lives', async () => {
  const sandbox = await freshSandbox()
  namespace(sandbox, 'flux-system')
  expect(await refused(sandbox, ['flux-system/kustomize-controller', '--create'])).toMatchObject({
    code: 64,
    report: { code: 'flux-controller' },
  })
  await workload(sandbox, { namespace: 'gitops', name: 'kustomize-controller' })
  const labels = { 'app.kubernetes.io/part-of': 'flux' }
  const path = '/api/v1/namespaces/gitops/serviceaccounts/kustomize-controller'
  sandbox.kube.store.patch(path, { metadata: { labels } }, { type: 'application/merge-patch+json', manager: 'test' })
  expect(await refused(sandbox, ['gitops/kustomize-controller'])).toMatchObject({
    code: 64,
    report: { fix: `${INSTALL} --namespace gitops ${BOTH} --service-account kustomize-controller` },
  })
})

test('a tenant in flux-system, and a program of such a name that is not of Flux, are bound as any', async () => {
  const sandbox = await freshSandbox()
  namespace(sandbox, 'flux-system')
  await bound(sandbox, ['flux-system/team-a', '--create', '--policy-arn', S3])
  await workload(sandbox, { namespace: 'kube-system', name: 'helm-controller' })
  const report = await bound(sandbox, ['kube-system/helm-controller', '--policy-arn', S3, '--restart'])
  expect(report.ok).toBe(true)
})

test('verify of a controller names install, and list tells that it is one', async () => {
  const sandbox = await installedSandbox(REPOSITORIES)
  const { report } = await driveJson<VerifyReport>(sandbox, ['verify', 'flux-system/kustomize-controller', ...CLUSTER])
  expect(report.checks.find(({ status }) => status === 'fail')?.fix).toBe(`${INSTALL} ${BOTH} --service-account kustomize-controller`)
  const listed = await driveJson<BindingList>(sandbox, ['list', ...CLUSTER])
  expect(listed.report.bindings.filter(({ flux }) => flux).map(({ serviceAccount }) => serviceAccount)).toContain('kustomize-controller')
})
